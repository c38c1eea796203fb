import { describe, expect, it } from "vitest";
import { frameIn, glide, lensOn } from "./lens";

const screen = { width: 1920, height: 1080 };
const glass = { width: 400, height: 240 };

describe("lens", () => {
  it("shows the whole picture while nothing is looked at", () => {
    const frame = frameIn(glass, lensOn(null, screen, glass), screen);
    expect(frame.width).toBeCloseTo(400);
    expect(frame.height).toBeCloseTo(225);
    expect(frame.left).toBeCloseTo(0);
    expect(frame.top).toBeCloseTo(7.5);
  });

  it("brings what is looked at to the middle, twice as large", () => {
    const focus = { x: 0.25, y: 0.6 };
    const frame = frameIn(glass, lensOn(focus, screen, glass), screen);
    expect(frame.width).toBe(3840);
    expect(frame.left + focus.x * frame.width).toBeCloseTo(200);
    expect(frame.top + focus.y * frame.height).toBeCloseTo(120);
  });

  it("never looks beyond the edges", () => {
    for (const focus of [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
      { x: 0.99, y: 0.02 },
    ]) {
      const frame = frameIn(glass, lensOn(focus, screen, glass), screen);
      expect(frame.left).toBeLessThanOrEqual(0);
      expect(frame.top).toBeLessThanOrEqual(0);
      expect(frame.left + frame.width).toBeGreaterThanOrEqual(400);
      expect(frame.top + frame.height).toBeGreaterThanOrEqual(240);
    }
  });

  it("fills the glass with a small window", () => {
    const small = { width: 100, height: 60 };
    const frame = frameIn(glass, lensOn({ x: 0.1, y: 0.1 }, small, glass), small);
    expect(frame).toEqual({ left: 0, top: 0, width: 400, height: 240 });
  });

  it("glides to its aim and arrives", () => {
    const from = lensOn(null, screen, glass);
    const to = lensOn({ x: 0.9, y: 0.1 }, screen, glass);
    expect(glide(from, to, 0)).toEqual(from);
    const half = glide(from, to, 160);
    expect(half.centre.x).toBeGreaterThan(0.7);
    expect(half.centre.x).toBeLessThan(0.8);
    let lens = from;
    for (let tick = 0; tick < 30; tick += 1) lens = glide(lens, to, 67);
    expect(lens.centre.x).toBeCloseTo(0.9, 3);
    expect(lens.scale).toBeCloseTo(2, 3);
  });
});
