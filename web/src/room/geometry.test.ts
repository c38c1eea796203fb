import { describe, expect, it } from "vitest";
import { contentRect, toFractions, toPoint } from "./geometry";

const box = (width: number, height: number) => ({ left: 10, top: 20, width, height });

describe("where a video is drawn", () => {
  it.each([
    ["bands left and right", { width: 400, height: 300 }, box(800, 300), { left: 210, top: 20, width: 400 }],
    ["bands above and below", { width: 1280, height: 720 }, box(640, 640), { left: 10, top: 160, width: 640 }],
    ["a telephone held upright", { width: 720, height: 1280 }, box(1000, 640), { left: 330, top: 20, width: 360 }],
    ["no band", { width: 100, height: 50 }, box(200, 100), { left: 10, top: 20, width: 200 }],
  ])("%s", (_, content, within, expected) => {
    expect(contentRect(content, within)).toMatchObject(expected);
  });

  it("is nowhere before the first picture, or in a page without room", () => {
    expect(contentRect({ width: 0, height: 0 }, box(10, 10))).toBeNull();
    expect(contentRect({ width: 10, height: 10 }, box(0, 10))).toBeNull();
  });
});

describe("fractions", () => {
  const rect = { left: 100, top: 50, width: 400, height: 200 };

  it("go there and back", () => {
    for (const fractions of [
      { x: 0, y: 0 },
      { x: 1, y: 1 },
      { x: 0.25, y: 0.8 },
    ]) {
      expect(toFractions(toPoint(fractions, rect), rect)).toEqual(fractions);
    }
  });

  it("do not exist on the empty bands", () => {
    expect(toFractions({ x: 99, y: 60 }, rect)).toBeNull();
    expect(toFractions({ x: 300, y: 251 }, rect)).toBeNull();
  });
});
