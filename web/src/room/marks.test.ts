import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { INK_POINTS_MAX } from "../lib/protocol";
import { type Focus, MARK_LIFE_MS, MARKS_PER_AUTHOR_MAX, MarkBoard, opacityOf } from "./marks";

const KARIM = "k";
const LEA = "l";

let board: MarkBoard;
let focuses: (Focus | null)[];
let changes: number;

beforeEach(() => {
  vi.useFakeTimers();
  board = new MarkBoard();
  focuses = [];
  changes = 0;
  board.on("focus", (focus) => focuses.push(focus));
  board.on("changed", () => {
    changes += 1;
  });
});

afterEach(() => {
  vi.useRealTimers();
});

const move = (author: string, x: number, y: number, n: number) =>
  board.handle(author, { type: "pointer.move", x, y, n });
const put = (author: string, id: string, more = {}) =>
  board.handle(author, { type: "mark.put", id, kind: "ink", points: [0, 0, 0.5, 0.5], ...more });
const ids = () => board.marks.map(({ author, id }) => `${author}:${id}`);

describe("pointers", () => {
  it("are one for each author; what arrives out of order is dropped", () => {
    move(KARIM, 0.5, 0.5, 5);
    move(LEA, 0.1, 0.1, 1);
    move(KARIM, 0.2, 0.2, 4);
    expect([...board.pointers]).toEqual([
      [KARIM, { x: 0.5, y: 0.5 }],
      [LEA, { x: 0.1, y: 0.1 }],
    ]);
    expect(changes).toBe(2);
  });

  it("stay away once hidden, even if a late move arrives", () => {
    move(KARIM, 0.5, 0.5, 5);
    board.handle(KARIM, { type: "pointer.hide", n: 7 });
    move(KARIM, 0.1, 0.1, 6);
    expect(board.pointers.size).toBe(0);
  });

  it("go without the marks when their author cannot be followed, and come back with the next move", () => {
    put(KARIM, "line-one");
    move(KARIM, 0.5, 0.5, 5);
    board.liftPointer(KARIM);
    expect(board.pointers.size).toBe(0);
    expect(ids()).toEqual(["k:line-one"]);
    move(KARIM, 0.6, 0.5, 6);
    expect(board.pointers.size).toBe(1);
  });

  it("of someone who came back are counted afresh", () => {
    move(KARIM, 0.5, 0.5, 500);
    board.forget(KARIM);
    expect(board.pointers.size).toBe(0);
    move(KARIM, 0.5, 0.5, 1);
    expect(board.pointers.size).toBe(1);
  });
});

describe("marks", () => {
  it("fade, and are gone after their time", () => {
    put(KARIM, "line-one");
    const [mark] = board.marks;
    expect(mark && opacityOf(mark, Date.now())).toBe(1);
    vi.advanceTimersByTime(MARK_LIFE_MS - 500);
    const faint = mark ? opacityOf(mark, Date.now()) : 0;
    expect(faint).toBeGreaterThan(0);
    expect(faint).toBeLessThan(1);
    const before = changes;
    vi.advanceTimersByTime(500);
    expect(board.marks).toEqual([]);
    expect(changes).toBe(before + 1);
  });

  it("are not seen beyond their time on a page whose timers sleep", () => {
    let now = 0;
    const sleepy = new MarkBoard(() => now);
    sleepy.handle(KARIM, { type: "mark.put", id: "line-one", kind: "ink", points: [0, 0] });
    now = MARK_LIFE_MS + 1;
    expect(sleepy.marks).toEqual([]);
  });

  it("stay when their author wishes", () => {
    put(KARIM, "line-one", { stays: true });
    vi.advanceTimersByTime(10 * MARK_LIFE_MS);
    expect(ids()).toEqual(["k:line-one"]);
  });

  it("that are drawn on live from the last stroke", () => {
    put(KARIM, "line-one");
    vi.advanceTimersByTime(MARK_LIFE_MS - 1);
    board.handle(KARIM, { type: "mark.extend", id: "line-one", points: [1, 1] });
    vi.advanceTimersByTime(MARK_LIFE_MS - 1);
    expect(board.marks[0]?.points).toEqual([
      { x: 0, y: 0 },
      { x: 0.5, y: 0.5 },
      { x: 1, y: 1 },
    ]);
  });

  it("put again under the same name are replaced", () => {
    put(KARIM, "arrow-one", { kind: "arrow" });
    put(KARIM, "arrow-one", { kind: "arrow", points: [0, 0, 1, 1] });
    expect(board.marks.map(({ points }) => points)).toEqual([
      [
        { x: 0, y: 0 },
        { x: 1, y: 1 },
      ],
    ]);
  });

  it("of one place stay until the author's next one", () => {
    put(KARIM, "spot-one", { kind: "spot" });
    put(LEA, "spot-one", { kind: "spot" });
    vi.advanceTimersByTime(10 * MARK_LIFE_MS);
    put(KARIM, "spot-two", { kind: "spot", points: [0.2, 0.2] });
    expect(ids()).toEqual(["l:spot-one", "k:spot-two"]);
  });

  it("are erased one by one or all together", () => {
    for (const id of ["line-one", "line-two", "line-six"]) put(KARIM, id);
    board.handle(KARIM, { type: "mark.erase", id: "line-two" });
    expect(ids()).toEqual(["k:line-one", "k:line-six"]);
    board.handle(KARIM, { type: "mark.erase" });
    expect(ids()).toEqual([]);
  });

  it("are all gone with the surface they were on; late moves are still late", () => {
    put(KARIM, "line-one");
    move(KARIM, 0.5, 0.5, 5);
    board.clear();
    move(KARIM, 0.1, 0.1, 4);
    expect([board.marks.length, board.pointers.size]).toEqual([0, 0]);
  });
});

