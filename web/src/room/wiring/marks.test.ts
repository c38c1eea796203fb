import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ParticipantInfo, PeerToPeer, Room, RoomToServer } from "../../lib/protocol";
import { FakeStream, FakeTrack } from "../fakeMedia";
import { Ladder } from "../ladder";
import { Line, type LineEvents } from "../line";
import { MarkBoard } from "../marks";
import { PeerMesh, type PeerMeshEvents } from "../peerMesh";
import { Presence } from "../presence";
import { ServerClock } from "../serverClock";
import { Talk } from "../talk";
import { openPage } from "../views/fakePage";
import { StageView } from "../views/stageView";
import { wireMarking, wireSeeingMarks } from "./marks";
import { wireTalk } from "./talk";

const NOW = "2026-11-23T10:00:00Z";
const PHOTO = { id: "p", name: "p.jpg", kind: "photo", size: 1, url: "/p" } as const;
const MOVE: PeerToPeer = { type: "pointer.move", x: 0.5, y: 0.5, n: 1 };
const SPOT: PeerToPeer = { type: "mark.put", id: "spot-one", kind: "spot", points: [0.5, 0.5] };

const rest = { surface: null, hidden: false, hand: "see", hand_until: null, asked: null, admitted: true } as const;
const jeanne: ParticipantInfo = {
  ...rest,
  id: "j",
  first_name: "Jeanne",
  role: "helped",
  colour: 0,
  present: true,
  sharing: true,
};
const karim: ParticipantInfo = {
  ...rest,
  id: "k",
  first_name: "Karim",
  role: "helper",
  colour: 1,
  present: true,
  sharing: false,
  hand: "point",
};

/** Notes what goes out, and lets the test speak for the other pages. */
class LoudMesh extends PeerMesh {
  readonly sent: PeerToPeer[] = [];
  override send(message: PeerToPeer): void {
    this.sent.push(message);
  }
  tell<K extends keyof PeerMeshEvents>(name: K, payload: PeerMeshEvents[K]): void {
    this.emit(name, payload);
  }
}
class LoudLine extends Line {
  readonly sent: RoomToServer[] = [];
  override send(message: RoomToServer): boolean {
    this.sent.push(message);
    return true;
  }
  tell<K extends keyof LineEvents>(name: K, payload: LineEvents[K]): void {
    this.emit(name, payload);
  }
}

let mesh: LoudMesh;
let line: LoudLine;
let presence: Presence;
let ladder: Ladder;
let marks: MarkBoard;
let stage: StageView;

function room(you: string, participants: readonly ParticipantInfo[], more: Partial<Room> = {}): Room {
  const limits = { ice_servers: [], relay_only: false, absence_seconds: 300, trusted: true, now: NOW };
  return { type: "room", you, seq: 0, state: "open", participants, lines: [], ...limits, ...more };
}

/** The room as `you` has it: Jeanne shows her screen, Karim may point; both are linked, the picture is there. */
function open(you: "j" | "k", participants: readonly ParticipantInfo[] = [jeanne, karim]): void {
  openPage();
  mesh = new LoudMesh();
  line = new LoudLine("/ws/", () => 0);
  presence = new Presence();
  ladder = new Ladder(presence);
  marks = new MarkBoard();
  stage = new StageView();
  const clock = new ServerClock();
  const way = () => (presence.isJoined && !presence.reachesEveryone ? "server" : "channel");
  const talk = new Talk({ ladder, way, now: () => clock.now });
  const parts = { line, mesh, presence, ladder, clock, talk, marks, stage };
  line.on("joined", (joined) => presence.handleRoom(joined));
  line.on("lost", () => presence.handleServerLost());
  mesh.on("linked", ({ peer }) => presence.handleLink(peer, "together"));
  mesh.on("lost", ({ peer }) => presence.handleLink(peer, "linking"));
  wireTalk(parts);
  wireSeeingMarks(parts);
  wireMarking(parts);
  line.tell("joined", room(you, participants));
  for (const { id } of participants) if (id !== you) mesh.tell("linked", { peer: id });
  showPicture();
  vi.advanceTimersByTime(1000);
  mesh.sent.length = 0;
  line.sent.length = 0;
}

