import type { Emitter } from "../lib/emitter";
import type { PeerToPeer } from "../lib/protocol";

/** One other participant, as the transport needs to know her. */
export interface Peer {
  readonly id: string;
  /** On her page now, as the server sees it. */
  readonly present: boolean;
  /** Her page names and opens our connections; exactly one of the two pages leads. */
  readonly leads: boolean;
}

export interface TransportEvents {
  /** A connection with `peer` opens, once more if either page was reloaded. */
  linked: { readonly peer: string };
  /** The connection is interrupted; the transport is already at work on it. */
  lost: { readonly peer: string };
  /** It has been tried for a while in vain: time to say so. Trying goes on. */
  unreachable: { readonly peer: string };
  voice: { readonly peer: string; readonly track: MediaStreamTrack };
  screen: { readonly peer: string; readonly track: MediaStreamTrack };
  message: { readonly peer: string; readonly message: PeerToPeer };
}

/** How voices, the screen and the pointer travel. The room never asks which implementation it has. */
export interface RoomTransport extends Pick<Emitter<TransportEvents>, "on"> {
  /** The voice sent to everyone, now and after each reconnection; null for none. */
  setVoice(track: MediaStreamTrack | null): void;
  /** The screen sent to everyone, likewise. */
  setScreen(track: MediaStreamTrack | null): void;
  /** To everyone connected; silently to nobody else. */
  send(message: PeerToPeer): void;
  /** Hangs up for good. */
  close(): void;
}
