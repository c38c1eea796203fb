import { Emitter } from "../lib/emitter";
import type { ConfirmTrust } from "../lib/protocol";

/** « Avez-vous demandé cette aide vous-même ? », « Quelqu’un vous a-t-il appelé pour vous le demander ? » */
export type Question = "asked" | "called";

/** Time to read; an answer is missing; ready. */
export type Stage = "reading" | "answering" | "ready";

export interface FirstShareEvents {
  changed: undefined;
  /** To the server: she knows who helps her. */
  send: ConfirmTrust;
  /** She did not ask for this help, or somebody called her. */
  unsafe: undefined;
}

const SAFE: Readonly<Record<Question, boolean>> = { asked: true, called: false };

/** Before her screen is shown to a helper for the first time. */
export class FirstShare extends Emitter<FirstShareEvents> {
  readonly #answers = new Map<Question, boolean>();
  #isKnown = false;
  #isConfirmed = false;
  #readAt = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** The server, or this page, knows that she confirmed who helps her. */
  get isKnown(): boolean {
    return this.#isKnown || this.#isConfirmed;
  }

  /** In the room again: what was said while the line was down is said again, before the screen is. */
  handleRoom(trusted: boolean): void {
    this.#isKnown = trusted;
    if (this.#isConfirmed && !trusted) this.emit("send", { type: "trust.confirm" });
  }

  /** The server has not heard of it after all: she is asked again. */
  handleRefused(code: string): void {
    if (code === "confirm_first") this.#isKnown = this.#isConfirmed = false;
  }

  /** She begins to read: nothing can be shown for so many seconds. */
  open(readingSeconds: number): void {
    this.close();
    this.#answers.clear();
    this.#readAt = performance.now() + readingSeconds * 1000;
    this.#timer = setInterval(() => this.#tick(), 250);
    this.emit("changed", undefined);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  get secondsLeft(): number {
    return Math.max(0, Math.ceil((this.#readAt - performance.now()) / 1000));
  }

  get stage(): Stage {
    if (this.secondsLeft > 0) return "reading";
    return this.#answers.size === 2 ? "ready" : "answering";
  }

  answerTo(question: Question): boolean | null {
    return this.#answers.get(question) ?? null;
  }

  answer(question: Question, yes: boolean): void {
    this.#answers.set(question, yes);
    this.emit("changed", undefined);
    if (yes !== SAFE[question]) this.emit("unsafe", undefined);
  }

  /** « Je comprends »: false, and nothing is said, before she read and answered. */
  confirm(): boolean {
    const isSafe = [...this.#answers].every(([question, yes]) => yes === SAFE[question]);
    if (this.stage !== "ready" || !isSafe) return false;
    this.#isConfirmed = true;
    this.close();
    this.emit("send", { type: "trust.confirm" });
    return true;
  }

  #tick(): void {
    if (this.secondsLeft === 0) this.close();
    this.emit("changed", undefined);
  }
}
