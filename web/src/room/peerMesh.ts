import { Emitter } from "../lib/emitter";
import type { PeerToPeer, SendSignal, Signal } from "../lib/protocol";
import { newId } from "./newId";
import { type Negotiation, PeerLink, type PeerLinkOptions } from "./peerLink";
import type { Peer, Picture, RoomTransport, TransportEvents } from "./transport";

export interface PeerMeshEvents extends TransportEvents {
  /** To be carried to the other page by the server. */
  signal: SendSignal;
}

/** Milliseconds. */
export interface Timings {
  /** A short interruption heals by itself; after this we look for new paths. */
  readonly healing: number;
  /** Without connection for this long, the leading page starts afresh; then again, each time a little later. */
  readonly patience: number;
  readonly maxPatience: number;
  /** Without connection for this long, the person is told. */
  readonly unreachable: number;
}

const TIMINGS: Timings = { healing: 3000, patience: 10_000, maxPatience: 40_000, unreachable: 20_000 };
/** The following page lets the leading one act first. */
const FOLLOWER_PATIENCE = 1.8;

type Timer = ReturnType<typeof setTimeout>;

/** What is known of one other participant. */
interface Line {
  peer: Peer;
  link: PeerLink | null;
  attempt: number;
  wasLinked: boolean;
  timers: Partial<Record<"healing" | "patience" | "unreachable", Timer>>;
}

export interface PeerMeshOptions {
  readonly connect?: PeerLinkOptions["connect"];
  readonly timings?: Timings;
}

/**
 * Everyone connected to everyone, browser to browser.
 *
 * Each connection has a name chosen by its leading page; negotiation of another name is dropped. So a page may
 * be reloaded at any moment, on either side, and what was still on its way to the former page does no harm.
 */
export class PeerMesh extends Emitter<PeerMeshEvents> implements RoomTransport {
  readonly #lines = new Map<string, Line>();
  readonly #connect: PeerLinkOptions["connect"];
  readonly #timings: Timings;
  #configuration: RTCConfiguration = {};
  #otherNetwork = false;
  #voice: MediaStreamTrack | null = null;
  #screen: MediaStreamTrack | null = null;
  #picture: Picture = "live";
  #signalling = false;
  #closed = false;

  constructor(options: PeerMeshOptions = {}) {
    super();
    this.#connect = options.connect ?? ((configuration) => new RTCPeerConnection(configuration));
    this.#timings = options.timings ?? TIMINGS;
  }

