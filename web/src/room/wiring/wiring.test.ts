import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Emitter } from "../../lib/emitter";
import { FakeSocket } from "../../lib/fakeSocket";
import type { PeerToPeer } from "../../lib/protocol";
import type { Camera, CameraEvents } from "../camera";
import { Chat } from "../chat";
import { FakeStream, FakeTrack, fakeStream } from "../fakeMedia";
import { Film } from "../film";
import { Http } from "../http";
import { Line } from "../line";
import { PeerMesh, type PeerMeshEvents } from "../peerMesh";
import { Presence } from "../presence";
import { RecordingFlow } from "../recordingFlow";
import { ScreenShare } from "../screenShare";
import { EndView } from "../views/endView";
import { openPage, settle } from "../views/fakePage";
import { NoticeBoard } from "../views/noticeBoard";
import { part } from "../views/parts";
import { PeopleView } from "../views/peopleView";
import { Sound } from "../views/sound";
import { StageView } from "../views/stageView";
import { Voice } from "../voice";
import { wireChat } from "./chat";
import { wireConnection } from "./connection";
import { wireEnd } from "./end";
import { wireFilm } from "./film";
import type { RoomParts } from "./parts";
import { wireSharing, wireWatching } from "./sharing";
import { wireVoice } from "./voice";

const jeanne = {
  id: "j",
  first_name: "Jeanne",
  role: "helped",
  colour: 0,
  admitted: true,
  surface: null,
  hidden: false,
  hand: "see",
  hand_until: null,
  asked: null,
  present: true,
  sharing: false,
};
const karim = {
  id: "k",
  first_name: "Karim",
  role: "helper",
  colour: 1,
  admitted: true,
  surface: null,
  hidden: false,
  hand: "see",
  hand_until: null,
  asked: null,
  present: true,
  sharing: false,
};
const URLS = {
  state_url: "/etat",
  propose_url: "",
  accept_url: "",
  decline_url: "",
  cancel_url: "",
  stop_url: "",
  segment_url: "",
  piece_url: "",
  done_url: "",
};

class NoCamera extends Emitter<CameraEvents> implements Camera {
  readonly isAble = false;
  ready = async () => true;
  setVoice(): void {}
  start(): void {}
  async stop(): Promise<void> {}
  close(): void {}
}

/** A mesh to which the test lends the voice of the other pages. */
class LoudMesh extends PeerMesh {
  tell<K extends keyof PeerMeshEvents>(name: K, payload: PeerMeshEvents[K]): void {
    this.emit(name, payload);
  }
}

let parts: RoomParts;
let mesh: LoudMesh;
let order: string[];
let screen: FakeTrack;
let voice: FakeTrack;

function noted(kind: "audio" | "video"): FakeTrack {
  const track = new FakeTrack(kind);
  const stop = track.stop.bind(track);
  track.stop = () => {
    order.push(`${kind} stopped`);
    stop();
  };
  return track;
}