function showPicture(): void {
  const { video } = stage;
  Object.defineProperty(video, "srcObject", { value: null, writable: true, configurable: true });
  Object.defineProperty(video, "play", { value: async () => undefined, configurable: true });
  Object.defineProperty(video, "videoWidth", { value: 100, configurable: true });
  Object.defineProperty(video, "videoHeight", { value: 100, configurable: true });
  video.getBoundingClientRect = () => new DOMRect(0, 0, 100, 100);
  stage.show(new FakeTrack("video") as unknown as MediaStreamTrack);
  video.dispatchEvent(new Event("playing"));
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(NOW) });
  vi.stubGlobal("MediaStream", FakeStream);
  return () => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  };
});

const said = (peer: string, message: PeerToPeer) => mesh.tell("message", { peer, message });
const carried = (sender: string, message: PeerToPeer) => line.tell("peer", { type: "peer", sender, message });
const carriedOut = () => line.sent.flatMap((one) => (one.type === "peer.send" ? [one.message] : []));
const kinds = (messages: readonly PeerToPeer[]) => messages.map(({ type }) => type);

function mouse(type: string, x: number, y: number): void {
  const pointer = { pointerType: "mouse", isPrimary: true, pointerId: 1, button: 0 };
  stage.surface.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: y, ...pointer }));
}
function click(x: number, y: number): void {
  mouse("pointerdown", x, y);
  mouse("pointerup", x, y);
  vi.advanceTimersByTime(1000);
}

describe("the helper's pointer and marks", () => {
  it("are seen on his page and told to the others", () => {
    open("k");
    click(50, 25);
    expect([...marks.pointers]).toEqual([["k", { x: 0.5, y: 0.25 }]]);
    expect(marks.marks.map(({ author, kind }) => [author, kind])).toEqual([["k", "spot"]]);
    expect(kinds(mesh.sent)).toEqual(["pointer.move", "mark.put"]);
    expect(carriedOut()).toEqual([]);
  });

  it("are seen on the helped person's page", () => {
    open("j");
    said("k", MOVE);
    said("k", SPOT);
    vi.advanceTimersByTime(100);
    expect(stage.layer.querySelectorAll("[data-ep-room=pointer][data-author=k]")).toHaveLength(1);
    expect(stage.layer.querySelectorAll("[data-ep-room=mark][data-kind=spot]")).toHaveLength(1);
  });

  it("are dropped when he may only see, and taken away when the hand is taken back", () => {
    open("j", [jeanne, { ...karim, hand: "see" }]);
    said("k", MOVE);
    said("k", SPOT);
    expect([marks.pointers.size, marks.marks.length]).toEqual([0, 0]);
    presence.handleParticipant(karim);
    said("k", { ...MOVE, n: 2 });
    said("k", SPOT);
    expect([marks.pointers.size, marks.marks.length]).toEqual([1, 1]);
    presence.handleParticipant({ ...karim, hand: "see" });
    expect([marks.pointers.size, marks.marks.length]).toEqual([0, 0]);
  });

  it("are dropped after the end, whichever way they come", () => {
    open("j");
    ladder.handleEnd();
    said("k", MOVE);
    carried("k", SPOT);
    expect([marks.pointers.size, marks.marks.length]).toEqual([0, 0]);
  });

  it("cannot be made, nor sent, without the hand", () => {
    open("k", [jeanne, { ...karim, hand: "see" }]);
    click(50, 25);
    expect([mesh.sent, marks.marks]).toEqual([[], []]);
    expect(stage.surface.dataset.pointing).toBe("false");
    presence.handleParticipant(karim);
    expect(stage.surface.dataset.pointing).toBe("true");
  });

  it("do not leave any more once the hand is taken back", () => {
    open("k");
    mouse("pointermove", 50, 25);
    mouse("pointermove", 60, 25);
    presence.handleParticipant({ ...karim, hand: "see" });
    vi.advanceTimersByTime(1000);
    expect(kinds(mesh.sent)).toEqual(["pointer.move"]);
    expect(marks.pointers.size).toBe(0);
  });
});

