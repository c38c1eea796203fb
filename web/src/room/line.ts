import { Emitter } from "../lib/emitter";
import {
  type ChatLine,
  type Failed,
  type FileInfo,
  type MemoChanged,
  type ParticipantInfo,
  type PeerSaid,
  PING_SECONDS,
  parseRoomToPage,
  type RecordingChanged,
  type Room,
  type RoomToPage,
  type RoomToServer,
  type Signal,
  type TimeChanged,
  type VisitEnded,
} from "../lib/protocol";
import { ReconnectingSocket, type SocketOptions } from "../lib/reconnectingSocket";
import { Told } from "./told";

export interface LineEvents {
  /** In the room, for the first time or again after a cut. */
  joined: Room;
  lost: undefined;
  /** A click of the person's could not be told, and nobody will repeat it for her. */
  unsent: RoomToServer;
  participant: ParticipantInfo;
  /** Turned away, shown out, or left for good; perhaps this very page's person. */
  gone: { readonly id: string };
  /** Negotiation from another page. */
  signal: Signal;
  chat: ChatLine;
  recording: RecordingChanged;
  memo: MemoChanged;
  /** The photo in the place of the screen, null for none. */
  stage: FileInfo | null;
  /** The visit lasts longer. */
  time: TimeChanged;
  /** What another page says to everyone, carried by the server while pages do not reach each other. */
  peer: PeerSaid;
  /** What was sent is refused. */
  refused: Failed;
  ended: VisitEnded;
  /** This room is no more; `path` is the page to open now. */
  go: { readonly path: string };
  /** This page is not needed any more: open elsewhere. */
  replaced: undefined;
  /** The server hung up for good, with its last sentence, empty when it gave none. */
  over: { readonly code: number; readonly sentence: string };
}

/** What a person decides by a click. The rest is said again by its manager once this page has joined again. */
const DECISIONS: ReadonlySet<RoomToServer["type"]> = new Set([
  "hand.ask",
  "hand.set",
  "stage.set",
  "admit",
  "visit.prolong",
]);
/** Two people wait before a room that is cut; browsers hardly ever tell that a network further away is back. */
const PATIENCE = { firstMs: 600, maxMs: 2000 };
/** Milliseconds before asking again to join, when the server could not do it. */
const JOIN_AGAIN_MS = 3000;

/** This page's line to the server: joins, joins again after a cut, and says when all is over. */
export class Line extends Emitter<LineEvents> {
  readonly #socket: ReconnectingSocket<RoomToPage, RoomToServer>;
  readonly #lastLine: () => number;
  readonly #told = new Told<RoomToPage>();
  #lastRefusal = "";
  #ending = false;
  #joiningAgain: ReturnType<typeof setTimeout> | undefined;

  /** `lastLine` is the number of the last chat line this page shows. */
  constructor(url: string, lastLine: () => number, connect?: SocketOptions<RoomToPage, RoomToServer>["connect"]) {
    super();
    this.#lastLine = lastLine;
    this.#socket = new ReconnectingSocket<RoomToPage, RoomToServer>({
      url,
      parse: parseRoomToPage,
      ping: { type: "ping" },
      pingMs: PING_SECONDS * 1000,
      patience: PATIENCE,
      ...(connect === undefined ? {} : { connect }),
    });
    this.#socket.on("open", () => this.#join());
    this.#socket.on("down", () => this.emit("lost", undefined));
    this.#socket.on("message", (message) => this.#arrived(message));
    this.#socket.on("over", ({ code }) => this.emit("over", { code, sentence: this.#lastRefusal }));
  }

  start(): void {
    this.#socket.start();
  }

  /** False when the line is down and nothing was sent. */
  send(message: RoomToServer): boolean {
    const sent = this.#socket.send(message);
    if (!sent && DECISIONS.has(message.type)) this.emit("unsent", message);
    return sent;
  }

  /** Ends the visit for both, as soon as the server can be told. */
  endVisit(): void {
    this.#ending = true;
    this.send({ type: "visit.end" });
  }

  close(): void {
    clearTimeout(this.#joiningAgain);
    this.#socket.close();
  }

  #join(): void {
    clearTimeout(this.#joiningAgain);
    this.#told.expectRoom();
    this.send({ type: "join", after_line: this.#lastLine() });
  }

  #arrived(message: RoomToPage): void {
    if (message.type === "room") {
      const early = this.#told.handleRoom(message.seq);
      this.#treat(message);
      for (const one of early) this.#arrived(one);
      return;
    }
    // The last word needs no number: nothing comes after it.
    const place = message.type === "visit.ended" ? "next" : this.#told.place(message);
    if (place === "next") this.#treat(message);
    else if (place === "missed") this.#join();
  }

  #treat(message: RoomToPage): void {
    switch (message.type) {
      case "room":
        this.emit("joined", message);
        if (this.#ending) this.send({ type: "visit.end" });
        break;
      case "chat":
        this.emit("chat", message.line);
        break;
      case "recording":
        this.emit("recording", message);
        break;
      case "memo":
        this.emit("memo", message);
        break;
      case "error":
        this.#lastRefusal = message.message;
        if (message.about === "join") this.#joiningAgain = setTimeout(() => this.#join(), JOIN_AGAIN_MS);
        this.emit("refused", message);
        break;
      case "visit.ended":
        this.close();
        this.emit("ended", message);
        break;
      case "go":
        this.close();
        this.emit("go", { path: message.path });
        break;
      case "replaced":
        this.close();
        this.emit("replaced", undefined);
        break;
      case "participant":
        this.emit("participant", message.participant);
        break;
      case "participant.gone":
        this.emit("gone", { id: message.id });
        break;
      case "signal":
        this.emit("signal", message);
        break;
      case "stage":
        this.emit("stage", message.photo ?? null);
        break;
      case "time":
        this.emit("time", message);
        break;
      case "peer":
        this.emit("peer", message);
        break;
      case "pong":
        break;
    }
  }
}
