import { Emitter } from "../lib/emitter";
import { WARNING_MINUTES } from "../lib/protocol";
import type { ServerClock } from "./serverClock";

/** What the server says of the time; ISO 8601, by its own clock. */
export interface Times {
  readonly now: string;
  readonly ends_at?: string | null | undefined;
}

export interface TimeLimitEvents {
  /** Whole minutes left, rounded up; null while the visit has not begun. */
  left: number | null;
  /** So many minutes are left, for the first time since the end was set. */
  warning: number;
  /** The end was put off by as many minutes. */
  prolonged: number;
}

const MINUTE_MS = 60_000;
const LOOK_MS = 5000;

/** When the visit ends by itself. */
export class TimeLimit extends Emitter<TimeLimitEvents> {
  readonly #clock: ServerClock;
  #endsAt: number | null = null;
  #left: number | null = null;
  #warned = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(clock: ServerClock) {
    super();
    this.#clock = clock;
  }

  /** From `room` and `time`. */
  handle({ now, ends_at }: Times): void {
    const former = this.#endsAt;
    const endsAt = Date.parse(ends_at ?? "");
    this.#clock.handleNow(now);
    this.#endsAt = Number.isNaN(endsAt) ? null : endsAt;
    if (former !== null && this.#endsAt !== null && this.#endsAt > former) {
      this.#warned = false;
      this.emit("prolonged", Math.round((this.#endsAt - former) / MINUTE_MS));
    }
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
    this.#look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const left = this.#minutesLeft();
    if (left !== this.#left) {
      this.#left = left;
      this.emit("left", left);
    }
    if (left === null || this.#warned || left > WARNING_MINUTES) return;
    this.#warned = true;
    this.emit("warning", left);
  }

  #minutesLeft(): number | null {
    if (this.#endsAt === null) return null;
    return Math.max(0, Math.ceil((this.#endsAt - this.#clock.now) / MINUTE_MS));
  }
}
