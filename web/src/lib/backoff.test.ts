import { expect, it } from "vitest";
import { backoff } from "./backoff";

const patience = { firstMs: 100, maxMs: 1000 };

it("doubles up to a limit", () => {
  const longest = [0, 1, 2, 3, 4, 5, 1000].map((attempt) => backoff(attempt, patience, () => 1));
  expect(longest).toEqual([100, 200, 400, 800, 1000, 1000, 1000]);
});

it("is drawn between half and all of it", () => {
  expect(backoff(0, patience, () => 0)).toBe(50);
  expect(backoff(0, patience, () => 0.5)).toBe(75);
});
