import { beforeEach, describe, expect, it } from "vitest";
import { INK_POINTS_MAX, PEER_MESSAGE_MAX_LENGTH, POINTS_MAX, parsePeerToPeer } from "../lib/protocol";
import { Drawing } from "./drawing";
import { MarkBoard, type MarkMessage } from "./marks";

let board: MarkBoard;
let drawing: Drawing;
let sent: MarkMessage[];

beforeEach(() => {
  board = new MarkBoard();
  sent = [];
  drawing = new Drawing(() => board.marks);
  drawing.on("message", (message) => {
    const text = JSON.stringify(message);
    expect(text.length).toBeLessThanOrEqual(PEER_MESSAGE_MAX_LENGTH);
    expect(parsePeerToPeer(text)).toEqual(message);
    sent.push(message);
    board.handle("me", message);
  });
  drawing.enabled = true;
});

const stroke = (points: number) => {
  drawing.press({ x: 0, y: 0 });
  for (let index = 1; index < points; index += 1) drawing.move({ x: (index % 400) / 400, y: index / points });
  drawing.release(false);
};

describe("a line", () => {
  it("leaves out points that say nothing new", () => {
    drawing.tool = "ink";
    drawing.press({ x: 0.5, y: 0.5 });
    for (let index = 0; index < 100; index += 1) drawing.move({ x: 0.5 + index / 1_000_000, y: 0.5 });
    drawing.release(false);
    expect(board.marks[0]?.points).toHaveLength(1);
  });

  it("longer than a mark may be goes on in another one, without a gap", () => {
    drawing.tool = "ink";
    drawing.stays = true;
    stroke(INK_POINTS_MAX + 100);
    expect(board.marks).toHaveLength(2);
    const [first, second] = board.marks;
    expect(first?.points).toHaveLength(INK_POINTS_MAX);
    expect(second?.points[0]).toEqual(first?.points.at(-1));
  });
});

describe("labels", () => {
  it("are written at their place, without empty ones", () => {
    drawing.write({ x: 0.1, y: 0.2 }, "  ");
    drawing.write({ x: 0.1, y: 0.2 }, " Ici ");
    expect(board.marks.map(({ kind, text }) => [kind, text])).toEqual([["label", "Ici"]]);
  });
});

describe("someone who comes back", () => {
  it("is told every living mark again, in messages the protocol takes", () => {
    drawing.tool = "ink";
    drawing.stays = true;
    stroke(3 * POINTS_MAX);
    drawing.write({ x: 0.1, y: 0.2 }, "Ici");
    drawing.tool = "pointer";
    drawing.press({ x: 0.3, y: 0.3 });
    drawing.release(true);
    const other = new MarkBoard();
    for (const message of drawing.retell()) {
      expect(parsePeerToPeer(JSON.stringify(message))).toEqual(message);
      other.handle("me", message);
    }
    const seen = (one: MarkBoard) => one.marks.map(({ at: _at, ...mark }) => mark);
    expect(seen(other)).toEqual(seen(board));
  });

  it("loses what was erased meanwhile", () => {
    const other = new MarkBoard();
    other.handle("me", { type: "mark.put", id: "line-old", kind: "ink", points: [0, 0], stays: true });
    for (const message of drawing.retell()) other.handle("me", message);
    expect(other.marks).toEqual([]);
  });
});

describe("numbers", () => {
  it("of a page that is loaded again are above its former ones", () => {
    const last = () => sent.flatMap((message) => (message.type === "pointer.move" ? [message.n] : [])).at(-1) ?? 0;
    drawing.move({ x: 0.5, y: 0.5 });
    const before = last();
    const again = new Drawing(
      () => [],
      () => Date.now() + 1000,
    );
    again.on("message", (message) => sent.push(message));
    again.enabled = true;
    again.move({ x: 0.5, y: 0.5 });
    expect(last()).toBeGreaterThan(before);
  });
});
