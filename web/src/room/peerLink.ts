import { Emitter } from "../lib/emitter";
import {
  type IceCandidate,
  PEER_MESSAGE_MAX_LENGTH,
  type PeerToPeer,
  parsePeerToPeer,
  type SessionDescription,
} from "../lib/protocol";
import { preferOurCodecs } from "./codecs";
import { giveWay, putFirst } from "./encoding";
import type { Picture } from "./transport";

export type Negotiation = { readonly description: SessionDescription } | { readonly candidate: IceCandidate };

export interface PeerLinkEvents {
  /** For the page at the other end. */
  negotiation: Negotiation;
  /** `connected` for the first time or again, or not any more. */
  connected: boolean;
  /** The browser gave up on the network paths it had. */
  failed: undefined;
  /** Beyond repair: only a new connection helps. */
  broken: undefined;
  /** The data channels are open: messages pass. */
  opened: undefined;
  track: MediaStreamTrack;
  message: PeerToPeer;
}

export interface PeerLinkOptions {
  readonly id: string;
  /** The leading page lays out the connection and makes the first offer. */
  readonly leading: boolean;
  readonly configuration: RTCConfiguration;
  readonly connect: (configuration: RTCConfiguration) => RTCPeerConnection;
}

/** Bytes waiting in a channel above which a pointer move is not worth adding. */
const MOVES_MAX_WAITING = 16_384;

type Channels = { readonly marks: RTCDataChannel; readonly moves: RTCDataChannel };
type Kind = "audio" | "video";

/**
 * One RTCPeerConnection: W3C perfect negotiation, one line for the voice and one for the screen in both
 * directions from the start. A track that comes later only replaces nothing: no negotiation, no delay.
 *
 * The following page gives way when both negotiate at once, and takes its lines from the first offer, since
 * lines it would add by itself would come on top of the leading page's.
 */
export class PeerLink extends Emitter<PeerLinkEvents> {
  readonly id: string;
  readonly #connection: RTCPeerConnection;
  readonly #leading: boolean;
  readonly #tracks: Record<Kind, MediaStreamTrack | null> = { audio: null, video: null };
  #senders: Partial<Record<Kind, RTCRtpSender>> = {};
  #picture: Picture = "live";
  #channels: Channels | null = null;
  #offering = false;
  #earlyCandidates: IceCandidate[] = [];
  /** What arrives is handled strictly one after the other, in order of arrival. */
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(options: PeerLinkOptions) {
    super();
    this.id = options.id;
    this.#leading = options.leading;
    this.#connection = options.connect(options.configuration);
    this.#listen();
    if (this.#leading) {
      const lines = [
        this.#connection.addTransceiver("audio", { direction: "sendrecv" }),
        this.#connection.addTransceiver("video", { direction: "sendrecv" }),
      ];
      this.#adopt(lines);
      this.#openChannels();
    }
  }

  get isConnected(): boolean {
    return this.#connection.connectionState === "connected";
  }

  /** Messages pass. */
  get isOpen(): boolean {
    return this.isConnected && this.#channels?.marks.readyState === "open";
  }

  /** Messages pass, and no negotiation of ours waits for an answer that a cut may have lost. */
  get isHealthy(): boolean {
    return this.isOpen && this.#connection.signalingState === "stable";
  }

