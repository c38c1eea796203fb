// biome-ignore-all format: written by `epaule write_protocol` from epaule/visits/protocol.py; edit that file.
// biome-ignore-all assist/source/organizeImports: as above.
import { choice, flag, integer, list, nullable, number, oneOf, parser, struct, text } from "./shape";

export const ROOM_MESSAGE_MAX_BYTES = 65536;
export const PEER_MESSAGE_MAX_LENGTH = 8000;
export const CHAT_MAX_LENGTH = 1000;
export const POINTS_MAX = 256;
export const INK_POINTS_MAX = 2048;
export const LABEL_MAX_LENGTH = 60;
export const SENTENCE_MAX_LENGTH = 140;
export const STEP_SENTENCE_MAX_LENGTH = 200;
export const STEPS_MAX = 60;
export const PARTICIPANTS_MAX = 4;
export const VISIT_MINUTES = 60;
export const WARNING_MINUTES = 15;
export const PROLONG_MINUTES = 30;
export const LEASE_SECONDS = 600;
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

/** Someone starts or stops showing her own screen: her consent to be seen. One screen at a time; the helped person's takes the place of the helper's. */
export interface SetSharing {
  readonly type: "sharing.set";
  readonly on: boolean;
  readonly surface?: "browser" | "camera" | "monitor" | "unknown" | "window";
}

/** « Cacher mon écran »: the sender's picture is black until `on` is false. */
export interface SetHidden {
  readonly type: "sharing.hide";
  readonly on: boolean;
}

/** The helped person read who comes, asked for this help herself, and was called by nobody. */
export interface ConfirmTrust {
  readonly type: "trust.confirm";
}

/** « Puis-je vous montrer ? » A helper asks for a rung; asking for `see` takes the question back. */
export interface AskHand {
  readonly type: "hand.ask";
  readonly rung: "act" | "point" | "see";
}

/** The helped person gives `rung` to a participant, or takes it back; anyone may come down by himself. An ask that was pending is answered: yes by its rung, no by a lower one. */
export interface SetHand {
  readonly type: "hand.set";
  readonly participant: string;
  readonly rung: "act" | "point" | "see";
}

/** Put a photo of the conversation in the place of the screen; take it away without `file`. */
export interface SetStage {
  readonly type: "stage.set";
  readonly file?: string | null;
}

/** The helped person lets in who waits at the door, or not; later, shows her out. */
export interface Admit {
  readonly type: "admit";
  readonly participant: string;
  readonly yes: boolean;
}

