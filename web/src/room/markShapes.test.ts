import { describe, expect, it } from "vitest";
import { PARTICIPANTS_MAX } from "../lib/protocol";
import { DARK, LIGHT, layersOf, lineWidth, MARK_COLOURS, shapeOf } from "./markShapes";
import type { Mark } from "./marks";

const SIZE = { width: 1000, height: 500 };
const mark = (kind: Mark["kind"], ...points: Mark["points"]): Mark => ({
  id: "mark-one",
  author: "k",
  kind,
  points,
  text: "",
  stays: false,
  at: 0,
});

/** Every pair of numbers of a path of absolute commands. */
function placesOf(path: string): [number, number][] {
  const numbers = path.match(/-?[\d.]+/g)?.map(Number) ?? [];
  return numbers.flatMap((x, index) =>
    index % 2 === 0 ? [[x, numbers[index + 1] ?? 0] as [number, number]] : [],
  );
}

describe("shapes", () => {
  it("have their places in pixels of the frame", () => {
    const arrow = shapeOf(mark("arrow", { x: 0.1, y: 0.1 }, { x: 0.5, y: 0.5 }), SIZE);
    expect(arrow?.path.startsWith("M100 50L500 250M")).toBe(true);
    const circle = shapeOf(mark("circle", { x: 0.5, y: 0.5 }, { x: 0.6, y: 0.5 }), SIZE);
    expect(circle?.path.startsWith("M400 250a100 100 ")).toBe(true);
    expect(shapeOf(mark("spot", { x: 0.5, y: 0.5 }), SIZE)?.path).toContain("250a");
    expect(shapeOf(mark("label", { x: 0.5, y: 0.5 }), SIZE)).toBeNull();
  });

  it("of a line made by hand stay close to its points", () => {
    const points = Array.from({ length: 40 }, (_nothing, index) => ({ x: 0.2 + index / 100, y: 0.5 }));
    const shape = shapeOf(mark("ink", ...points), SIZE);
    expect(shape?.filled).toBe(true);
    const places = placesOf(shape?.path ?? "");
    expect(places.length).toBeGreaterThan(20);
    const slack = 2 * lineWidth(SIZE);
    for (const [x, y] of places) {
      expect(Math.abs(y - 250)).toBeLessThan(slack);
      expect(x).toBeGreaterThan(200 - slack);
      expect(x).toBeLessThan(590 + slack);
    }
  });

  it("of a single touch are a dot", () => {
    expect(placesOf(shapeOf(mark("ink", { x: 0.5, y: 0.5 }), SIZE)?.path ?? "").length).toBeGreaterThan(3);
  });
});

/** Relative luminance and the contrast of WCAG. */
function linear(colour: string): [number, number, number] {
  const part = (start: number) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [part(1), part(3), part(5)];
}
function contrast(one: string, other: string): number {
  const light = (colour: string) => {
    const [red, green, blue] = linear(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [low = 0, high = 0] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Full colour blindness of three kinds, on linear colours (Machado, Oliveira and Fernandes, 2009). */
const EYES = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const seen = (colour: string, eyes: readonly (readonly number[])[]): number[] =>
  eyes.map((row) => {
    const light = linear(colour).reduce((sum, part, index) => sum + part * (row[index] ?? 0), 0);
    return Math.max(0, light) ** (1 / 2.2);
  });

describe("colours", () => {
  it("are one for each participant", () => {
    expect(new Set(MARK_COLOURS).size).toBe(PARTICIPANTS_MAX);
  });

  it.each(MARK_COLOURS)("%s stands out from its dark outline, which stands out from its light one", (colour) => {
    expect(contrast(colour, DARK)).toBeGreaterThan(4.5);
    expect(contrast(LIGHT, DARK)).toBeGreaterThan(12);
  });

  it.each(Object.entries(EYES))("are told apart with %s", (_name, eyes) => {
    for (const [index, one] of MARK_COLOURS.entries()) {
      for (const other of MARK_COLOURS.slice(index + 1)) {
        const there = seen(other, eyes);
        const distance = Math.hypot(...seen(one, eyes).map((part, at) => part - (there[at] ?? 0)));
        expect(distance, `${one} and ${other}`).toBeGreaterThan(0.25);
      }
    }
  });

  it("are laid over dark, then light", () => {
    const shape = { path: "", filled: false };
    const layers = layersOf(shape, SIZE, MARK_COLOURS[0]);
    expect(layers.map(({ colour }) => colour)).toEqual([DARK, LIGHT, MARK_COLOURS[0]]);
    const widths = layers.map(({ width }) => width);
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
  });
});