  /** This page is in the room, for the first time or again after a cut; credentials of `configuration` are fresh. */
  handleJoined(peers: readonly Peer[], configuration: RTCConfiguration): void {
    if (this.#closed) return;
    this.#signalling = true;
    this.#configuration = configuration;
    for (const link of this.#links) link.configure(configuration);
    const known = new Set(peers.map(({ id }) => id));
    for (const id of [...this.#lines.keys()]) if (!known.has(id)) this.handleGone(id);
    for (const peer of peers) {
      this.handlePeer(peer);
      const line = this.#lines.get(peer.id);
      if (line !== undefined && peer.present && line.link?.isHealthy !== true) this.#begin(line);
    }
    if (this.#otherNetwork) this.handleNetwork();
  }

  /** The network is back, or another one: what is connected may not know yet that it is cut. */
  handleNetwork(): void {
    this.#otherNetwork = !this.#signalling;
    if (!this.#signalling) return;
    for (const { link, peer } of this.#lines.values()) if (peer.present) link?.restartIce();
  }

  /** A participant came, went, or came back. */
  handlePeer(peer: Peer): void {
    const line = this.#lines.get(peer.id) ?? { peer, link: null, attempt: 0, wasLinked: false, timers: {} };
    this.#lines.set(peer.id, line);
    line.peer = peer;
    if (!peer.present) this.#stopWaiting(line);
    else if (line.link?.isConnected !== true) this.#wait(line);
  }

  /** A participant is not in this visit any more: hangs up, for good. */
  handleGone(id: string): void {
    const line = this.#lines.get(id);
    if (line === undefined) return;
    this.#lines.delete(id);
    this.#stopWaiting(line);
    line.link?.close();
    this.#lose(line);
  }

  /** Negotiation from the page of another participant. */
  handleSignal(signal: Signal): void {
    const line = this.#lines.get(signal.sender);
    if (line === undefined) return;
    if (signal.restart === true) {
      if (line.peer.leads) this.#open(line, signal.link ?? "");
      else this.#begin(line);
    }
    if (line.link === null || line.link.id !== (signal.link ?? "")) return;
    if (signal.description) line.link.handle({ description: signal.description });
    if (signal.candidate) line.link.handle({ candidate: signal.candidate });
  }

  /** The server cannot be reached: connections live on, new ones have to wait. */
  handleSignallingLost(): void {
    this.#signalling = false;
    for (const line of this.#lines.values()) this.#stopWaiting(line);
  }

  setVoice(track: MediaStreamTrack | null): void {
    this.#voice = track;
    for (const { link } of this.#lines.values()) void link?.setTrack("audio", track);
  }

  async setScreen(track: MediaStreamTrack | null): Promise<void> {
    this.#screen = track;
    await Promise.all(this.#links.map((link) => link.setTrack("video", track)));
  }

  setPicture(picture: Picture): void {
    this.#picture = picture;
    for (const link of this.#links) link.setPicture(picture);
  }

  async stats(): Promise<ReadonlyMap<string, RTCStatsReport>> {
    const reports = new Map<string, RTCStatsReport>();
    for (const [peer, { link }] of this.#lines) {
      if (link?.isConnected === true) reports.set(peer, await link.stats());
    }
    return reports;
  }

  send(message: PeerToPeer): void {
    for (const { link } of this.#lines.values()) link?.send(message);
  }

  close(): void {
    this.#closed = true;
    this.#signalling = false;
    for (const line of this.#lines.values()) {
      this.#stopWaiting(line);
      line.link?.close();
    }
    this.#lines.clear();
  }

  get #links(): PeerLink[] {
    return [...this.#lines.values()].flatMap(({ link }) => link ?? []);
  }

  /** Starts afresh with `line`, or asks its leading page to. */
  #begin(line: Line): void {
    if (!this.#signalling) return;
    if (line.peer.leads) {
      this.emit("signal", { type: "signal.send", to: line.peer.id, restart: true });
      this.#wait(line);
    } else {
      this.#open(line, newId());
    }
  }

  #open(line: Line, id: string): void {
    const leading = !line.peer.leads;
    this.#lose(line);
    line.link?.close();
    const link = new PeerLink({ id, leading, configuration: this.#configuration, connect: this.#connect });
    line.link = link;
    let first = leading;
    link.on("negotiation", (negotiation) => {
      this.#tell(line, link, negotiation, first);
      first = false;
    });
    link.on("connected", (connected) => (connected ? this.#linked(line, link) : this.#interrupted(line, link)));
    link.on("failed", () => this.#heal(line, link));
    link.on("broken", () => this.#wait(line));
    link.on("opened", () => this.#linked(line, link));
    link.on("track", (track) =>
      this.emit(track.kind === "audio" ? "voice" : "screen", { peer: line.peer.id, track }),
    );
    link.on("message", (message) => this.emit("message", { peer: line.peer.id, message }));
    if (this.#voice !== null) void link.setTrack("audio", this.#voice);
    if (this.#screen !== null) void link.setTrack("video", this.#screen);
    link.setPicture(this.#picture);
    this.#wait(line);
  }

  #tell(line: Line, link: PeerLink, negotiation: Negotiation, restart: boolean): void {
    if (!this.#signalling) return;
    const signal: SendSignal = { type: "signal.send", to: line.peer.id, link: link.id, ...negotiation };
    this.emit("signal", restart ? { ...signal, restart } : signal);
  }

  #linked(line: Line, link: PeerLink): void {
    this.#stopWaiting(line);
    if (!link.isOpen) return;
    line.attempt = 0;
    line.wasLinked = true;
    this.emit("linked", { peer: line.peer.id });
  }

  #interrupted(line: Line, link: PeerLink): void {
    this.#lose(line);
    this.#wait(line);
    line.timers.healing ??= setTimeout(() => this.#heal(line, link), this.#timings.healing);
  }

  /** New network paths for the same connection; pointless while the other page cannot answer. */
  #heal(line: Line, link: PeerLink): void {
    if (this.#signalling && line.peer.present && line.link === link && !link.isConnected) link.restartIce();
  }

  #lose(line: Line): void {
    if (line.wasLinked) this.emit("lost", { peer: line.peer.id });
    line.wasLinked = false;
  }

  /** Counts the time without connection, while it makes sense to. */
  #wait(line: Line): void {
    if (!this.#signalling || !line.peer.present) return;
    const { patience, maxPatience, unreachable } = this.#timings;
    clearTimeout(line.timers.patience);
    const grown = Math.min(maxPatience, patience * 1.5 ** line.attempt);
    line.timers.patience = setTimeout(
      () => {
        line.attempt += 1;
        this.#begin(line);
      },
      line.peer.leads ? grown * FOLLOWER_PATIENCE : grown,
    );
    line.timers.unreachable ??= setTimeout(() => {
      this.emit("unreachable", { peer: line.peer.id });
    }, unreachable);
  }

  #stopWaiting(line: Line): void {
    clearTimeout(line.timers.healing);
    clearTimeout(line.timers.patience);
    clearTimeout(line.timers.unreachable);
    line.timers = {};
  }
}
