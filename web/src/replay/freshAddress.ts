import { Emitter } from "../lib/emitter";
import { struct, text } from "../lib/shape";
import type { Answer } from "../room/http";

/** Why the film does not come: no connection, no film any more, or nothing this browser can read. */
export type Trouble = "" | "cut" | "gone" | "unreadable";

type Events = { trouble: Trouble };

const BEFORE_MS = 60_000;
/** However this computer's clock is set: a new address every moment would stop the film at every moment. */
const LEAST_MS = 5 * 60_000;
const RETRY_MS = [0, 1_000, 3_000, 10_000, 30_000];
/** An address just given whose film does not play is no address to blame. */
const JUST_GIVEN_MS = 5_000;

const readAddress = struct<{ readonly url: string; readonly until: string }>({ url: text(1), until: text(1) }, {});

/** Keeps the address of a film good: a new one before it ends, and after an error; playing goes on where it was. */
export class FreshAddress extends Emitter<Events> {
  readonly #video: HTMLVideoElement;
  readonly #ask: () => Promise<Answer>;
  #until: number;
  #givenAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #asking = false;
  #failures = 0;

  /** `until`: when the address in `video.src` ends (ISO 8601). `ask` asks the server for another. */
  constructor(video: HTMLVideoElement, until: string, ask: () => Promise<Answer>) {
    super();
    this.#video = video;
    this.#ask = ask;
    this.#until = endOf(until);
    video.addEventListener("error", () => this.#afterError());
    // A page that slept, or a film long paused: the timer did not ask.
    for (const moment of ["play", "seeking"]) video.addEventListener(moment, () => this.#ifOld());
    video.addEventListener("playing", () => {
      this.#failures = 0;
    });
    addEventListener("online", () => {
      if (this.#tries > 0) this.renew();
    });
    this.#plan();
    // It may have failed before this script was there.
    if (video.error) this.renew();
  }

  /** Ask for a new address and go on with it. While one is being asked for, nothing more. */
  async renew(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    const answer = await this.#ask();
    this.#asking = false;
    if (answer.kind === "done") {
      this.#goOn(readAddress(answer.body));
    } else if (answer.kind === "refused" && answer.status < 500) {
      this.emit("trouble", "gone");
    } else {
      this.emit("trouble", "cut");
      this.#tries += 1;
      this.#timer = setTimeout(() => this.renew(), RETRY_MS[Math.min(this.#tries, RETRY_MS.length - 1)]);
    }
  }

  #plan(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ifOld(), Math.max(0, this.#until - BEFORE_MS - Date.now()));
  }

  /** Nothing is asked for a film that nobody watches: opening the page of the film would keep it open for ever. */
  #ifOld(): void {
    if (this.#video.paused || Date.now() < this.#until - BEFORE_MS) return;
    this.renew();
  }

  #afterError(): void {
    const unreadable = Date.now() - this.#givenAt < JUST_GIVEN_MS;
    this.#failures += 1;
    if (unreadable && this.#failures > 2) this.emit("trouble", "unreadable");
    else this.renew();
  }

  #goOn({ url, until }: { url: string; until: string }): void {
    const video = this.#video;
    const { currentTime, paused, playbackRate } = video;
    this.#until = endOf(until);
    this.#givenAt = Date.now();
    this.#tries = 0;
    const back = () => {
      // A new film begins at zero and at its usual speed.
      video.currentTime = currentTime;
      video.playbackRate = playbackRate;
      if (!paused) video.play().catch(() => {});
    };
    video.addEventListener("loadedmetadata", back, { once: true });
    video.src = url;
    this.emit("trouble", "");
    this.#plan();
  }
}

function endOf(until: string): number {
  return Math.max(Date.parse(until), Date.now() + LEAST_MS);
}
