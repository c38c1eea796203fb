import { vi } from "vitest";
import { Emitter } from "../../lib/emitter";
import { FakeSocket } from "../../lib/fakeSocket";
import { Alarm } from "../alarm";
import { Attachments } from "../attachments";
import type { Camera, CameraEvents } from "../camera";
import { Cameras } from "../cameras";
import { Chat } from "../chat";
import { FakeStream, FakeTrack, fakeStream } from "../fakeMedia";
import { Film } from "../film";
import { Hiding } from "../hiding";
import { type Answer, Http } from "../http";
import { Ladder } from "../ladder";
import { Line } from "../line";
import { MarkBoard } from "../marks";
import { Memo } from "../memo";
import { Outgoing } from "../outgoing";
import { PeerMesh, type PeerMeshEvents } from "../peerMesh";
import { Presence } from "../presence";
import { QualityMeter } from "../quality";
import { RecordingFlow } from "../recordingFlow";
import { ScreenShare } from "../screenShare";
import type { Sentences } from "../sentence";
import { ServerClock } from "../serverClock";
import { StopAll } from "../stopAll";
import type { Painting } from "../studio";
import { Talk } from "../talk";
import type { Ticker } from "../ticker";
import { TimeLimit } from "../timeLimit";
import { EndView } from "../views/endView";
import { openPage } from "../views/fakePage";
import { NoticeBoard } from "../views/noticeBoard";
import { part } from "../views/parts";
import { PeopleView } from "../views/peopleView";
import { Sound } from "../views/sound";
import { StageView } from "../views/stageView";
import { Voice } from "../voice";
import { wireAlarm } from "./alarm";
import { wireChat } from "./chat";
import { wireConnection } from "./connection";
import { wireDoor } from "./door";
import { wireEnd } from "./end";
import { wireFilm } from "./film";
import { wireFirstShare } from "./firstShare";
import { wireHiding } from "./hiding";
import { wireMarking, wireSeeingMarks } from "./marks";
import { wireMemo, wireTakingSteps } from "./memo";
import type { RoomParts } from "./parts";
import { wireQuality } from "./quality";
import { wireSentences } from "./sentence";
import { openGate, wireShowing, wireWatching } from "./sharing";
import { wireStop } from "./stop";
import { wireTalk } from "./talk";
import { wireTime } from "./time";
import { wireVoice } from "./voice";
import { wireWays } from "./ways";

const someone = { admitted: true, surface: null, hidden: false, hand: "see", hand_until: null, asked: null };
export const jeanne = {
  ...someone,
  id: "j",
  first_name: "Jeanne",
  role: "helped",
  colour: 0,
  present: true,
  sharing: false,
};
export const karim = { ...jeanne, id: "k", first_name: "Karim", role: "helper", colour: 1 };
const ROOM = {
  type: "room",
  state: "open",
  participants: [jeanne, karim],
  lines: [],
  ice_servers: [],
  absence_seconds: 120,
  seq: 0,
  relay_only: false,
  trusted: true,
  now: "2026-11-23T10:00:00Z",
};
const ALARM_URL = "/alarme/";
const HELPED_ONLY = [
  "hide",
  "stop",
  "alarm",
  "alarm-dialog",
  "what-to-do",
  "first-share-dialog",
  "door-dialog",
  "memo-dialog",
  "memo-toggle",
  "memo-stop",
  "memo-mark",
];
const MEMO_URLS = {
  state_url: "/memo/etat/",
  ask_url: "/memo/demander/",
  agree_url: "/memo/accepter/",
  stop_url: "/memo/arreter/",
  take_url: "/memo/etapes/",
  word_url: "/memo/etapes/__step__/phrase/",
  drop_url: "/memo/etapes/__step__/retirer/",
};
const URLS = {
  state_url: "/etat",
  propose_url: "",
  accept_url: "",
  decline_url: "",
  cancel_url: "",
  stop_url: "",
  segment_url: "",
  close_url: "",
  piece_url: "",
  done_url: "",
};

class NoCamera extends Emitter<CameraEvents> implements Camera {
  readonly isAble = false;
  silent = false;
  ready = async () => true;
  setVoice(): void {}
  setSilent(on: boolean): void {
    this.silent = on;
  }
  start(): void {}
  flush(): void {}
  async stop(): Promise<void> {}
  close(): void {}
}

/** A mesh to which the test lends the voice of the other pages. */
class LoudMesh extends PeerMesh {
  tell<K extends keyof PeerMeshEvents>(name: K, payload: PeerMeshEvents[K]): void {
    this.emit(name, payload);
  }
}