function open(you: "j" | "k", more = {}): ScreenShare | null {
  const say = openPage();
  const answer = async () => new Response('{"recording": null}');
  const http = new Http("token", answer);
  const chat = new Chat(sessionStorage, "visit");
  const flow = new RecordingFlow(http, URLS);
  const camera = new NoCamera();
  const film = new Film(http, URLS, camera);
  mesh = new LoudMesh({ connect: () => new EventTarget() as RTCPeerConnection });
  parts = {
    root: part("root", HTMLElement),
    say,
    line: new Line("/ws/visite/1/", () => chat.lastNumber),
    mesh,
    presence: new Presence(),
    chat,
    voice: new Voice(async () => fakeStream(voice)),
    flow,
    film,
    camera,
    stage: new StageView("Karim"),
    sound: new Sound(),
    board: new NoticeBoard(),
    people: new PeopleView(say),
    end: new EndView(flow, film, say, { souvenir: "/souvenir/", home: "/" }),
  };
  const video = part("screen", HTMLVideoElement);
  Object.defineProperty(video, "srcObject", { value: null, writable: true });
  Object.defineProperty(video, "play", { value: async () => undefined });
  const share = you === "j" ? new ScreenShare(async () => fakeStream(screen)) : null;
  vi.spyOn(mesh, "handleJoined").mockImplementation(() => undefined);
  vi.spyOn(mesh, "handlePeer").mockImplementation(() => undefined);
  wireConnection(parts);
  wireChat(parts);
  wireVoice(parts);
  if (share === null) wireWatching(parts);
  else wireSharing(parts, share);
  wireFilm(parts);
  wireEnd(parts, share);
  parts.line.start();
  FakeSocket.last.open();
  const room = {
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
  FakeSocket.last.tell({ type: "room", you, ...room, ...more });
  return share;
}

const words = (name: string) => part(name, HTMLElement).textContent;
const notices = () => [...document.querySelectorAll("[data-ep-room=notice-text]")].map((one) => one.textContent);
const sent = () => FakeSocket.last.sent.map((text) => JSON.parse(text));
const mark = () => part("mark", HTMLElement);

function pictures(): void {
  const video = part("screen", HTMLVideoElement);
  Object.defineProperty(video, "videoWidth", { value: 100, configurable: true });
  Object.defineProperty(video, "videoHeight", { value: 100, configurable: true });
  video.getBoundingClientRect = () => new DOMRect(0, 0, 100, 100);
  video.dispatchEvent(new Event("playing"));
}

beforeEach(() => {
  FakeSocket.all = [];
  order = [];
  screen = noted("video");
  voice = noted("audio");
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("MediaStream", FakeStream);
  sessionStorage.clear();
});

afterEach(() => {
  parts.line.close();
  vi.unstubAllGlobals();
});

describe("how it stands", () => {
  it("is said in words, and on the root for those who look", () => {
    open("j");
    expect(words("connection")).toBe("Karim est là. On vous relie…");
    mesh.tell("linked", { peer: "k" });
    expect(words("connection")).toBe("Vous êtes ensemble");
    expect(parts.root.dataset.connection).toBe("together");
    mesh.tell("unreachable", { peer: "k" });
    expect(notices()[0]).toContain("n’arrivent pas à se joindre");
    mesh.tell("linked", { peer: "k" });
    expect(notices()).toEqual([]);
    FakeSocket.last.tell({ type: "participant", participant: { ...karim, present: false } });
    expect(words("connection")).toBe("Karim n’est plus là, on l’attend.");
  });

  it("names everyone, with their microphones and screens", () => {
    open("k");
    FakeSocket.last.tell({ type: "participant", participant: { ...jeanne, sharing: true } });
    mesh.tell("message", { peer: "j", message: { type: "voice", on: true } });
    expect(words("people")).toBe("JJeanne là, micro allumé, montre son écranKKarim vous, micro éteint");
  });
});

describe("the helped person's screen", () => {
  const point = (peer: string, message: PeerToPeer) => mesh.tell("message", { peer, message });

  it("is told to the server, sent to the others, and mirrored with the helper's mark", async () => {
    open("j");
    part("share", HTMLButtonElement).click();
    await settle();
    expect(sent()).toContainEqual({ type: "sharing.set", on: true, surface: "monitor" });
    expect(parts.root.dataset.sharing).toBe("on");
    pictures();
    point("k", { type: "pointer.move", x: 0.5, y: 0.5, n: 1 });
    expect(mark().hidden).toBe(false);
    mesh.tell("lost", { peer: "k" });
    expect(mark().hidden).toBe(true);
  });

  it("takes no mark while nothing is shown, nor from someone who does not help", async () => {
    open("j");
    pictures();
    point("k", { type: "pointer.move", x: 0.5, y: 0.5, n: 1 });
    part("share", HTMLButtonElement).click();
    await settle();
    pictures();
    point("stranger", { type: "pointer.move", x: 0.5, y: 0.5, n: 2 });
    expect(mark().hidden).toBe(true);
  });

  it("is withdrawn when the server refuses it", async () => {
    open("j");
    part("share", HTMLButtonElement).click();
    await settle();
    FakeSocket.last.tell({ type: "error", code: "x", message: "Ce n’est pas possible.", about: "sharing.set" });
    expect(screen.readyState).toBe("ended");
    expect(notices()).toEqual(["Ce n’est pas possible."]);
  });
});

describe("the helper's view", () => {
  it("follows what the helped person shows, and never stands still on an old picture", () => {
    open("k");
    const stage = part("stage", HTMLElement);
    mesh.tell("linked", { peer: "j" });
    mesh.tell("screen", { peer: "j", track: new FakeTrack("video") as unknown as MediaStreamTrack });
    expect(stage.dataset.state).toBe("off");
    FakeSocket.last.tell({ type: "participant", participant: { ...jeanne, sharing: true } });
    expect(stage.dataset.state).toBe("arriving");
    pictures();
    expect(stage.dataset.state).toBe("on");
    mesh.tell("lost", { peer: "j" });
    expect(stage.dataset.state).toBe("arriving");
    FakeSocket.last.tell({ type: "participant", participant: { ...jeanne, sharing: false } });
    expect(stage.dataset.state).toBe("off");
    expect(part("screen", HTMLVideoElement).srcObject).toBeNull();
  });
});

describe("the end", () => {
  async function live(): Promise<void> {
    open("j");
    part("share", HTMLButtonElement).click();
    part("voice", HTMLButtonElement).click();
    await settle();
    const { send } = FakeSocket.last;
    FakeSocket.last.send = (text) => {
      order.push(JSON.parse(text).type);
      send.call(FakeSocket.last, text);
    };
    vi.spyOn(parts.mesh, "close").mockImplementation(() => order.push("mesh closed"));
  }

  it("by this page: screen and voice stop first, then the server is told", async () => {
    await live();
    part("leave", HTMLButtonElement).click();
    part("end-dialog", HTMLDialogElement).close("yes");
    await settle();
    const told = order.indexOf("visit.end");
    for (const first of ["video stopped", "audio stopped", "mesh closed"]) {
      expect(order.indexOf(first)).toBeGreaterThan(-1);
      expect(order.indexOf(first)).toBeLessThan(told);
    }
    expect(words("end-title")).toBe("Vous avez terminé la visite.");
    expect(words("end-note")).toContain("On prévient Karim");
    FakeSocket.last.tell({ type: "visit.ended", by: "Jeanne", reason: "finished" });
    expect(words("end-note")).toBe("");
  });

  it("needs a clear yes", async () => {
    await live();
    part("end-dialog", HTMLDialogElement).close("no");
    await settle();
    expect(order).toEqual([]);
    expect(part("end", HTMLElement).hidden).toBe(true);
  });

  it.each([
    ["finished", "Karim", "Karim a terminé la visite."],
    ["absence", "", "La visite s’est terminée\u00a0: l’un de vous n’était plus là."],
  ])("by the other side: %s", async (reason, by, title) => {
    await live();
    FakeSocket.last.tell({ type: "visit.ended", by, reason });
    expect(order).toContain("video stopped");
    expect(words("end-title")).toBe(title);
    expect(parts.root.hidden).toBe(true);
    expect(part("end-home", HTMLAnchorElement).getAttribute("href")).toBe("/");
  });

  it.each([
    [4404, "Cette visite est réservée à d’autres personnes.", true],
    [4410, "Cette visite est terminée.", true],
    [4429, "Un ennui technique a coupé la visite. Rechargez la page pour la reprendre.", false],
  ])("by the server's last word %i", async (code, title, reloadHidden) => {
    await live();
    FakeSocket.last.hangUp(code);
    expect(words("end-title")).toBe(title);
    expect(part("end-reload", HTMLButtonElement).hidden).toBe(reloadHidden);
    expect(screen.readyState).toBe("ended");
  });

  it("is not the end when the visit is open elsewhere: this page stops, and may take it back", async () => {
    await live();
    FakeSocket.last.tell({ type: "replaced" });
    expect(part("replaced-dialog", HTMLDialogElement).open).toBe(true);
    expect(voice.readyState).toBe("ended");
    expect(part("end", HTMLElement).hidden).toBe(true);
  });
});
