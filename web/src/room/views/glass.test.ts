import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Point } from "../geometry";
import { Glass } from "./glass";

describe("glass", () => {
  const source = document.createElement("video");
  const drawImage = vi.fn();
  const fillRect = vi.fn();
  let canvas: HTMLCanvasElement;
  let focus: Point | null;
  let picture: { source: HTMLVideoElement; width: number; height: number } | null;

  const marked = { marks: [], pointers: new Map(), authorOf: () => ({ name: "", colour: 0 }), now: 0 };
  const glassOf = () => new Glass(canvas, () => ({ picture, focus, marked }));
  /** Where what is at `place` of the picture was last drawn. */
  const drawnAt = (place: Point): Point => {
    const [, left, top, width, height] = drawImage.mock.lastCall ?? [];
    return { x: left + place.x * width, y: top + place.y * height };
  };

  beforeEach(() => {
    drawImage.mockClear();
    fillRect.mockClear();
    canvas = document.createElement("canvas");
    Object.defineProperty(canvas, "clientWidth", { value: 200 });
    Object.defineProperty(canvas, "clientHeight", { value: 100 });
    Object.defineProperty(canvas, "getContext", { value: () => ({ drawImage, fillRect }) });
    picture = { source, width: 1000, height: 1000 };
    focus = { x: 0.5, y: 0.5 };
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it("has as many pixels as its window, and what is pointed at in the middle", () => {
    vi.stubGlobal("devicePixelRatio", 2);
    glassOf().draw(0, false);
    expect([canvas.width, canvas.height]).toEqual([400, 200]);
    expect(drawnAt({ x: 0.5, y: 0.5 })).toEqual({ x: 200, y: 100 });
  });

  it("glides to the next place, and jumps there for who wants nothing that glides", () => {
    const glass = glassOf();
    glass.draw(0, false);
    focus = { x: 0.7, y: 0.5 };
    glass.draw(67, false);
    const { x } = drawnAt(focus);
    expect(x).toBeGreaterThan(100);
    expect(x).toBeLessThan(500);
    glass.draw(134, true);
    expect(drawnAt(focus).x).toBeCloseTo(100);
  });

  it("is dark while there is no picture", () => {
    const glass = glassOf();
    picture = null;
    glass.draw(0, false);
    expect(fillRect).toHaveBeenCalledTimes(1);
    expect(drawImage).not.toHaveBeenCalled();
    picture = { source, width: 0, height: 0 };
    glass.draw(67, false);
    expect(drawImage).not.toHaveBeenCalled();
  });
});
