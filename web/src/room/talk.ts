import { Emitter } from "../lib/emitter";
import type { PeerToPeer } from "../lib/protocol";
import type { Ladder } from "./ladder";

/** How messages reach the other pages now: their data channels, or the server while one of them is cut. */
export type Way = "channel" | "server";

export interface TalkEvents {
  /** Another page said it, and may. */
  message: { readonly peer: string; readonly message: PeerToPeer };
  /** To every page, by the data channels. */
  channel: PeerToPeer;
  /** To every page, by the server. */
  server: PeerToPeer;
}

export interface TalkOptions {
  readonly ladder: Ladder;
  readonly way: () => Way;
  /** Milliseconds since 1970, of the server's clock. */
  readonly now: () => number;
}

/** What the pages say to one another, whichever way. All that arrives passes the ladder here, or is dropped. */
export class Talk extends Emitter<TalkEvents> {
  readonly #ladder: Ladder;
  readonly #way: () => Way;
  readonly #now: () => number;

  constructor({ ladder, way, now }: TalkOptions) {
    super();
    this.#ladder = ladder;
    this.#way = way;
    this.#now = now;
  }

  get way(): Way {
    return this.#way();
  }

  /** To everyone, one way only: what arrives twice would be drawn twice. */
  send(message: PeerToPeer): void {
    this.emit(this.#way(), message);
  }

  /** From the data channel of `peer`, or carried by the server. */
  handle(peer: string, message: PeerToPeer): void {
    if (this.#ladder.allows(peer, message, this.#now())) this.emit("message", { peer, message });
  }
}
