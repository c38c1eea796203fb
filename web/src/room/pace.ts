import { Emitter } from "../lib/emitter";
import { POINTS_MAX } from "../lib/protocol";
import type { MarkMessage } from "./marks";

/**
 * What one page points and draws, at a bearable pace: one message at a time, the next one `interval` milliseconds
 * later at the soonest. What waits is merged: the last place of the pointer, the points of a line, the last
 * state of a mark. Places and lines take turns.
 */
export class Pace extends Emitter<{ send: MarkMessage }> {
  readonly #interval: () => number;
  readonly #clock: () => number;
  #waiting: MarkMessage[] = [];
  #sentAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(interval: () => number, clock: () => number = () => performance.now()) {
    super();
    this.#interval = interval;
    this.#clock = clock;
  }

  push(message: MarkMessage): void {
    if (message.type === "mark.erase") this.#dropErased(message.id ?? null);
    if (!this.#merge(message)) this.#waiting.push(message);
    this.#go();
  }

  /** What waits is not worth sending any more. */
  clear(): void {
    this.#waiting = [];
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #go(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#sentAt + this.#interval() - this.#clock();
    if (wait > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#go();
      }, Math.ceil(wait));
      return;
    }
    const message = this.#waiting.shift();
    if (message === undefined) return;
    this.#sentAt = this.#clock();
    this.emit("send", message);
    if (this.#waiting.length > 0) this.#go();
  }

  /** True when `message` went into the last one that waits about the same. */
  #merge(message: MarkMessage): boolean {
    const at = this.#waiting.findLastIndex((one) => subject(one) === subject(message));
    const former = this.#waiting[at];
    const both = former && merged(former, message);
    if (!both) return false;
    this.#waiting[at] = both;
    return true;
  }

  /** A mark that is erased before it left need not leave. */
  #dropErased(id: string | null): void {
    this.#waiting = this.#waiting.filter(
      (one) => !(one.type === "mark.put" || one.type === "mark.extend") || (id !== null && one.id !== id),
    );
  }
}

/** An author has one pointer and one spot; other marks have names. */
function subject(message: MarkMessage): string {
  if (message.type === "pointer.move" || message.type === "pointer.hide") return "the pointer";
  if (message.type === "mark.put" && message.kind === "spot") return "the spot";
  return message.id ?? "all";
}

/** One message that says as much as `former` and then `later`, which is about the same; null when there is none. */
function merged(former: MarkMessage, later: MarkMessage): MarkMessage | null {
  if (later.type === "mark.erase" || former.type === "mark.erase") return null;
  if (later.type !== "mark.extend") return later;
  if (former.type !== "mark.put" && former.type !== "mark.extend") return null;
  const points = [...former.points, ...later.points];
  return points.length > 2 * POINTS_MAX ? null : { ...former, points };
}
