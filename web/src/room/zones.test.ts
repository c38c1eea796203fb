import { describe, expect, it } from "vitest";
import { TEXT_KEYS } from "./texts";
import { zoneOf } from "./zones";

describe("zones", () => {
  it("cuts the frame in nine", () => {
    const zones = [0.1, 0.5, 0.9].flatMap((y) => [0.1, 0.5, 0.9].map((x) => zoneOf({ x, y })));
    expect(zones).toEqual([
      "top_left",
      "top_centre",
      "top_right",
      "middle_left",
      "middle_centre",
      "middle_right",
      "bottom_left",
      "bottom_centre",
      "bottom_right",
    ]);
    for (const zone of zones) expect(TEXT_KEYS).toContain(`zone_${zone}`);
  });

  it("takes the edges in", () => {
    expect(zoneOf({ x: 0, y: 0 })).toBe("top_left");
    expect(zoneOf({ x: 1, y: 1 })).toBe("bottom_right");
  });

  it("stays in the former zone just beyond its border, and leaves it further on", () => {
    expect(zoneOf({ x: 0.35, y: 0.5 })).toBe("middle_centre");
    expect(zoneOf({ x: 0.35, y: 0.5 }, "middle_left")).toBe("middle_left");
    expect(zoneOf({ x: 0.38, y: 0.5 }, "middle_left")).toBe("middle_centre");
    expect(zoneOf({ x: 0.32, y: 0.65 }, "bottom_centre")).toBe("bottom_centre");
  });

  it("does not stay for one axis because of the other", () => {
    expect(zoneOf({ x: 0.35, y: 0.9 }, "top_left")).toBe("bottom_left");
    expect(zoneOf({ x: 0.9, y: 0.35 }, "top_left")).toBe("top_right");
  });
});
