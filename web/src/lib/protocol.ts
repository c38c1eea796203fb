// biome-ignore-all format: written by `epaule write_protocol` from epaule/visits/protocol.py; edit that file.
// biome-ignore-all assist/source/organizeImports: as above.
import { flag, integer, list, nullable, number, oneOf, parser, struct, text } from "./shape";

export const ROOM_MESSAGE_MAX_BYTES = 65536;
export const CHAT_MAX_LENGTH = 1000;
export const PING_SECONDS = 15;
export const CLOSE_NOT_UNDERSTOOD = 4400;
export const CLOSE_NOT_YOURS = 4404;
export const CLOSE_REPLACED = 4409;
export const CLOSE_ENDED = 4410;
export const CLOSE_TOO_FAST = 4429;

/** First message after opening, also after a cut: the server answers with `room`. */
export interface Join {
  readonly type: "join";
  readonly after_line?: number;
}

/** An RTCSessionDescriptionInit. */
export interface SessionDescription {
  readonly type: "answer" | "offer" | "pranswer" | "rollback";
  readonly sdp?: string;
}

/** An RTCIceCandidateInit. */
export interface IceCandidate {
  readonly candidate: string;
  readonly sdpMid?: string | null;
  readonly sdpMLineIndex?: number | null;
  readonly usernameFragment?: string | null;
}

/** WebRTC negotiation, relayed untouched to one other participant of the same visit. */
export interface SendSignal {
  readonly type: "signal.send";
  readonly to: string;
  readonly link?: string;
  readonly description?: SessionDescription | null;
  readonly candidate?: IceCandidate | null;
  readonly restart?: boolean;
}

export interface SendChat {
  readonly type: "chat.send";
  readonly client_id: string;
  readonly text: string;
}

/** The helped person starts or stops showing her screen: her consent to be seen. */
export interface SetSharing {
  readonly type: "sharing.set";
  readonly on: boolean;
  readonly surface?: "browser" | "monitor" | "unknown" | "window";
}

export interface EndVisit {
  readonly type: "visit.end";
}

/** Sent every `PING_SECONDS`; keeps the presence of the participant, helper or waiting person. */
export interface Ping {
  readonly type: "ping";
}

export interface ParticipantInfo {
  readonly id: string;
  readonly first_name: string;
  readonly role: "helped" | "helper";
  readonly present: boolean;
  readonly sharing: boolean;
}

export interface ChatLine {
  readonly number: number;
  readonly author: string;
  readonly client_id: string;
  readonly text: string;
  readonly at: string;
}

/** An RTCIceServer; `credential` is valid for a few hours only. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** Everything a page needs to stand where it left. */
export interface Room {
  readonly type: "room";
  readonly you: string;
  readonly state: "ended" | "open";
  readonly participants: readonly ParticipantInfo[];
  readonly lines: readonly ChatLine[];
  readonly ice_servers: readonly IceServer[];
  readonly absence_seconds: number;
  readonly started_at?: string | null;
}

export interface ParticipantChanged {
  readonly type: "participant";
  readonly participant: ParticipantInfo;
}

/** What `signal.send` said, with who sent it. */
export interface Signal {
  readonly type: "signal";
  readonly sender: string;
  readonly link?: string;
  readonly description?: SessionDescription | null;
  readonly candidate?: IceCandidate | null;
  readonly restart?: boolean;
}

export interface Chat {
  readonly type: "chat";
  readonly line: ChatLine;
}

/** `by` is the first name of who ended it, empty when an absence did. */
export interface VisitEnded {
  readonly type: "visit.ended";
  readonly by: string;
  readonly reason: "absence" | "finished";
}

/** The same person opened the visit elsewhere; this page stops and says so. */
export interface Replaced {
  readonly type: "replaced";
}