describe("the helped person", () => {
  it("points and puts a spot on her own view", () => {
    open("j");
    click(50, 25);
    expect(marks.marks.map(({ author, kind }) => [author, kind])).toEqual([["j", "spot"]]);
  });
});

describe("another surface", () => {
  it.each(["j", "k"] as const)("clears the board of %s, and of what waits", (you) => {
    open(you);
    const other = you === "j" ? "k" : "j";
    said(other, SPOT);
    click(50, 25);
    mouse("pointermove", 60, 25);
    presence.handlePhoto(PHOTO);
    expect([marks.pointers.size, marks.marks.length]).toEqual([0, 0]);
    const before = mesh.sent.length;
    vi.advanceTimersByTime(1000);
    expect(mesh.sent.length).toBe(before);
    said(other, SPOT);
    expect(marks.marks).toHaveLength(1);
    presence.handlePhoto(null);
    expect(marks.marks).toEqual([]);
  });

  it("is not a change of who is there", () => {
    open("j");
    said("k", SPOT);
    presence.handleParticipant({ ...karim, asked: "act" });
    line.tell("joined", room("j", [jeanne, karim]));
    expect(marks.marks).toHaveLength(1);
  });
});

describe("while the pages do not reach each other", () => {
  it("the server carries what is marked, a few messages a second, and the channel again afterwards", () => {
    open("k");
    mesh.tell("lost", { peer: "j" });
    for (let ms = 0; ms < 2000; ms += 1) {
      vi.advanceTimersByTime(1);
      mouse("pointermove", ms / 20, 25);
    }
    expect(carriedOut().length).toBeGreaterThan(10);
    expect(carriedOut().length).toBeLessThanOrEqual(17);
    expect(mesh.sent).toEqual([]);
    const before = carriedOut().length;
    vi.advanceTimersByTime(1000);
    mesh.tell("linked", { peer: "j" });
    mouse("pointermove", 10, 25);
    vi.advanceTimersByTime(1000);
    expect(mesh.sent.length).toBeGreaterThan(0);
    expect(carriedOut().length).toBeLessThanOrEqual(before + 1);
  });

  it("what the server carries is seen, and held to the ladder", () => {
    open("j");
    mesh.tell("lost", { peer: "k" });
    carried("k", SPOT);
    carried("stranger", SPOT);
    expect(marks.marks.map(({ author }) => author)).toEqual(["k"]);
    presence.handleParticipant({ ...karim, hand: "see" });
    carried("k", SPOT);
    expect(marks.marks).toEqual([]);
  });

  it("a pointer that nobody leads any more goes", () => {
    open("j");
    said("k", MOVE);
    mesh.tell("lost", { peer: "k" });
    expect(marks.pointers.size).toBe(0);
  });
});

describe("whoever comes back", () => {
  it("is told the living marks again", () => {
    open("k");
    click(50, 25);
    mesh.sent.length = 0;
    mesh.tell("linked", { peer: "j" });
    vi.advanceTimersByTime(1000);
    expect(kinds(mesh.sent)).toEqual(["mark.erase", "mark.put"]);
  });

  it("after a cut of the server is told by the server, while there is no channel", () => {
    open("k");
    click(50, 25);
    mesh.tell("lost", { peer: "j" });
    line.tell("lost", undefined);
    line.tell("joined", room("k", [jeanne, karim]));
    vi.advanceTimersByTime(1000);
    expect(kinds(carriedOut())).toEqual(["mark.erase", "mark.put"]);
  });
});
