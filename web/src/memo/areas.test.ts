import { describe, expect, it } from "vitest";
import { between, holds, isMeant, moved, read, resized, spotIn, write } from "./areas";

const AREA = { left: 10, top: 20, width: 30, height: 40 };

describe("areas", () => {
  it("lie between two corners, whichever came first", () => {
    expect(between({ x: 40, y: 60 }, { x: 10, y: 20 })).toEqual(AREA);
    expect(between({ x: 10, y: 60 }, { x: 40, y: 20 })).toEqual(AREA);
  });

  it("stay inside the picture while drawn", () => {
    expect(between({ x: 90, y: -5 }, { x: 140, y: 10 })).toEqual({ left: 90, top: 0, width: 10, height: 10 });
  });

  it("stay inside the picture while moved, keeping their size", () => {
    expect(moved(AREA, { x: -50, y: 100 })).toEqual({ left: 0, top: 60, width: 30, height: 40 });
    expect(moved(AREA, { x: 1.005, y: 0 }).left).toBe(11.01);
  });

  it("keep a side and do not leave the picture while resized", () => {
    expect(resized(AREA, { x: -80, y: 500 })).toEqual({ left: 10, top: 20, width: 1, height: 80 });
  });

  it("are meant from one percent on", () => {
    expect(isMeant({ ...AREA, height: 0.99 })).toBe(false);
    expect(isMeant({ ...AREA, height: 1 })).toBe(true);
  });

  it("hold what lies on their edge too", () => {
    expect(holds(AREA, { x: 10, y: 60 })).toBe(true);
    expect(holds(AREA, { x: 9.9, y: 60 })).toBe(false);
  });

  it("are found from where a pointer is, scrolled or enlarged", () => {
    expect(spotIn({ left: -100, top: 50, width: 400, height: 200 }, 100, 100)).toEqual({ x: 50, y: 25 });
  });

  it("come back as they were written", () => {
    const areas = [AREA, { left: 0.25, top: 0, width: 99.75, height: 1 }];
    expect(write(areas)).toBe("10,20,30,40 0.25,0,99.75,1");
    expect(read(write(areas))).toEqual(areas);
    expect(read("")).toEqual([]);
    expect(read("1,2,3 a,b,c,d 1,2,3,4,5 1,2,3,4")).toEqual([{ left: 1, top: 2, width: 3, height: 4 }]);
  });
});