/** The film of this visit changed state; `GET souvenir/etat/` tells the same after a cut. */
export interface RecordingChanged {
  readonly type: "recording";
  readonly id: string;
  readonly state: "cancelled" | "declined" | "deleted" | "failed" | "finishing" | "proposed" | "ready" | "recording" | "uploading";
  readonly proposed_by: string;
  readonly recorder: string;
}

/** What was sent is refused; nothing changed. */
export interface Failed {
  readonly type: "error";
  readonly code: string;
  readonly message: string;
  readonly about?: string;
}

export interface Pong {
  readonly type: "pong";
}

/** What a helper may read before accepting: never an address, never a telephone number. */
export interface RingingRequest {
  readonly id: string;
  readonly first_name: string;
  readonly commune: string;
  readonly topics: readonly string[];
  readonly text: string;
  readonly published_at: string;
  readonly accept_url: string;
  readonly pass_url: string;
}

export interface Ring {
  readonly type: "ring";
  readonly request: RingingRequest;
}

export interface RingOver {
  readonly type: "ring.over";
  readonly request_id: string;
  readonly reason: "cancelled" | "expired" | "passed" | "taken" | "withdrawn";
  readonly message: string;
}

export interface RequestChanged {
  readonly type: "request";
  readonly state: "assigned" | "cancelled" | "closed" | "expired" | "published" | "withdrawn";
  readonly helper_first_name?: string;
  readonly go_to?: string;
}

/** Unordered and unreliable; `n` grows, an older one is dropped on arrival. */
export interface PointerMove {
  readonly type: "pointer.move";
  readonly x: number;
  readonly y: number;
  readonly n: number;
}

/** Reliable; shares the numbering of the moves, so that a late move does not bring the mark back. */
export interface PointerHide {
  readonly type: "pointer.hide";
  readonly n: number;
}

/** Reliable; the sender's microphone is heard, or not any more. */
export interface VoiceChanged {
  readonly type: "voice";
  readonly on: boolean;
}

export type RoomToServer = Join | SendSignal | SendChat | SetSharing | EndVisit | Ping;
export type RoomToPage = Room | ParticipantChanged | Signal | Chat | VisitEnded | Replaced | RecordingChanged | Failed | Pong;
export type BellToServer = Ping;
export type BellToPage = Ring | RingOver | Failed | Pong;
export type WaitingToServer = Ping;
export type WaitingToPage = RequestChanged | Failed | Pong;
export type PeerToPeer = PointerMove | PointerHide | VoiceChanged;

