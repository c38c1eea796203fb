import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PutMark } from "../lib/protocol";
import { Announcer } from "./announcer";
import { MarkBoard } from "./marks";

describe("announcer", () => {
  let board: MarkBoard;
  let told: string[];
  let n: number;

  const move = (x: number, y: number, author = "k") => {
    n += 1;
    board.handle(author, { type: "pointer.move", x, y, n });
  };
  const put = (id: string, kind: PutMark["kind"], points: number[], text = "", author = "k") =>
    board.handle(author, { type: "mark.put", id, kind, points, text });

  beforeEach(() => {
    vi.useFakeTimers();
    board = new MarkBoard();
    told = [];
    n = 0;
    const announcer = new Announcer(board, () => "j");
    announcer.on("announce", ({ author, zone, text }) => told.push([author, zone, text].join(" ").trim()));
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it("tells a click at once, even exactly where the pointer was", () => {
    move(0.9, 0.1);
    put("spot-0001", "spot", [0.9, 0.1]);
    vi.advanceTimersByTime(0);
    expect(told).toEqual(["k top_right"]);
    vi.advanceTimersByTime(10_000);
    expect(told).toHaveLength(1);
  });

  it("tells what is written with a label", () => {
    put("label-001", "label", [0.1, 0.9], "Ici");
    vi.advanceTimersByTime(0);
    expect(told).toEqual(["k bottom_left Ici"]);
  });

  it("tells a pointer once it rested in another zone, not at each move", () => {
    move(0.1, 0.1);
    vi.advanceTimersByTime(600);
    move(0.2, 0.2);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(400);
    expect(told).toEqual(["k top_left"]);
    for (let step = 0; step < 100; step += 1) {
      move(0.1 + step / 1000, 0.1);
      vi.advanceTimersByTime(50);
    }
    expect(told).toHaveLength(1);
    move(0.5, 0.5);
    vi.advanceTimersByTime(900);
    move(0.9, 0.5);
    vi.advanceTimersByTime(999);
    expect(told).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(["k top_left", "k middle_right"]);
  });

  it("never tells more often than every three seconds, and then the latest", () => {
    put("spot-0001", "spot", [0.1, 0.1]);
    vi.advanceTimersByTime(0);
    put("spot-0002", "spot", [0.5, 0.5]);
    vi.advanceTimersByTime(1000);
    put("spot-0003", "spot", [0.9, 0.9]);
    vi.advanceTimersByTime(1999);
    expect(told).toEqual(["k top_left"]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(["k top_left", "k bottom_right"]);
  });

  it("tells a second click in the same zone", () => {
    put("spot-0001", "spot", [0.1, 0.1]);
    vi.advanceTimersByTime(5000);
    put("spot-0002", "spot", [0.15, 0.15]);
    vi.advanceTimersByTime(0);
    expect(told).toEqual(["k top_left", "k top_left"]);
  });

  it("waits for a line to come to rest, and tells it once", () => {
    put("line-0001", "ink", [0.1, 0.1]);
    vi.advanceTimersByTime(500);
    board.handle("k", { type: "mark.extend", id: "line-0001", points: [0.5, 0.1] });
    vi.advanceTimersByTime(500);
    board.handle("k", { type: "mark.extend", id: "line-0001", points: [0.9, 0.1] });
    vi.advanceTimersByTime(999);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(["k top_right"]);
    board.handle("k", { type: "mark.extend", id: "line-0001", points: [0.9, 0.9] });
    vi.advanceTimersByTime(60_000);
    expect(told).toHaveLength(1);
  });

  it("says nothing of one’s own marks, nor of what is gone before it was told", () => {
    put("spot-0001", "spot", [0.1, 0.1], "", "j");
    move(0.1, 0.1, "j");
    vi.advanceTimersByTime(5000);
    move(0.9, 0.9);
    vi.advanceTimersByTime(500);
    board.clear();
    vi.advanceTimersByTime(5000);
    expect(told).toEqual([]);
  });

  it("tells the same zone again after nothing was shown", () => {
    move(0.9, 0.9);
    vi.advanceTimersByTime(1000);
    board.clear();
    vi.advanceTimersByTime(5000);
    move(0.9, 0.9);
    vi.advanceTimersByTime(1000);
    expect(told).toEqual(["k bottom_right", "k bottom_right"]);
  });
});
