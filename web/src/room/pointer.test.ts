import { beforeEach, describe, expect, it } from "vitest";
import { parsePeerToPeer } from "../lib/protocol";
import { Drawing } from "./drawing";
import type { Point, Rect } from "./geometry";
import { MarkBoard, type MarkMessage } from "./marks";
import { PointerCapture } from "./pointer";

let surface: HTMLElement;
let frame: Rect | null;
let sent: MarkMessage[];
let drawing: Drawing;
let board: MarkBoard;
let labels: Point[];

function open(hasTools: boolean): void {
  surface = document.createElement("div");
  frame = { left: 100, top: 0, width: 200, height: 100 };
  sent = [];
  labels = [];
  board = new MarkBoard();
  drawing = new Drawing(
    () => board.marks,
    () => 0,
  );
  drawing.on("message", (message) => {
    expect(parsePeerToPeer(JSON.stringify(message))).toEqual(message);
    sent.push(message);
    board.handle("me", message);
  });
  drawing.on("labelWanted", (place) => labels.push(place));
  drawing.enabled = true;
  new PointerCapture({ surface, frame: () => frame, drawing, hasTools: () => hasTools });
}

beforeEach(() => open(true));

function point(type: string, x: number, y: number, more: PointerEventInit = {}): void {
  const pointer = { pointerType: "mouse", isPrimary: true, pointerId: 1, button: 0, bubbles: true };
  surface.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: y, ...pointer, ...more }));
}

/** What comes before the `pointermove` of the same place. `time` is the event's, milliseconds. */
function pointEarly(x: number, y: number, time: number): void {
  const event = new PointerEvent("pointerrawupdate", { clientX: x, clientY: y, isPrimary: true });
  Object.defineProperty(event, "timeStamp", { value: time });
  surface.dispatchEvent(event);
}

function drag(...places: readonly (readonly [number, number])[]): void {
  const [[x, y] = [0, 0], ...others] = places;
  point("pointerdown", x, y);
  for (const [x, y] of others) point("pointermove", x, y);
  const [lastX, lastY] = places.at(-1) ?? [0, 0];
  point("pointerup", lastX, lastY);
}

function press(key: string, more: KeyboardEventInit = {}): boolean {
  return surface.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true, ...more }));
}

const kinds = () => sent.map(({ type }) => type);
const shapes = () => board.marks.map(({ kind, points }) => [kind, points.map(({ x, y }) => [x, y])]);

describe("pointing", () => {
  it("tells places as fractions of what is shown", () => {
    point("pointermove", 200, 25);
    expect(sent).toEqual([{ type: "pointer.move", x: 0.5, y: 0.25, n: 1 }]);
  });

  it("hides on the empty bands, and when leaving, once", () => {
    point("pointermove", 150, 50);
    point("pointermove", 50, 50);
    point("pointerleave", 0, 0);
    expect(kinds()).toEqual(["pointer.move", "pointer.hide"]);
  });

  it("tells a move before the next picture of the screen, where the browser does, and only once", () => {
    pointEarly(150, 50, 1000);
    point("pointermove", 150, 50);
    expect(sent).toEqual([{ type: "pointer.move", x: 0.25, y: 0.5, n: 1 }]);
    point("pointermove", 160, 50);
    expect(drawing.place).toEqual({ x: 0.3, y: 0.5 });
  });

  it("takes no more early moves than the screen has pictures, and none of a stroke", () => {
    for (let time = 1000; time < 1100; time += 1) pointEarly(time - 850, 50, time);
    expect(sent).toHaveLength(6);
    point("pointerdown", 200, 50);
    const before = sent.length;
    pointEarly(210, 50, 2000);
    expect(sent).toHaveLength(before);
  });

  it("is there again where it was when it comes back", () => {
    pointEarly(150, 50, 1000);
    point("pointerleave", 150, 50);
    point("pointermove", 150, 50);
    expect(kinds()).toEqual(["pointer.move", "pointer.hide", "pointer.move"]);
  });

  it("is over when the finger lifts, not when the mouse button does", () => {
    drag([150, 50]);
    expect(drawing.place).not.toBeNull();
    point("pointerdown", 150, 50, { pointerType: "touch" });
    point("pointerup", 150, 50, { pointerType: "touch" });
    expect(drawing.place).toBeNull();
  });

  it("puts a spot where one clicks, taps or presses Enter; the former one goes", () => {
    drag([200, 50]);
    expect(shapes()).toEqual([["spot", [[0.5, 0.5]]]]);
    point("pointerdown", 150, 50, { pointerType: "touch" });
    point("pointermove", 152, 51, { pointerType: "touch" });
    point("pointerup", 152, 51, { pointerType: "touch" });
    expect(shapes()).toEqual([["spot", [[0.26, 0.51]]]]);
    press("ArrowRight");
    press("Enter");
    expect(shapes()).toEqual([["spot", [[0.52, 0.5]]]]);
  });

  it("puts no spot when one drags, with another button, or on the bands", () => {
    drag([200, 50], [220, 50]);
    point("pointerdown", 200, 50, { button: 2 });
    point("pointerup", 200, 50, { button: 2 });
    drag([50, 50]);
    expect(shapes()).toEqual([]);
  });

  it("works with the arrow keys, within the picture, and stops with Escape", () => {
    expect(press("ArrowRight")).toBe(false);
    expect(sent).toEqual([{ type: "pointer.move", x: 0.52, y: 0.5, n: 1 }]);
    for (let time = 0; time < 40; time += 1) press("ArrowDown");
    expect(drawing.place?.y).toBe(1);
    // The page hears Escape as well.
    expect(press("Escape")).toBe(true);
    expect(drawing.place).toBeNull();
    expect(press("Tab")).toBe(true);
  });
});