describe("the place to look at", () => {
  it("is where someone pointed or marked last", () => {
    put(KARIM, "circle-1", { kind: "circle", points: [0.3, 0.3, 0.4, 0.4] });
    move(LEA, 0.9, 0.9, 1);
    put(KARIM, "arrow-1x", { kind: "arrow", points: [0.1, 0.1, 0.6, 0.6] });
    expect(focuses).toEqual([
      { author: KARIM, place: { x: 0.3, y: 0.3 } },
      { author: LEA, place: { x: 0.9, y: 0.9 } },
      { author: KARIM, place: { x: 0.6, y: 0.6 } },
    ]);
  });

  it("falls back on what is still seen, then on nothing", () => {
    put(KARIM, "spot-one", { kind: "spot", points: [0.3, 0.3] });
    move(KARIM, 0.9, 0.9, 1);
    board.handle(KARIM, { type: "pointer.hide", n: 2 });
    expect(board.focus).toEqual({ author: KARIM, place: { x: 0.3, y: 0.3 } });
    board.forget(KARIM);
    expect(board.focus).toBeNull();
    expect(focuses.at(-1)).toBeNull();
  });

  it("is forgotten with a mark that faded", () => {
    put(KARIM, "line-one");
    vi.advanceTimersByTime(MARK_LIFE_MS);
    expect(focuses.at(-1)).toBeNull();
  });
});

describe("an attacker", () => {
  it("cannot reach the mark of another under its own name", () => {
    put(KARIM, "line-one", { stays: true });
    const [before] = board.marks;
    put(LEA, "line-one", { kind: "arrow" });
    board.handle(LEA, { type: "mark.extend", id: "line-one", points: [1, 1] });
    board.handle(LEA, { type: "mark.erase", id: "line-one" });
    board.handle(LEA, { type: "mark.erase" });
    expect(board.marks).toEqual([before]);
  });

  it("cannot fill the board", () => {
    for (let number = 0; number < 500; number += 1) put(LEA, `line-${number}`, { stays: true });
    put(KARIM, "line-one");
    expect(board.marks).toHaveLength(MARKS_PER_AUTHOR_MAX + 1);
    expect(board.marks.at(-2)?.id).toBe("line-499");
  });

  it("cannot draw without end", () => {
    put(LEA, "line-one");
    const points = new Array(512).fill(0.5);
    for (let number = 0; number < 20; number += 1) {
      board.handle(LEA, { type: "mark.extend", id: "line-one", points });
    }
    expect(board.marks[0]?.points).toHaveLength(INK_POINTS_MAX);
  });

  it.each([
    ["an arrow to nowhere", { kind: "arrow", points: [0, 0] }],
    ["a circle without edge", { kind: "circle", points: [0, 0, 0.5] }],
    ["a place with one coordinate", { kind: "spot", points: [0.5] }],
    ["an empty label", { kind: "label", points: [0, 0], text: "  " }],
  ])("gets nothing drawn with %s", (_what, more) => {
    put(LEA, "odd-mark", more);
    expect(board.marks).toEqual([]);
  });

  it("gets one place only out of a spot with many", () => {
    put(LEA, "spot-one", { kind: "spot", points: [0.1, 0.2, 0.3, 0.4, 0.5] });
    expect(board.marks[0]?.points).toEqual([{ x: 0.1, y: 0.2 }]);
  });

  it("cannot extend what is not a line", () => {
    put(LEA, "arrow-1x", { kind: "arrow" });
    board.handle(LEA, { type: "mark.extend", id: "arrow-1x", points: [1, 1] });
    expect(board.marks[0]?.points).toHaveLength(2);
  });
});
