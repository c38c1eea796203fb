import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type PeerToPeer, parsePeerToPeer } from "../lib/protocol";
import type { Rect } from "./geometry";
import { PointerCapture } from "./pointer";

let surface: HTMLElement;
let frame: Rect | null;
let sent: PeerToPeer[];
let capture: PointerCapture;
let frames: FrameRequestCallback[];

beforeEach(() => {
  surface = document.createElement("div");
  frame = { left: 100, top: 0, width: 200, height: 100 };
  sent = [];
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (callback: FrameRequestCallback) => frames.push(callback));
  capture = new PointerCapture(surface, () => frame);
  capture.on("message", (message) => {
    expect(parsePeerToPeer(JSON.stringify(message))).toEqual(message);
    sent.push(message);
  });
  capture.enabled = true;
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function paint(now: number): void {
  for (const callback of frames.splice(0)) callback(now);
}

function point(type: string, x: number, y: number, pointerType = "mouse"): void {
  surface.dispatchEvent(new PointerEvent(type, { clientX: x, clientY: y, pointerType, isPrimary: true }));
}

function press(key: string): boolean {
  return surface.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
}

describe("pointing", () => {
  it("sends the last place of each picture, as fractions of the shared screen", () => {
    point("pointermove", 100, 0);
    point("pointermove", 200, 25);
    paint(100);
    expect(sent).toEqual([{ type: "pointer.move", x: 0.5, y: 0.25, n: 1 }]);
    expect(capture.place).toEqual({ x: 0.5, y: 0.25 });
  });

  it("sends at most sixty a second on a faster screen", () => {
    for (let picture = 0; picture < 240; picture += 1) {
      point("pointermove", 110 + (picture % 50), 50);
      paint((picture * 1000) / 240);
    }
    expect(sent.length).toBeLessThanOrEqual(61);
    expect(sent.length).toBeGreaterThan(40);
  });

  it("hides on the empty bands, and when leaving, once", () => {
    point("pointermove", 150, 50);
    paint(100);
    point("pointermove", 50, 50);
    point("pointerleave", 0, 0);
    expect(sent.map((message) => message.type)).toEqual(["pointer.move", "pointer.hide"]);
    expect(sent[1]).toEqual({ type: "pointer.hide", n: 2 });
  });

  it("does not come back after hiding because of a move that waited for its picture", () => {
    point("pointermove", 150, 50);
    point("pointerleave", 0, 0);
    paint(100);
    expect(sent.map((message) => message.type)).toEqual(["pointer.hide"]);
  });

  it("is over when the finger lifts, not when the mouse button does", () => {
    point("pointerdown", 150, 50, "mouse");
    point("pointerup", 150, 50, "mouse");
    expect(capture.place).not.toBeNull();
    point("pointerdown", 150, 50, "touch");
    point("pointerup", 150, 50, "touch");
    expect(capture.place).toBeNull();
  });

  it("works with the arrow keys and stops with Escape", () => {
    expect(press("ArrowRight")).toBe(false);
    paint(100);
    expect(sent).toEqual([{ type: "pointer.move", x: 0.52, y: 0.5, n: 1 }]);
    press("Escape");
    expect(sent).toHaveLength(2);
    expect(press("Tab")).toBe(true);
  });
});

describe("not pointing", () => {
  it("when it is switched off, which hides the mark", () => {
    point("pointermove", 150, 50);
    paint(100);
    capture.enabled = false;
    point("pointermove", 160, 50);
    press("ArrowLeft");
    paint(200);
    expect(sent.map((message) => message.type)).toEqual(["pointer.move", "pointer.hide"]);
  });

  it("while nothing is shown", () => {
    frame = null;
    point("pointermove", 150, 50);
    press("ArrowLeft");
    paint(100);
    expect(sent).toEqual([]);
  });
});
