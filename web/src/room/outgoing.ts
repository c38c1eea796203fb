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
    if (this.#captured === null) return "off";
    if (this.#hidden) return "hidden";
    return this.#stills ? "stills" : "live";
  }

  /** Another captured track takes the place of the former; without one, nothing leaves and nothing is hidden. */
  async show(captured: MediaStreamTrack | null): Promise<void> {
    this.#captured = captured;
    if (captured === null) this.#hidden = false;
    await this.#follow();
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
    const picture = this.wanted;
    const captured = this.#captured;
    this.#change += 1;
    const change = this.#change;
    // Even before the black track takes its place, a track that is not enabled gives black only.
    if (captured !== null) captured.enabled = picture !== "hidden";
    const former = this.#putAway();
    if (picture !== "off") this.#transport.setPicture(picture);
    const ready = captured === null ? null : this.#paint(picture, captured);
    await this.#transport.setScreen(this.#painting?.track ?? captured);
    former?.end();
    await ready;
    if (change === this.#change) this.emit("picture", picture);
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
  #paint(picture: Picture | "off", captured: MediaStreamTrack): Promise<void> | null {
    if (picture !== "hidden" && picture !== "stills") return null;
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
