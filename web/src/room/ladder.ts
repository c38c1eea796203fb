import type { ParticipantInfo, PeerToPeer } from "../lib/protocol";
import type { Presence } from "./presence";

/** Messages a second from one other page, and how many at once; an honest page sends half of that. */
const PER_SECOND = 120;
const BURST = 120;

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * Who may do what with the screen that is shown. The server decides; here each page holds the others to it, and
 * drops what is not allowed.
 */
export class Ladder {
  readonly #presence: Presence;
  readonly #buckets = new Map<string, Bucket>();
  #ended = false;

  constructor(presence: Presence) {
    this.#presence = presence;
  }

  /** Nothing passes any more. */
  handleEnd(): void {
    this.#ended = true;
  }

  /** May point and draw on what is shown: its owner, the helped person, and those she gave the hand. */
  mayMark(id: string): boolean {
    const one = this.#inTheRoom(id);
    if (one === null || this.#presence.surface === "") return false;
    return one.sharing || one.role === "helped" || one.hand !== "see";
  }

  /** May act, while the lease runs. `now` is milliseconds since 1970 of the server's clock. */
  mayAct(id: string, now: number): boolean {
    const one = this.#inTheRoom(id);
    if (one === null || one.hand !== "act" || one.hand_until === null) return false;
    return this.#presence.surface !== "" && now < Date.parse(one.hand_until);
  }

  /** Whether `message`, arrived from the page of `sender`, is taken. Each call counts for the sender's pace. */
  allows(sender: string, message: PeerToPeer, now: number): boolean {
    const one = this.#inTheRoom(sender);
    if (one === null || !this.#keepsPace(sender, now)) return false;
    switch (message.type) {
      case "pointer.move":
      case "pointer.hide":
      case "mark.put":
      case "mark.extend":
      case "mark.erase":
        return this.mayMark(sender);
      case "sentence":
        return one.role !== "helped" && this.mayMark(sender);
      case "answer":
      case "hidden":
        return one.role === "helped";
      case "act":
        return this.mayAct(sender, now);
      case "voice":
      case "quality":
        return true;
    }
  }

  #inTheRoom(id: string): ParticipantInfo | null {
    const one = this.#presence.find(id);
    return this.#ended || one === null || !one.admitted ? null : one;
  }

  #keepsPace(sender: string, now: number): boolean {
    const bucket = this.#buckets.get(sender) ?? { tokens: BURST, at: now };
    this.#buckets.set(sender, bucket);
    bucket.tokens = Math.min(BURST, bucket.tokens + (Math.max(0, now - bucket.at) * PER_SECOND) / 1000);
    bucket.at = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
