/** What everyone in the room is told has a number; the rest (0 or none) has its own order. */
interface Numbered {
  readonly seq?: number;
}

/**
 * Keeps what everyone is told in order: each message once, none missed without a word. `room` says from which
 * number on a page must follow; what is told before it came waits.
 */
export class Told<M extends object> {
  #last = 0;
  #early: M[] | null = [];

  /** A `room` was asked for: until it comes, what is told waits. */
  expectRoom(): void {
    this.#early ??= [];
  }

  /** `room` came, and stands for all up to `seq`: gives back what waited for it. */
  handleRoom(seq: number): M[] {
    const early = this.#early ?? [];
    this.#last = seq;
    this.#early = null;
    return early;
  }

  /** `next` to treat now; `known` already, or kept until `room` comes; `missed`: something before it is lost. */
  place(message: M & Numbered): "next" | "known" | "missed" {
    const { seq = 0 } = message;
    if (seq === 0) return "next";
    if (this.#early !== null) {
      this.#early.push(message);
      return "known";
    }
    if (seq <= this.#last) return "known";
    if (seq > this.#last + 1) return "missed";
    this.#last = seq;
    return "next";
  }
}
