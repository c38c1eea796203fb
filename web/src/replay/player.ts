import { Emitter } from "../lib/emitter";
import type { Command } from "./keys";
import { holding, lastBefore, type Stretch } from "./stretches";

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;
const JUMP_SECONDS = 5;
const LOUDER = 0.1;
/** « Étape précédente » within these first milliseconds of a step is the one before; later, its beginning. */
const JUST_BEGUN_MS = 2_000;

type Events = {
  /** The step being shown: its index, -1 before the first. */
  chapter: number;
  /** What is missing here: its index, -1 when nothing is. */
  gap: number;
  /** Milliseconds of the film. */
  time: number;
  speed: number;
  loop: boolean;
};

/** A film with its steps: moved through, slowed down, one step again and again. Times are milliseconds. */
export class Player extends Emitter<Events> {
  readonly #video: HTMLVideoElement;
  readonly #chapters: readonly Stretch[];
  readonly #starts: readonly number[];
  readonly #gaps: readonly Stretch[];
  #chapter = -1;
  #gap = -1;
  #looped: number | null = null;

  constructor(video: HTMLVideoElement, chapters: readonly Stretch[], gaps: readonly Stretch[]) {
    super();
    this.#video = video;
    this.#chapters = chapters;
    this.#starts = chapters.map(({ start }) => start);
    this.#gaps = gaps;
    video.addEventListener("timeupdate", () => this.#follow(true));
    video.addEventListener("seeking", () => this.#follow(false));
    // Moved by hand out of the step that was to be seen again: that is another wish.
    video.addEventListener("seeked", () => this.#leaveLoop());
    video.addEventListener("ended", () => this.#again());
    video.addEventListener("ratechange", () => this.emit("speed", video.playbackRate));
  }

  get now(): number {
    return this.#video.currentTime * 1000;
  }

  /** Begin again at these milliseconds, and play. */
  seek(at: number): void {
    this.#video.currentTime = at / 1000;
  }

  /** Show that step, and play it; the loop, if any, goes with it. */
  open(index: number): void {
    const chapter = this.#chapters[index];
    if (chapter === undefined) return;
    if (this.#looped !== null) this.#looped = index;
    this.seek(chapter.start);
    this.#play();
  }

  next(): void {
    this.open(lastBefore(this.#starts, this.now) + 1);
  }

  previous(): void {
    const current = lastBefore(this.#starts, this.now);
    const begun = this.now - (this.#starts[current] ?? 0);
    if (current <= 0 && begun < JUST_BEGUN_MS) this.seek(0);
    else this.open(begun < JUST_BEGUN_MS ? current - 1 : current);
  }

  setSpeed(speed: number): void {
    this.#video.playbackRate = speed;
    this.#video.defaultPlaybackRate = speed;
  }

  /** The step being shown, again and again, or no more. Before the first step: the first. */
  toggleLoop(): void {
    this.#looped = this.#looped === null ? Math.max(0, lastBefore(this.#starts, this.now)) : null;
    this.emit("loop", this.#looped !== null);
    if (this.#looped !== null) this.open(this.#looped);
  }

  do(command: Command): void {
    const video = this.#video;
    switch (command) {
      case "play":
        if (video.paused) this.#play();
        else video.pause();
        break;
      case "back":
        this.seek(Math.max(0, this.now - JUMP_SECONDS * 1000));
        break;
      case "forward":
        this.seek(Math.min(video.duration * 1000 || this.now, this.now + JUMP_SECONDS * 1000));
        break;
      case "louder":
      case "softer":
        video.muted = false;
        video.volume = Math.min(1, Math.max(0, video.volume + (command === "louder" ? LOUDER : -LOUDER)));
        break;
      case "next":
        this.next();
        break;
      case "previous":
        this.previous();
        break;
      case "slower":
      case "faster":
        this.#step(command === "faster" ? 1 : -1);
        break;
      case "full-screen":
        this.toggleFullScreen();
    }
  }

  toggleFullScreen(): void {
    // A browser may refuse, or have none (telephones have the one of their own player).
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    else this.#video.requestFullscreen?.().catch(() => {});
  }

  #play(): void {
    this.#video.play().catch(() => {});
  }

  #step(by: 1 | -1): void {
    const at = SPEEDS.findLastIndex((speed) => speed <= this.#video.playbackRate);
    this.setSpeed(SPEEDS[at + by] ?? this.#video.playbackRate);
  }

  #follow(playing: boolean): void {
    if (playing && this.#isAtEndOfLoop()) {
      this.#again();
      return;
    }
    this.emit("time", this.now);
    const chapter = lastBefore(this.#starts, this.now);
    if (chapter !== this.#chapter) {
      this.#chapter = chapter;
      this.emit("chapter", chapter);
    }
    const gap = holding(this.#gaps, this.now);
    if (gap !== this.#gap) {
      this.#gap = gap;
      this.emit("gap", gap);
    }
  }

  #isAtEndOfLoop(): boolean {
    const looped = this.#looped === null ? undefined : this.#chapters[this.#looped];
    return looped !== undefined && !this.#video.paused && this.now >= looped.end;
  }

  #again(): void {
    if (this.#looped !== null) this.open(this.#looped);
  }

  #leaveLoop(): void {
    const looped = this.#looped === null ? undefined : this.#chapters[this.#looped];
    // A film stands on the picture at or just before the moment asked for.
    if (looped === undefined || (this.now >= looped.start - 500 && this.now <= looped.end)) return;
    this.#looped = null;
    this.emit("loop", false);
  }
}