describe("drawing", () => {
  it("makes a line that stays in the picture", () => {
    drawing.tool = "ink";
    drag([200, 50], [220, 50], [400, 50]);
    expect(shapes()).toEqual([
      [
        "ink",
        [
          [0.5, 0.5],
          [0.6, 0.5],
          [1, 0.5],
        ],
      ],
    ]);
  });

  it.each(["arrow", "circle"] as const)("makes one %s from press to release", (tool) => {
    drawing.tool = tool;
    drag([200, 50], [210, 50], [220, 50]);
    expect(shapes()).toEqual([
      [
        tool,
        [
          [0.5, 0.5],
          [0.6, 0.5],
        ],
      ],
    ]);
    expect(drawing.isDrawing).toBe(false);
  });

  it("is undone when a second finger comes to zoom", () => {
    drawing.tool = "ink";
    point("pointerdown", 200, 50, { pointerType: "touch" });
    point("pointermove", 220, 50, { pointerType: "touch" });
    point("pointerdown", 120, 50, { pointerType: "touch", isPrimary: false, pointerId: 2 });
    point("pointermove", 240, 50, { pointerType: "touch" });
    expect(shapes()).toEqual([]);
    expect(drawing.isDrawing).toBe(false);
  });

  it("is undone when the browser takes the finger to scroll", () => {
    drawing.tool = "arrow";
    point("pointerdown", 200, 50, { pointerType: "touch" });
    point("pointermove", 220, 50, { pointerType: "touch" });
    point("pointercancel", 0, 0, { pointerType: "touch" });
    expect(shapes()).toEqual([]);
  });

  it("is wholly done by keyboard: letter, Enter, arrows, Enter", () => {
    press("f");
    press("Enter");
    press("ArrowRight");
    press("ArrowRight");
    press("Enter");
    press("ArrowDown");
    expect(shapes()).toEqual([
      [
        "arrow",
        [
          [0.5, 0.5],
          [0.54, 0.5],
        ],
      ],
    ]);
  });

  it("is cancelled by Escape", () => {
    press("t");
    press("Enter");
    press("ArrowRight");
    press("Escape");
    expect(shapes()).toEqual([]);
    expect(drawing.place).not.toBeNull();
  });

  it("asks for the words of a label where one clicks", () => {
    press("e");
    drag([200, 50]);
    press("Enter");
    expect(labels).toEqual([
      { x: 0.5, y: 0.5 },
      { x: 0.5, y: 0.5 },
    ]);
  });

  it("takes back with Z, erases with Suppr, keeps with R", () => {
    press("R");
    expect(drawing.stays).toBe(true);
    press("c");
    drag([200, 50], [220, 50]);
    drag([120, 50], [130, 50]);
    press("z", { ctrlKey: true });
    expect(board.marks).toHaveLength(1);
    press("Delete");
    expect(board.marks).toHaveLength(0);
  });

  it("leaves the browser its own shortcuts", () => {
    expect(press("c", { ctrlKey: true })).toBe(true);
    expect(press("ArrowLeft", { altKey: true })).toBe(true);
    expect(drawing.tool).toBe("pointer");
    expect(sent).toEqual([]);
  });
});

describe("who has the pointer only", () => {
  it("does not change tool with a letter", () => {
    open(false);
    for (const key of ["t", "r", "z"]) expect(press(key)).toBe(true);
    expect([drawing.tool, drawing.stays]).toEqual(["pointer", false]);
    drag([200, 50]);
    expect(shapes()).toEqual([["spot", [[0.5, 0.5]]]]);
  });
});

describe("not pointing", () => {
  it("when it is switched off, which hides the pointer and undoes the stroke", () => {
    drawing.tool = "ink";
    point("pointerdown", 150, 50);
    drawing.enabled = false;
    point("pointermove", 160, 50);
    press("ArrowLeft");
    expect(kinds()).toEqual(["pointer.move", "mark.put", "mark.erase", "pointer.hide"]);
  });

  it("while nothing is shown", () => {
    frame = null;
    drag([150, 50]);
    press("ArrowLeft");
    expect(sent).toEqual([]);
  });

  it("with the keys that are typed in a field over the picture", () => {
    const field = document.createElement("input");
    surface.append(field);
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "t", bubbles: true }));
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    expect([drawing.tool, sent.length]).toEqual(["pointer", 0]);
  });
});
