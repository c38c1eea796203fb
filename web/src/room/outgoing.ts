import { Emitter } from "../lib/emitter";
import type { Painting, Studio } from "./studio";
import type { Ticker } from "./ticker";
import type { Picture, RoomTransport } from "./transport";

export interface OutgoingEvents {
  /** What the others get from now on, and nothing else any more; "off" for no picture. */
  picture: Picture | "off";
}

/** A black picture is sent again and again: who arrives late, or lost one, must not keep the one before. */
const BLACK_MS = 250;
/** As many have left before it is said that the screen is hidden. */
const BLACK_FIRST = 3;
const STILL_MS = 2000;

/**
 * Between what is captured and what leaves this computer: the captured track itself, one sharp image every two
 * seconds, or black. Black wins over all.
 */
export class Outgoing extends Emitter<OutgoingEvents> {
  readonly #transport: Pick<RoomTransport, "setScreen" | "setPicture">;
  readonly #studio: Studio;
  readonly #ticker: Ticker;
  #captured: MediaStreamTrack | null = null;
  #hidden = false;
  #stills = false;
  #painting: Painting | null = null;
  #stopPainting: (() => void) | null = null;
  /** Counts the changes: one that was overtaken says nothing. */
  #change = 0;

  constructor(transport: Pick<RoomTransport, "setScreen" | "setPicture">, studio: Studio, ticker: Ticker) {
    super();
    this.#transport = transport;
    this.#studio = studio;
    this.#ticker = ticker;
  }

  get captured(): MediaStreamTrack | null {
    return this.#captured;
  }

  get wanted(): Picture | "off" {
    return this.#captured === null ? "off" : this.#picture;
  }

  get #picture(): Picture {
    if (this.#hidden) return "hidden";
    return this.#stills ? "stills" : "live";
  }

  /**
   * Another captured track takes the place of the former; without one, nothing leaves and nothing is hidden. The
   * last picture would stand on the other pages for as long as the server does not answer: it is made black.
   */
  async show(captured: MediaStreamTrack | null): Promise<void> {
    const former = this.#captured;
    this.#captured = captured;
    if (captured !== null) return await this.#follow();
    this.#hidden = false;
    if (former !== null) await this.#leave(former);
  }

  /** Resolves once black, or the picture again, is what leaves. */
  async setHidden(hidden: boolean): Promise<void> {
    if (this.#captured === null || hidden === this.#hidden) return;
    this.#hidden = hidden;
    await this.#follow();
  }

  /** On a poor link. */
  async setStills(stills: boolean): Promise<void> {
    if (stills === this.#stills) return;
    this.#stills = stills;
    if (this.wanted !== "hidden" && this.wanted !== "off") await this.#follow();
  }

  async #follow(): Promise<void> {
    const captured = this.#captured;
    if (captured === null) return;
    const picture = this.#picture;
    // Even before the black track takes its place, a track that is not enabled gives black only.
    captured.enabled = picture !== "hidden";
    if (await this.#send(picture, captured)) this.emit("picture", picture);
  }

  async #leave(former: MediaStreamTrack): Promise<void> {
    this.emit("picture", "off");
    if (!(await this.#send("hidden", former))) return;
    this.#putAway()?.end();
    await this.#transport.setScreen(null);
  }

  /** False when another change overtook this one. */
  async #send(picture: Picture, captured: MediaStreamTrack): Promise<boolean> {
    this.#change += 1;
    const change = this.#change;
    const former = this.#putAway();
    this.#transport.setPicture(picture);
    const ready = this.#paint(picture, captured);
    await this.#transport.setScreen(this.#painting?.track ?? captured);
    former?.end();
    await ready;
    return change === this.#change;
  }

  /** The former painting, not painted any more but still there: a track that ends too early freezes what is seen. */
  #putAway(): Painting | null {
    this.#stopPainting?.();
    this.#stopPainting = null;
    const former = this.#painting;
    this.#painting = null;
    return former;
  }

  /** Resolves once enough has been painted to say so; at once when nothing has to be. */
  #paint(picture: Picture, captured: MediaStreamTrack): Promise<void> | null {
    if (picture === "live") return null;
    const painting = this.#studio(captured);
    this.#painting = painting;
    if (picture === "stills") return this.#repeat(STILL_MS, 1, () => painting.copy());
    const { width = 1280, height = 720 } = captured.getSettings();
    return this.#repeat(BLACK_MS, BLACK_FIRST, () => {
      painting.black(width, height);
      return true;
    });
  }

  /** Runs `paint` now and every `ms`; resolves after `times` pictures, or when something else is painted. */
  #repeat(ms: number, times: number, paint: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      let painted = 0;
      const once = () => {
        if (paint()) painted += 1;
        if (painted >= times) resolve();
      };
      const stop = this.#ticker(ms, once);
      this.#stopPainting = () => {
        stop();
        resolve();
      };
      once();
    });
  }
}
