import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "../lib/fakeSocket";
import { Line } from "./line";

const ROOM = {
  type: "room",
  you: "j",
  state: "open",
  participants: [],
  lines: [],
  ice_servers: [],
  absence_seconds: 120,
  seq: 0,
  relay_only: false,
  trusted: true,
  now: "2026-11-23T10:00:00Z",
};

let line: Line;
let happened: string[];
const sent = () => FakeSocket.last.sent.map((text) => JSON.parse(text));

beforeEach(() => {
  FakeSocket.all = [];
  happened = [];
  line = new Line(
    "/ws/visite/1/",
    () => 7,
    (url) => new FakeSocket(url) as unknown as WebSocket,
  );
  line.on("joined", () => happened.push("joined"));
  line.on("ended", ({ by }) => happened.push(`ended by ${by}`));
  line.on("replaced", () => happened.push("replaced"));
  line.on("refused", ({ code }) => happened.push(code));
  line.on("over", ({ code, sentence }) => happened.push(`${code} ${sentence}`));
  line.start();
  FakeSocket.last.open();
});

describe("the line", () => {
  it("joins at each opening, from the last chat line shown", () => {
    expect(sent()).toEqual([{ type: "join", after_line: 7 }]);
    FakeSocket.last.tell(ROOM);
    expect(happened).toEqual(["joined"]);
  });

  it("says when a decision could not be told, and not of what is said again anyway", () => {
    const unsent: string[] = [];
    line.on("unsent", ({ type }) => unsent.push(type));
    FakeSocket.last.close();
    line.send({ type: "hand.ask", rung: "point" });
    line.send({ type: "sharing.set", on: false });
    expect(unsent).toEqual(["hand.ask"]);
  });

  it("tries again every other second, however long the cut", () => {
    vi.useFakeTimers();
    for (let cut = 0; cut < 12; cut += 1) {
      FakeSocket.last.hangUp(1006);
      vi.advanceTimersByTime(2000);
    }
    vi.useRealTimers();
    expect(FakeSocket.all).toHaveLength(13);
  });

  it("asks again when the server could not let it in", () => {
    vi.useFakeTimers();
    FakeSocket.last.tell({ type: "error", code: "our_trouble", message: "Recommencez.", about: "join" });
    vi.advanceTimersByTime(3000);
    vi.useRealTimers();
    expect(sent().map(({ type }) => type)).toEqual(["join", "join"]);
  });

  it("hangs up when the visit is over or open elsewhere, and never comes back", () => {
    FakeSocket.last.tell({ type: "visit.ended", by: "Karim", reason: "finished" });
    expect(happened).toEqual(["ended by Karim"]);
    expect(FakeSocket.last.readyState).toBe(3);
    expect(FakeSocket.last.onclose).toBeNull();
  });

  it("gives the server's last sentence with its last word", () => {
    FakeSocket.last.tell({ type: "error", code: "not_yours", message: "Cette visite est à d’autres." });
    FakeSocket.last.hangUp(4404);
    expect(happened).toEqual(["not_yours", "4404 Cette visite est à d’autres."]);
  });

  it("ends the visit as soon as the server can be told", () => {
    FakeSocket.last.close();
    line.endVisit();
    expect(sent()).toHaveLength(1);
    FakeSocket.last.open();
    FakeSocket.last.tell(ROOM);
    expect(sent().at(-1)).toEqual({ type: "visit.end" });
  });
});

describe("what everyone is told", () => {
  const said: number[] = [];
  const tell = (seq: number) => {
    const line = { number: seq, author: "k", client_id: "12345678", text: "Bonjour", at: "2026-11-23T10:00:00Z" };
    FakeSocket.last.tell({ type: "chat", line, seq });
  };
  const joins = () => sent().filter(({ type }) => type === "join").length;

  beforeEach(() => {
    said.length = 0;
    line.on("chat", ({ number }) => said.push(number));
  });

  it("is heard once, in order", () => {
    FakeSocket.last.tell({ ...ROOM, seq: 4 });
    for (const seq of [5, 5, 3, 6]) tell(seq);
    expect(said).toEqual([5, 6]);
    expect(joins()).toBe(1);
  });

  it("is asked for again when something was missed, and nothing is heard twice", () => {
    FakeSocket.last.tell({ ...ROOM, seq: 4 });
    for (const seq of [5, 7, 8, 9]) tell(seq);
    expect(said).toEqual([5]);
    expect(joins()).toBe(2);
    FakeSocket.last.tell({ ...ROOM, seq: 8 });
    expect(said).toEqual([5, 9]);
    tell(10);
    expect(said).toEqual([5, 9, 10]);
    expect(joins()).toBe(2);
  });

  it("waits for the room when it comes before it", () => {
    for (const seq of [4, 5]) tell(seq);
    expect(said).toEqual([]);
    FakeSocket.last.tell({ ...ROOM, seq: 4 });
    expect(said).toEqual([5]);
  });

  it("begins again with the room after a cut", () => {
    FakeSocket.last.tell({ ...ROOM, seq: 4 });
    FakeSocket.last.open();
    tell(9);
    FakeSocket.last.tell({ ...ROOM, seq: 9 });
    expect(said).toEqual([]);
    tell(10);
    expect(said).toEqual([10]);
  });

  it("does not hold up the end, nor what has no number", () => {
    FakeSocket.last.tell({ ...ROOM, seq: 4 });
    FakeSocket.last.tell({ type: "error", code: "too_many", message: "Attendez." });
    FakeSocket.last.tell({ type: "visit.ended", by: "Karim", reason: "finished", seq: 9 });
    expect(happened).toEqual(["joined", "too_many", "ended by Karim"]);
  });
});