export interface FakeRoomOptions {
  /** A page of Jeanne, who is helped, or of Karim. */
  readonly you: "j" | "k";
  /** Karim's, when he does not help. */
  readonly role?: "relative" | "interpreter" | "apprentice";
  /** What the server says of the room besides. */
  readonly room?: object;
  /** What the server says of the memo. */
  readonly memo?: FakeRoom["memo"];
  readonly sensitive?: boolean;
  /** What she chooses to show: « window », or « monitor » for all of it. */
  readonly surface?: string;
  /** False on a telephone. */
  readonly canShowScreen?: boolean;
  /** Names of the cameras. */
  readonly cameras?: readonly string[];
}

/** For tests: the page of one person, all wired, without network, devices or canvas. */
export class FakeRoom {
  readonly parts: RoomParts;
  readonly sentences: Sentences;
  readonly mesh = new LoudMesh({ connect: () => new EventTarget() as RTCPeerConnection });
  /** What happened, in order, as far as the test asked to note it. */
  readonly order: string[] = [];
  readonly screen: FakeTrack;
  readonly voice = this.#noted("audio");
  /** The cameras that were opened, the last one last. */
  readonly opened: FakeTrack[] = [];
  /** What the server was told by « On me demande ça ». */
  readonly alarms: unknown[] = [];
  isServerGone = false;
  /** What the pages asked of the memo's addresses, in order. */
  readonly memoAsked: string[] = [];
  /** What the server says of the memo. */
  memo: { state: string; asked_by: string; steps: object[] } = { state: "off", asked_by: "", steps: [] };
  /** Runs the periodic work of painting and measuring once. */
  readonly ticks = new Set<() => void>();

  constructor(options: FakeRoomOptions) {
    this.memo = options.memo ?? this.memo;
    this.screen = this.#noted("video", options.surface ?? "window");
    FakeSocket.all = [];
    vi.stubGlobal("WebSocket", FakeSocket);
    vi.stubGlobal("MediaStream", FakeStream);
    sessionStorage.clear();
    this.parts = this.#make(options);
    this.sentences = this.#wire(options);
    this.parts.line.start();
    FakeSocket.last.open();
    FakeSocket.last.tell({ ...ROOM, you: options.you, ...options.room });
  }

  /** The server tells what changed of a participant. */
  change(participant: object): void {
    FakeSocket.last.tell({ type: "participant", participant });
  }

  /** The picture on the stage begins to play. */
  play(): void {
    const video = part("screen", HTMLVideoElement);
    Object.defineProperty(video, "videoWidth", { value: 100, configurable: true });
    Object.defineProperty(video, "videoHeight", { value: 100, configurable: true });
    video.getBoundingClientRect = () => new DOMRect(0, 0, 100, 100);
    video.dispatchEvent(new Event("playing"));
  }

  /** Notes from now on, in `order`, what the server is told. */
  noteSent(): void {
    const socket = FakeSocket.last;
    const { send } = socket;
    socket.send = (text) => {
      this.order.push(JSON.parse(text).type);
      send.call(socket, text);
    };
  }

  get sent(): { readonly type: string }[] {
    return FakeSocket.last.sent.map((text) => JSON.parse(text));
  }

  get notices(): (string | null)[] {
    return [...document.querySelectorAll("[data-ep-room=notice-text]")].map((one) => one.textContent);
  }

  words(name: string): string | null {
    return part(name, HTMLElement).textContent;
  }

  click(name: string): void {
    part(name, HTMLButtonElement).click();
  }

  close(): void {
    this.parts.line.close();
    this.parts.limit.stop();
    vi.unstubAllGlobals();
  }