export const readJoin = struct<Join>({ type: oneOf("join") }, { after_line: integer(0) });
export const readSessionDescription = struct<SessionDescription>({ type: oneOf("answer", "offer", "pranswer", "rollback") }, { sdp: text(undefined, 60000) });
export const readIceCandidate = struct<IceCandidate>({ candidate: text(undefined, 2000) }, { sdpMid: nullable(text(undefined, 100)), sdpMLineIndex: nullable(integer(0, 100)), usernameFragment: nullable(text(undefined, 300)) });
export const readSendSignal = struct<SendSignal>({ type: oneOf("signal.send"), to: text(26, 26) }, { link: text(undefined, 40), description: nullable(readSessionDescription), candidate: nullable(readIceCandidate), restart: flag });
export const readSendChat = struct<SendChat>({ type: oneOf("chat.send"), client_id: text(8, 40, /^[A-Za-z0-9-]+$/), text: text(1, 1000) }, {});
export const readSetSharing = struct<SetSharing>({ type: oneOf("sharing.set"), on: flag }, { surface: oneOf("browser", "monitor", "unknown", "window") });
export const readEndVisit = struct<EndVisit>({ type: oneOf("visit.end") }, {});
export const readPing = struct<Ping>({ type: oneOf("ping") }, {});
export const readParticipantInfo = struct<ParticipantInfo>({ id: text(), first_name: text(), role: oneOf("helped", "helper"), present: flag, sharing: flag }, {});
export const readChatLine = struct<ChatLine>({ number: integer(), author: text(), client_id: text(), text: text(), at: text() }, {});
export const readIceServer = struct<IceServer>({ urls: list(text()) }, { username: text(), credential: text() });
export const readRoom = struct<Room>({ type: oneOf("room"), you: text(), state: oneOf("ended", "open"), participants: list(readParticipantInfo), lines: list(readChatLine), ice_servers: list(readIceServer), absence_seconds: integer() }, { started_at: nullable(text()) });
export const readParticipantChanged = struct<ParticipantChanged>({ type: oneOf("participant"), participant: readParticipantInfo }, {});
export const readSignal = struct<Signal>({ type: oneOf("signal"), sender: text() }, { link: text(undefined, 40), description: nullable(readSessionDescription), candidate: nullable(readIceCandidate), restart: flag });
export const readChat = struct<Chat>({ type: oneOf("chat"), line: readChatLine }, {});
export const readVisitEnded = struct<VisitEnded>({ type: oneOf("visit.ended"), by: text(), reason: oneOf("absence", "finished") }, {});
export const readReplaced = struct<Replaced>({ type: oneOf("replaced") }, {});
export const readRecordingChanged = struct<RecordingChanged>({ type: oneOf("recording"), id: text(), state: oneOf("cancelled", "declined", "deleted", "failed", "finishing", "proposed", "ready", "recording", "uploading"), proposed_by: text(), recorder: text() }, {});
export const readFailed = struct<Failed>({ type: oneOf("error"), code: text(), message: text() }, { about: text() });
export const readPong = struct<Pong>({ type: oneOf("pong") }, {});
export const readRingingRequest = struct<RingingRequest>({ id: text(), first_name: text(), commune: text(), topics: list(text()), text: text(), published_at: text(), accept_url: text(), pass_url: text() }, {});
export const readRing = struct<Ring>({ type: oneOf("ring"), request: readRingingRequest }, {});
export const readRingOver = struct<RingOver>({ type: oneOf("ring.over"), request_id: text(), reason: oneOf("cancelled", "expired", "passed", "taken", "withdrawn"), message: text() }, {});
export const readRequestChanged = struct<RequestChanged>({ type: oneOf("request"), state: oneOf("assigned", "cancelled", "closed", "expired", "published", "withdrawn") }, { helper_first_name: text(), go_to: text() });
export const readPointerMove = struct<PointerMove>({ type: oneOf("pointer.move"), x: number(0, 1), y: number(0, 1), n: integer(0) }, {});
export const readPointerHide = struct<PointerHide>({ type: oneOf("pointer.hide"), n: integer(0) }, {});
export const readVoiceChanged = struct<VoiceChanged>({ type: oneOf("voice"), on: flag }, {});

export const parseRoomToServer = parser<RoomToServer>({ "join": readJoin, "signal.send": readSendSignal, "chat.send": readSendChat, "sharing.set": readSetSharing, "visit.end": readEndVisit, "ping": readPing });
export const parseRoomToPage = parser<RoomToPage>({ "room": readRoom, "participant": readParticipantChanged, "signal": readSignal, "chat": readChat, "visit.ended": readVisitEnded, "replaced": readReplaced, "recording": readRecordingChanged, "error": readFailed, "pong": readPong });
export const parseBellToServer = parser<BellToServer>({ "ping": readPing });
export const parseBellToPage = parser<BellToPage>({ "ring": readRing, "ring.over": readRingOver, "error": readFailed, "pong": readPong });
export const parseWaitingToServer = parser<WaitingToServer>({ "ping": readPing });
export const parseWaitingToPage = parser<WaitingToPage>({ "request": readRequestChanged, "error": readFailed, "pong": readPong });
export const parsePeerToPeer = parser<PeerToPeer>({ "pointer.move": readPointerMove, "pointer.hide": readPointerHide, "voice": readVoiceChanged });