  handle(negotiation: Negotiation): void {
    this.#work = this.#work
      .then(() =>
        "description" in negotiation
          ? this.#handleDescription(negotiation.description)
          : this.#handleCandidate(negotiation.candidate),
      )
      .catch(() => this.#emitUnlessClosed("broken"));
  }

  /** What the other page hears (audio) or sees (video) of us from now on. */
  async setTrack(kind: Kind, track: MediaStreamTrack | null): Promise<void> {
    this.#tracks[kind] = track;
    try {
      await this.#senders[kind]?.replaceTrack(track);
    } catch {
      this.#emitUnlessClosed("broken");
    }
  }

  setPicture(picture: Picture): void {
    this.#picture = picture;
    const { audio, video } = this.#senders;
    if (audio !== undefined) void putFirst(audio);
    if (video !== undefined) void giveWay(video, picture);
  }

  async stats(): Promise<RTCStatsReport> {
    return await this.#connection.getStats();
  }

  send(message: PeerToPeer): void {
    const lossy = message.type === "pointer.move";
    const channel = lossy ? this.#channels?.moves : this.#channels?.marks;
    if (channel?.readyState !== "open" || (lossy && channel.bufferedAmount > MOVES_MAX_WAITING)) return;
    channel.send(JSON.stringify(message));
  }

  /** Credentials end: the newest ones serve the next search for network paths. */
  configure(configuration: RTCConfiguration): void {
    this.#connection.setConfiguration(configuration);
  }

  /** Looks for new network paths; voices and screen stay as they are. */
  restartIce(): void {
    this.#connection.restartIce();
  }

  close(): void {
    this.#closed = true;
    this.#connection.close();
  }

  #emitUnlessClosed(name: "broken" | "failed" | "opened"): void {
    if (!this.#closed) this.emit(name, undefined);
  }

  #listen(): void {
    const connection = this.#connection;
    connection.onnegotiationneeded = () => void this.#offer();
    connection.onicecandidate = ({ candidate }) => this.#tellCandidate(candidate);
    connection.ontrack = ({ track }) => this.emit("track", track);
    connection.onconnectionstatechange = () => {
      if (this.#closed || connection.connectionState === "connecting") return;
      this.emit("connected", this.isConnected);
      if (this.isConnected) this.setPicture(this.#picture);
      if (connection.connectionState === "failed") this.#emitUnlessClosed("failed");
    };
  }

  #tellCandidate(candidate: RTCIceCandidate | null): void {
    if (candidate === null || candidate.candidate === "" || this.#closed) return;
    const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
    this.emit("negotiation", {
      candidate: { candidate: candidate.candidate, sdpMid, sdpMLineIndex, usernameFragment },
    });
  }

  async #offer(): Promise<void> {
    try {
      this.#offering = true;
      await this.#describeOurselves();
    } catch {
      this.#emitUnlessClosed("broken");
    } finally {
      this.#offering = false;
    }
  }

  async #describeOurselves(): Promise<void> {
    await this.#connection.setLocalDescription();
    const description = this.#connection.localDescription;
    if (description === null || this.#closed) return;
    this.emit("negotiation", { description: { type: description.type, sdp: description.sdp } });
  }

  async #handleDescription(description: SessionDescription): Promise<void> {
    if (this.#closed) return;
    const isOffer = description.type === "offer";
    const collides = isOffer && (this.#offering || this.#connection.signalingState !== "stable");
    if (this.#leading && collides) return;
    // An answer to an offer we withdrew to take the other page's: there is nothing left to answer.
    if (description.type === "answer" && this.#connection.signalingState !== "have-local-offer") return;
    await this.#connection.setRemoteDescription(description);
    await this.#addEarlyCandidates();
    if (!isOffer) return;
    if (this.#channels === null) {
      this.#adopt(this.#connection.getTransceivers());
      this.#openChannels();
    }
    await this.#describeOurselves();
  }

  async #handleCandidate(candidate: IceCandidate): Promise<void> {
    if (this.#closed) return;
    if (this.#connection.remoteDescription === null) {
      this.#earlyCandidates.push(candidate);
      return;
    }
    try {
      await this.#connection.addIceCandidate(candidate);
    } catch {
      // A path that cannot be used, or of an offer we did not take: the others remain.
    }
  }

  async #addEarlyCandidates(): Promise<void> {
    const candidates = this.#earlyCandidates;
    this.#earlyCandidates = [];
    for (const candidate of candidates) await this.#handleCandidate(candidate);
  }

  #adopt(lines: readonly RTCRtpTransceiver[]): void {
    for (const line of lines) {
      const kind: Kind = line.receiver.track.kind === "audio" ? "audio" : "video";
      if (this.#senders[kind] !== undefined) continue;
      line.direction = "sendrecv";
      if (kind === "video") preferOurCodecs(line);
      this.#senders[kind] = line.sender;
      if (this.#tracks[kind] !== null) void this.setTrack(kind, this.#tracks[kind]);
    }
  }

  #openChannels(): void {
    const marks = this.#connection.createDataChannel("marks", { negotiated: true, id: 1 });
    const moves = this.#connection.createDataChannel("moves", {
      negotiated: true,
      id: 2,
      ordered: false,
      maxRetransmits: 0,
    });
    for (const channel of [marks, moves]) channel.onmessage = (event) => this.#received(event.data);
    marks.onopen = () => this.#emitUnlessClosed("opened");
    // Heard at once when the other page is closed; the network notices seconds later.
    marks.onclose = () => {
      if (!this.#closed) this.emit("connected", false);
    };
    this.#channels = { marks, moves };
  }

  #received(data: unknown): void {
    if (this.#closed || typeof data !== "string" || data.length > PEER_MESSAGE_MAX_LENGTH) return;
    const message = parsePeerToPeer(data);
    if (message !== null) this.emit("message", message);
  }
}