  #noted(kind: "audio" | "video", surface?: string): FakeTrack {
    const track = new FakeTrack(kind, surface);
    const stop = track.stop.bind(track);
    track.stop = () => {
      if (track.readyState === "live") this.order.push(`${kind} stopped`);
      stop();
    };
    return track;
  }

  readonly #ticker: Ticker = (_ms, tick) => {
    this.ticks.add(tick);
    return () => this.ticks.delete(tick);
  };

  #answer(url: string, body: unknown): Response {
    if (this.isServerGone) throw new TypeError("no network");
    if (url.startsWith("/memo/")) {
      if (!url.endsWith("/etat/")) this.memoAsked.push(url);
      return new Response(JSON.stringify({ memo: this.memo }));
    }
    if (url !== ALARM_URL) return new Response('{"recording": null}');
    this.order.push("alarm");
    this.alarms.push(JSON.parse(String(body)));
    return new Response('{"received": true}');
  }

  /** A picture arrives: the next step. */
  async #receive(url: string): Promise<Answer> {
    if (this.isServerGone) return { kind: "unreachable" };
    this.memoAsked.push(url);
    const number = this.memo.steps.length + 1;
    const sentence = new URLSearchParams(url.split("?")[1]).get("sentence") ?? "";
    const step = { id: `s${number}`, number, sentence, zone: "", url: `/etape/s${number}/image.jpg` };
    this.memo = { ...this.memo, steps: [...this.memo.steps, step] };
    return { kind: "done", body: { memo: this.memo, step: step.id } };
  }

  #paint(): Painting {
    const track = new FakeTrack("video") as unknown as MediaStreamTrack;
    return { track, black: () => undefined, copy: () => true, end: () => track.stop() };
  }

  #make({ canShowScreen = true, role }: FakeRoomOptions): RoomParts {
    const { mesh } = this;
    const say = openPage();
    const http = new Http("token", async (url, init) => this.#answer(String(url), init?.body));
    const chat = new Chat(sessionStorage, "visit");
    const flow = new RecordingFlow(http, URLS);
    const memo = new Memo({ http, urls: MEMO_URLS, send: (url) => this.#receive(url) });
    const camera = new NoCamera();
    const film = new Film({ http, urls: URLS, camera: camera, owner: "karim" });
    const presence = new Presence();
    const clock = new ServerClock();
    const ladder = new Ladder(presence);
    const way = () => (presence.isJoined && !presence.reachesEveryone ? "server" : "channel");
    const voice = new Voice(async () => fakeStream(this.voice));
    const share = new ScreenShare(canShowScreen ? async () => fakeStream(this.screen) : null);
    const outgoing = new Outgoing(mesh, () => this.#paint(), this.#ticker);
    return {
      root: part("root", HTMLElement),
      say,
      line: new Line("/ws/visite/1/", () => chat.lastNumber),
      mesh,
      presence,
      clock,
      ladder,
      talk: new Talk({ ladder, way, now: () => clock.now }),
      marks: new MarkBoard(),
      chat,
      attachments: new Attachments({
        send: async () => {
          throw new Error("no files here");
        },
        lighten: async (file) => file,
      }),
      voice,
      share,
      outgoing,
      hiding: new Hiding(outgoing),
      stopAll: new StopAll(share, voice),
      alarm: new Alarm(http, ALARM_URL, sessionStorage),
      meter: new QualityMeter(mesh),
      limit: new TimeLimit(clock),
      flow,
      film,
      memo,
      camera,
      stage: new StageView(),
      sound: new Sound(),
      board: new NoticeBoard(),
      people: new PeopleView(say),
      end: new EndView(flow, film, memo, say, { souvenir: role ? "" : "/souvenir/", home: "/" }),
    };
  }

  #wire({ you, role, sensitive = false, cameras = [] }: FakeRoomOptions): Sentences {
    const { parts, mesh } = this;
    parts.root.dataset.role = role ?? (you === "j" ? "helped" : "helper");
    if (you === "k") for (const name of HELPED_ONLY) part(name, HTMLElement).remove();
    const video = part("screen", HTMLVideoElement);
    Object.defineProperty(video, "srcObject", { value: null, writable: true });
    Object.defineProperty(video, "play", { value: async () => undefined });
    vi.spyOn(mesh, "handleJoined").mockImplementation(() => undefined);
    vi.spyOn(mesh, "handlePeer").mockImplementation(() => undefined);
    wireConnection(parts);
    wireTalk(parts);
    wireChat(parts);
    wireVoice(parts);
    const gate = you === "j" ? wireFirstShare(parts) : openGate;
    wireShowing(parts, gate);
    wireHiding(parts, { sensitive });
    wireWatching(parts);
    wireWays(parts, gate, this.#devices(cameras));
    wireStop(parts);
    wireQuality(parts, this.#ticker);
    wireTime(parts);
    wireSeeingMarks(parts);
    const sentences = wireSentences(parts);
    const mayTake = you === "k" && role === undefined;
    wireMarking(parts, mayTake ? wireTakingSteps(parts, sentences) : undefined);
    if (you === "j" || mayTake) wireMemo(parts);
    wireFilm(parts);
    wireDoor(parts);
    wireEnd(parts);
    wireAlarm(parts);
    return sentences;
  }

  #devices(names: readonly string[]): Cameras {
    const devices = names.map((deviceId) => ({ kind: "videoinput", deviceId }) as MediaDeviceInfo);
    return new Cameras({
      enumerateDevices: async () => devices,
      getUserMedia: async () => {
        if (names.length === 0) throw new DOMException("", "NotFoundError");
        this.opened.push(new FakeTrack("video", "unknown"));
        return fakeStream(...this.opened.slice(-1));
      },
    });
  }
}