/** The helped person goes on for `PROLONG_MINUTES` more. */
export interface Prolong {
  readonly type: "visit.prolong";
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

/** Reliable. A mark on what is shown; the same `id` again replaces it. */
export interface PutMark {
  readonly type: "mark.put";
  readonly id: string;
  readonly kind: "arrow" | "circle" | "ink" | "label" | "spot";
  readonly points: readonly number[];
  readonly stays?: boolean;
  readonly text?: string;
}

/** Reliable. The line `id` of the same sender goes on. */
export interface ExtendMark {
  readonly type: "mark.extend";
  readonly id: string;
  readonly points: readonly number[];
}

/** Reliable. One mark of the same sender; all of hers without `id`. */
export interface EraseMark {
  readonly type: "mark.erase";
  readonly id?: string | null;
}

/** Reliable. What the helper tells her to do, in one sentence; empty takes it back. */
export interface Sentence {
  readonly type: "sentence";
  readonly text: string;
}

/** Reliable. The helped person found what is marked, or did not. */
export interface Answer {
  readonly type: "answer";
  readonly found: boolean;
}

/** Reliable; the sender's microphone is heard, or not any more. */
export interface VoiceChanged {
  readonly type: "voice";
  readonly on: boolean;
}

/** Reliable; how the sender's picture goes out: live, or one still every two seconds when the link is poor. */
export interface LinkQuality {
  readonly type: "quality";
  readonly picture: "live" | "stills";
}

/** Reliable. The helped person hides her screen, or shows it again: also while a page is cut from the server. What is filmed is black and silent at once. */
export interface ScreenHidden {
  readonly type: "hidden";
  readonly on: boolean;
}

/** Reliable. One input of a helper who holds the hand; dropped without a running lease. */
export interface Act {
  readonly type: "act";
  readonly n: number;
  readonly kind: "down" | "key" | "move" | "text" | "up" | "wheel";
  readonly x?: number;
  readonly y?: number;
  readonly button?: number;
  readonly key?: string;
}

/** A data-channel message for everyone, while the data channel is cut. The server checks the ladder. */
export interface PeerSend {
  readonly type: "peer.send";
  readonly message: PeerToPeer;
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
  readonly role: "apprentice" | "helped" | "helper" | "interpreter" | "relative";
  readonly colour: number;
  readonly admitted: boolean;
  readonly present: boolean;
  readonly sharing: boolean;
  readonly surface: "browser" | "camera" | "monitor" | "unknown" | "window" | null;
  readonly hidden: boolean;
  readonly hand: "act" | "point" | "see";
  readonly hand_until: string | null;
  readonly asked: "act" | "point" | null;
}

/** A photo or PDF of the conversation; `url` answers to participants of the visit only. */
export interface FileInfo {
  readonly id: string;
  readonly name: string;
  readonly kind: "pdf" | "photo";
  readonly size: number;
  readonly url: string;
  readonly width?: number;
  readonly height?: number;
}

export interface ChatLine {
  readonly number: number;
  readonly author: string;
  readonly client_id: string;
  readonly text: string;
  readonly at: string;
  readonly masked?: boolean;
  readonly tool?: boolean;
  readonly file?: FileInfo | null;
}

/** An RTCIceServer; `credential` is valid for a few hours only. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** Everything a page needs to stand where it left, as of `seq`. */
export interface Room {
  readonly type: "room";
  readonly you: string;
  readonly seq: number;
  readonly state: "ended" | "open";
  readonly participants: readonly ParticipantInfo[];
  readonly lines: readonly ChatLine[];
  readonly ice_servers: readonly IceServer[];
  readonly relay_only: boolean;
  readonly absence_seconds: number;
  readonly trusted: boolean;
  readonly now: string;
  readonly started_at?: string | null;
  readonly ends_at?: string | null;
  readonly photo?: FileInfo | null;
}

export interface ParticipantChanged {
  readonly type: "participant";
  readonly participant: ParticipantInfo;
  readonly seq?: number;
}

/** Turned away, or shown out: not in this visit any more. */
export interface ParticipantGone {
  readonly type: "participant.gone";
  readonly id: string;
  readonly seq?: number;
}

export interface StageChanged {
  readonly type: "stage";
  readonly photo?: FileInfo | null;
  readonly seq?: number;
}

/** When the visit ends by itself, unless the helped person prolongs it. */
export interface TimeChanged {
  readonly type: "time";
  readonly now: string;
  readonly started_at: string;
  readonly ends_at: string;
  readonly seq?: number;
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

/** What `peer.send` said, with who sent it. */
export interface PeerSaid {
  readonly type: "peer";
  readonly sender: string;
  readonly message: PeerToPeer;
}

export interface Chat {
  readonly type: "chat";
  readonly line: ChatLine;
  readonly seq?: number;
}

/** `by` is the first name of who ended it, empty when an absence or the clock did. */
export interface VisitEnded {
  readonly type: "visit.ended";
  readonly by: string;
  readonly reason: "absence" | "finished" | "safety" | "time";
  readonly seq?: number;
}

/** This room is no more: the helper who accepted did not come, and others are rung. Nothing comes after it. */
export interface GoElsewhere {
  readonly type: "go";
  readonly path: string;
}

/** The same person opened the visit elsewhere; this page stops and says so. */
export interface Replaced {
  readonly type: "replaced";
}

/** The film of this visit changed state; `GET souvenir/etat/` tells the same after a cut. */
export interface RecordingChanged {
  readonly type: "recording";
  readonly id: string;
  readonly state: "cancelled" | "declined" | "deleted" | "failed" | "finishing" | "paused" | "proposed" | "ready" | "recording" | "uploading";
  readonly proposed_by: string;
  readonly recorder: string;
  readonly awaited: readonly string[];
  readonly seq?: number;
}

/** One marked moment of the visit; `url` answers to the two whose visit it is. */
export interface StepInfo {
  readonly id: string;
  readonly number: number;
  readonly sentence: string;
  readonly zone: string;
  readonly url: string;
}

/** The step memo of this visit changed; `GET memo/etat/` tells the same after a cut. */
export interface MemoChanged {
  readonly type: "memo";
  readonly state: "asked" | "off" | "on";
  readonly asked_by: string;
  readonly steps: readonly StepInfo[];
  readonly seq?: number;
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
  readonly procedure: string;
  readonly urgency: string;
  readonly device: string;
  readonly needs: readonly string[];
  readonly filled_in_by: string;
  readonly because: string;
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
  readonly reason: "cancelled" | "expired" | "passed" | "redirected" | "taken" | "withdrawn";
  readonly message: string;
}

/** What the helper's desk says of her own visits has changed: the page shows it again. */
export interface DeskChanged {
  readonly type: "desk";
}

export interface RequestChanged {
  readonly type: "request";
  readonly state: "assigned" | "booked" | "cancelled" | "closed" | "expired" | "published" | "redirected" | "withdrawn";
  readonly helper_first_name?: string;
  readonly go_to?: string;
}

export type RoomToServer = Join | SendSignal | SendChat | SetSharing | SetHidden | ConfirmTrust | AskHand | SetHand | SetStage | Admit | Prolong | PeerSend | EndVisit | Ping;
export type RoomToPage = Room | ParticipantChanged | ParticipantGone | StageChanged | TimeChanged | Signal | PeerSaid | Chat | VisitEnded | GoElsewhere | Replaced | RecordingChanged | MemoChanged | Failed | Pong;
export type BellToServer = Ping;
export type BellToPage = Ring | RingOver | DeskChanged | Failed | Pong;
export type WaitingToServer = Ping;
export type WaitingToPage = RequestChanged | Failed | Pong;
export type CheckToServer = Ping;
export type CheckToPage = Failed | Pong;
export type PeerToPeer = PointerMove | PointerHide | PutMark | ExtendMark | EraseMark | Sentence | Answer | VoiceChanged | LinkQuality | ScreenHidden | Act;

export const readJoin = struct<Join>({ type: oneOf("join") }, { after_line: integer(0) });
export const readSessionDescription = struct<SessionDescription>({ type: oneOf("answer", "offer", "pranswer", "rollback") }, { sdp: text(undefined, 60000) });
export const readIceCandidate = struct<IceCandidate>({ candidate: text(undefined, 2000) }, { sdpMid: nullable(text(undefined, 100)), sdpMLineIndex: nullable(integer(0, 100)), usernameFragment: nullable(text(undefined, 300)) });
export const readSendSignal = struct<SendSignal>({ type: oneOf("signal.send"), to: text(26, 26) }, { link: text(undefined, 40), description: nullable(readSessionDescription), candidate: nullable(readIceCandidate), restart: flag });
export const readSendChat = struct<SendChat>({ type: oneOf("chat.send"), client_id: text(8, 40, /^[A-Za-z0-9-]+$/), text: text(1, 1000) }, {});
export const readSetSharing = struct<SetSharing>({ type: oneOf("sharing.set"), on: flag }, { surface: oneOf("browser", "camera", "monitor", "unknown", "window") });
export const readSetHidden = struct<SetHidden>({ type: oneOf("sharing.hide"), on: flag }, {});
export const readConfirmTrust = struct<ConfirmTrust>({ type: oneOf("trust.confirm") }, {});
export const readAskHand = struct<AskHand>({ type: oneOf("hand.ask"), rung: oneOf("act", "point", "see") }, {});
export const readSetHand = struct<SetHand>({ type: oneOf("hand.set"), participant: text(26, 26), rung: oneOf("act", "point", "see") }, {});
export const readSetStage = struct<SetStage>({ type: oneOf("stage.set") }, { file: nullable(text(26, 26)) });
export const readAdmit = struct<Admit>({ type: oneOf("admit"), participant: text(26, 26), yes: flag }, {});
export const readProlong = struct<Prolong>({ type: oneOf("visit.prolong") }, {});
export const readPointerMove = struct<PointerMove>({ type: oneOf("pointer.move"), x: number(0, 1), y: number(0, 1), n: integer(0) }, {});
export const readPointerHide = struct<PointerHide>({ type: oneOf("pointer.hide"), n: integer(0) }, {});
export const readPutMark = struct<PutMark>({ type: oneOf("mark.put"), id: text(8, 40, /^[A-Za-z0-9-]+$/), kind: oneOf("arrow", "circle", "ink", "label", "spot"), points: list(number(0, 1), 2, 512) }, { stays: flag, text: text(undefined, 60) });
export const readExtendMark = struct<ExtendMark>({ type: oneOf("mark.extend"), id: text(8, 40, /^[A-Za-z0-9-]+$/), points: list(number(0, 1), 2, 512) }, {});
export const readEraseMark = struct<EraseMark>({ type: oneOf("mark.erase") }, { id: nullable(text(8, 40, /^[A-Za-z0-9-]+$/)) });
export const readSentence = struct<Sentence>({ type: oneOf("sentence"), text: text(undefined, 140) }, {});
export const readAnswer = struct<Answer>({ type: oneOf("answer"), found: flag }, {});
export const readVoiceChanged = struct<VoiceChanged>({ type: oneOf("voice"), on: flag }, {});
export const readLinkQuality = struct<LinkQuality>({ type: oneOf("quality"), picture: oneOf("live", "stills") }, {});
export const readScreenHidden = struct<ScreenHidden>({ type: oneOf("hidden"), on: flag }, {});
export const readAct = struct<Act>({ type: oneOf("act"), n: integer(0), kind: oneOf("down", "key", "move", "text", "up", "wheel") }, { x: number(0, 1), y: number(0, 1), button: integer(0, 2), key: text(undefined, 40) });
export const readPeerSend = struct<PeerSend>({ type: oneOf("peer.send"), message: choice<PeerToPeer>({ "pointer.move": readPointerMove, "pointer.hide": readPointerHide, "mark.put": readPutMark, "mark.extend": readExtendMark, "mark.erase": readEraseMark, "sentence": readSentence, "answer": readAnswer, "voice": readVoiceChanged, "quality": readLinkQuality, "hidden": readScreenHidden, "act": readAct }) }, {});
export const readEndVisit = struct<EndVisit>({ type: oneOf("visit.end") }, {});
export const readPing = struct<Ping>({ type: oneOf("ping") }, {});
export const readParticipantInfo = struct<ParticipantInfo>({ id: text(), first_name: text(), role: oneOf("apprentice", "helped", "helper", "interpreter", "relative"), colour: integer(0, 3), admitted: flag, present: flag, sharing: flag, surface: nullable(oneOf("browser", "camera", "monitor", "unknown", "window")), hidden: flag, hand: oneOf("act", "point", "see"), hand_until: nullable(text()), asked: nullable(oneOf("act", "point")) }, {});
export const readFileInfo = struct<FileInfo>({ id: text(), name: text(), kind: oneOf("pdf", "photo"), size: integer(), url: text() }, { width: integer(), height: integer() });
export const readChatLine = struct<ChatLine>({ number: integer(), author: text(), client_id: text(), text: text(), at: text() }, { masked: flag, tool: flag, file: nullable(readFileInfo) });
export const readIceServer = struct<IceServer>({ urls: list(text()) }, { username: text(), credential: text() });
export const readRoom = struct<Room>({ type: oneOf("room"), you: text(), seq: integer(), state: oneOf("ended", "open"), participants: list(readParticipantInfo), lines: list(readChatLine), ice_servers: list(readIceServer), relay_only: flag, absence_seconds: integer(), trusted: flag, now: text() }, { started_at: nullable(text()), ends_at: nullable(text()), photo: nullable(readFileInfo) });
export const readParticipantChanged = struct<ParticipantChanged>({ type: oneOf("participant"), participant: readParticipantInfo }, { seq: integer(0) });
export const readParticipantGone = struct<ParticipantGone>({ type: oneOf("participant.gone"), id: text() }, { seq: integer(0) });
export const readStageChanged = struct<StageChanged>({ type: oneOf("stage") }, { photo: nullable(readFileInfo), seq: integer(0) });
export const readTimeChanged = struct<TimeChanged>({ type: oneOf("time"), now: text(), started_at: text(), ends_at: text() }, { seq: integer(0) });
export const readSignal = struct<Signal>({ type: oneOf("signal"), sender: text() }, { link: text(undefined, 40), description: nullable(readSessionDescription), candidate: nullable(readIceCandidate), restart: flag });
export const readPeerSaid = struct<PeerSaid>({ type: oneOf("peer"), sender: text(), message: choice<PeerToPeer>({ "pointer.move": readPointerMove, "pointer.hide": readPointerHide, "mark.put": readPutMark, "mark.extend": readExtendMark, "mark.erase": readEraseMark, "sentence": readSentence, "answer": readAnswer, "voice": readVoiceChanged, "quality": readLinkQuality, "hidden": readScreenHidden, "act": readAct }) }, {});
export const readChat = struct<Chat>({ type: oneOf("chat"), line: readChatLine }, { seq: integer(0) });
export const readVisitEnded = struct<VisitEnded>({ type: oneOf("visit.ended"), by: text(), reason: oneOf("absence", "finished", "safety", "time") }, { seq: integer(0) });
export const readGoElsewhere = struct<GoElsewhere>({ type: oneOf("go"), path: text() }, {});
export const readReplaced = struct<Replaced>({ type: oneOf("replaced") }, {});
export const readRecordingChanged = struct<RecordingChanged>({ type: oneOf("recording"), id: text(), state: oneOf("cancelled", "declined", "deleted", "failed", "finishing", "paused", "proposed", "ready", "recording", "uploading"), proposed_by: text(), recorder: text(), awaited: list(text()) }, { seq: integer(0) });
export const readStepInfo = struct<StepInfo>({ id: text(), number: integer(), sentence: text(), zone: text(), url: text() }, {});
export const readMemoChanged = struct<MemoChanged>({ type: oneOf("memo"), state: oneOf("asked", "off", "on"), asked_by: text(), steps: list(readStepInfo) }, { seq: integer(0) });
export const readFailed = struct<Failed>({ type: oneOf("error"), code: text(), message: text() }, { about: text() });
export const readPong = struct<Pong>({ type: oneOf("pong") }, {});
export const readRingingRequest = struct<RingingRequest>({ id: text(), first_name: text(), commune: text(), topics: list(text()), text: text(), procedure: text(), urgency: text(), device: text(), needs: list(text()), filled_in_by: text(), because: text(), published_at: text(), accept_url: text(), pass_url: text() }, {});
export const readRing = struct<Ring>({ type: oneOf("ring"), request: readRingingRequest }, {});
export const readRingOver = struct<RingOver>({ type: oneOf("ring.over"), request_id: text(), reason: oneOf("cancelled", "expired", "passed", "redirected", "taken", "withdrawn"), message: text() }, {});
export const readDeskChanged = struct<DeskChanged>({ type: oneOf("desk") }, {});
export const readRequestChanged = struct<RequestChanged>({ type: oneOf("request"), state: oneOf("assigned", "booked", "cancelled", "closed", "expired", "published", "redirected", "withdrawn") }, { helper_first_name: text(), go_to: text() });

export const parseRoomToServer = parser<RoomToServer>({ "join": readJoin, "signal.send": readSendSignal, "chat.send": readSendChat, "sharing.set": readSetSharing, "sharing.hide": readSetHidden, "trust.confirm": readConfirmTrust, "hand.ask": readAskHand, "hand.set": readSetHand, "stage.set": readSetStage, "admit": readAdmit, "visit.prolong": readProlong, "peer.send": readPeerSend, "visit.end": readEndVisit, "ping": readPing });
export const parseRoomToPage = parser<RoomToPage>({ "room": readRoom, "participant": readParticipantChanged, "participant.gone": readParticipantGone, "stage": readStageChanged, "time": readTimeChanged, "signal": readSignal, "peer": readPeerSaid, "chat": readChat, "visit.ended": readVisitEnded, "go": readGoElsewhere, "replaced": readReplaced, "recording": readRecordingChanged, "memo": readMemoChanged, "error": readFailed, "pong": readPong });
export const parseBellToServer = parser<BellToServer>({ "ping": readPing });
export const parseBellToPage = parser<BellToPage>({ "ring": readRing, "ring.over": readRingOver, "desk": readDeskChanged, "error": readFailed, "pong": readPong });
export const parseWaitingToServer = parser<WaitingToServer>({ "ping": readPing });
export const parseWaitingToPage = parser<WaitingToPage>({ "request": readRequestChanged, "error": readFailed, "pong": readPong });
export const parseCheckToServer = parser<CheckToServer>({ "ping": readPing });
export const parseCheckToPage = parser<CheckToPage>({ "error": readFailed, "pong": readPong });
export const parsePeerToPeer = parser<PeerToPeer>({ "pointer.move": readPointerMove, "pointer.hide": readPointerHide, "mark.put": readPutMark, "mark.extend": readExtendMark, "mark.erase": readEraseMark, "sentence": readSentence, "answer": readAnswer, "voice": readVoiceChanged, "quality": readLinkQuality, "hidden": readScreenHidden, "act": readAct });
