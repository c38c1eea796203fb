import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Scene } from "./compositor";
import type { Mark } from "./marks";
import { focusOf, proposedSentence, takePicture } from "./stepPicture";

class FakePath {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

beforeEach(() => vi.stubGlobal("Path2D", FakePath));
afterEach(() => vi.unstubAllGlobals());

/** A canvas that notes what is drawn on it. */
function pad() {
  const drawn: { what: string; args: unknown[]; alpha: number }[] = [];
  const style = { globalAlpha: 1, measureText: (text: string) => ({ width: text.length * 10 }) };
  const brush = new Proxy(style as unknown as CanvasRenderingContext2D, {
    get: (target, name: string) =>
      name in target
        ? Reflect.get(target, name)
        : (...args: unknown[]) => drawn.push({ what: name, args, alpha: style.globalAlpha }),
  });
  const encoded: unknown[] = [];
  const canvas = {
    width: 0,
    height: 0,
    getContext: () => brush,
    toBlob: (done: (blob: Blob | null) => void, ...how: unknown[]) => {
      encoded.push(how);
      done(new Blob(["jpeg"]));
    },
  };
  const find = (name: string) => drawn.filter(({ what }) => what === name).map(({ args }) => args);
  return { canvas, drawn, encoded, find };
}

const mark = (kind: Mark["kind"], more: Partial<Mark> = {}): Mark => ({
  id: "one",
  author: "k",
  kind,
  points: [{ x: 0.5, y: 0.5 }],
  text: "",
  stays: false,
  at: 0,
  ...more,
});
const scene = (width: number, height: number, more: Partial<Scene> = {}): Scene => ({
  picture: { source: {} as HTMLVideoElement, width, height },
  card: "Écran non partagé",
  marks: [],
  pointers: new Map(),
  authorOf: () => ({ name: "Karim", colour: 1 }),
  now: 0,
  ...more,
});

describe("the picture of a step", () => {
  it.each([
    [1280, 720, 1280, 720, 1],
    [640, 360, 640, 360, 1],
    [1920, 1080, 1920, 1080, 1.5],
    [5120, 2880, 2560, 1440, 2],
    [1080, 3840, 720, 2560, 2],
  ])("of %i × %i is %i × %i, marks as large as on a screen", (width, height, wide, high, unit) => {
    const { canvas, find, encoded } = pad();
    expect(takePicture(scene(width, height), canvas)).not.toBeNull();
    expect([canvas.width, canvas.height]).toEqual([wide, high]);
    expect(find("scale")).toEqual([[unit, unit]]);
    expect(find("drawImage")[0]?.slice(1)).toEqual([0, 0, wide / unit, high / unit]);
    expect(encoded).toEqual([["image/jpeg", 0.9]]);
  });

  it("is none while nothing may be seen", () => {
    const { canvas, drawn } = pad();
    expect(takePicture(scene(0, 0, { picture: null }), canvas)).toBeNull();
    expect(takePicture(scene(0, 0), canvas)).toBeNull();
    expect(drawn).toEqual([]);
  });

  it("has marks that do not fade, at their place, and nobody's name", () => {
    const { canvas, drawn, find } = pad();
    const marks = [
      mark("arrow", {
        points: [
          { x: 0, y: 0 },
          { x: 0.25, y: 0.5 },
        ],
      }),
      mark("label", { id: "two", text: "Ici", at: -7900 }),
      mark("spot", { id: "three" }),
    ];
    takePicture(scene(1280, 720, { marks, now: 7900 }), canvas);
    expect(find("fillText").map(([words]) => words)).toEqual(["Ici"]);
    expect(drawn.every(({ alpha }) => alpha === 1)).toBe(true);
    const paths = find("stroke").map(([path]) => (path instanceof FakePath ? path.path : ""));
    expect(paths[0]).toContain("L320 360");
  });

  it("has the pointer of those who mark nothing", () => {
    const { canvas, find } = pad();
    const pointers = new Map([
      ["k", { x: 0.1, y: 0.1 }],
      ["j", { x: 0.5, y: 0.5 }],
    ]);
    takePicture(scene(1280, 720, { marks: [mark("spot")], pointers }), canvas);
    expect(find("arc").map(([x, y]) => [x, y])).toEqual([
      [640, 360],
      [640, 360],
      [640, 360],
    ]);
  });
});

describe("what a step is about", () => {
  const label = (text: string) => mark("label", { text });

  it("is the last label that is seen, else the sentence that stands", () => {
    expect(proposedSentence([label("Un"), label("Deux"), mark("spot")], "Debout")).toBe("Deux");
    expect(proposedSentence([mark("spot")], "Debout")).toBe("Debout");
    expect(proposedSentence([], "")).toBe("");
  });

  it("is where the last mark is, else what is pointed at", () => {
    const circle = mark("circle", {
      points: [
        { x: 0.2, y: 0.3 },
        { x: 0.9, y: 0.9 },
      ],
    });
    expect(focusOf([mark("spot"), circle], { x: 0, y: 0 })).toEqual({ x: 0.2, y: 0.3 });
    expect(focusOf([], { x: 0.1, y: 0.2 })).toEqual({ x: 0.1, y: 0.2 });
    expect(focusOf([], null)).toBeNull();
  });
});
