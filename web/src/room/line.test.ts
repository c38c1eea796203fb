import { beforeEach, describe, expect, it } from "vitest";
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
