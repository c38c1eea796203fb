import { expect, test } from "vitest";
import { readOutlines, readPoints, unpack } from "./outlines";

test("a ring is its first point, then steps, longitude before latitude", () => {
  expect(unpack([-15967, 488376, 100, 0, 0, -200])).toEqual([
    [48.8376, -1.5967],
    [48.8376, -1.5867],
    [48.8176, -1.5867],
  ]);
});

test("outlines are read by commune, holes and islands as rings of one shape", () => {
  const drawn = readOutlines({
    "50218": [
      [0, 0, 10_000, 0, 0, 10_000],
      [5, 5, 1, 1, 1, 0],
    ],
  });
  expect(drawn.get("50218")?.length).toBe(2);
  expect(drawn.get("50218")?.[0]).toEqual([
    [0, 0],
    [0, 1],
    [1, 1],
  ]);
});

test("what is no outline is refused", () => {
  expect(() => readOutlines({ "50218": [["<b>"]] })).toThrow();
});

test("points keep what is known of a commune and nothing more", () => {
  const point = { insee: "50218", name: "Granville", at: [48.8, -1.6], helpers: 2, ready: 1, street: "x" };
  const read = readPoints({ around: null, communes: [point] });
  expect(read.communes[0]).toEqual({ insee: "50218", name: "Granville", at: [48.8, -1.6], helpers: 2, ready: 1 });
  expect(() => readPoints({ around: null, communes: [{ ...point, at: [480, 0] }] })).toThrow();
});
