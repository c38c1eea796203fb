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

/** What a sent picture has to be: moving, one sharp image now and then on a poor link, or black. */
export type Picture = "live" | "stills" | "hidden";

/** How voices, the screen and the pointer travel. The room never asks which implementation it has. */
export interface RoomTransport extends Pick<Emitter<TransportEvents>, "on"> {
  /** The voice sent to everyone, now and after each reconnection; null for none. */
  setVoice(track: MediaStreamTrack | null): void;
  /** The screen sent to everyone, likewise. Resolves once nothing else leaves this page. */
  setScreen(track: MediaStreamTrack | null): Promise<void>;
  /** What the screen needs of the link from now on; the voice always goes first. */
  setPicture(picture: Picture): void;
  /** The browser's figures on each connection that holds, by peer. */
  stats(): Promise<ReadonlyMap<string, RTCStatsReport>>;
  /** To everyone connected; silently to nobody else. */
  send(message: PeerToPeer): void;
  /** Hangs up for good. */
  close(): void;
}
