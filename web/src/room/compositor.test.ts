import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { drawScene, type Scene } from "./compositor";
import { DARK, LIGHT, MARK_COLOURS } from "./markShapes";
import { MARK_LIFE_MS, type Mark } from "./marks";

class FakePath {
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
}

beforeEach(() => {
  vi.stubGlobal("Path2D", FakePath);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Notes what is drawn, with the style and strength it is drawn in. */
function pad() {
  const drawn: { what: string; args: unknown[]; style: string; alpha: number }[] = [];
  const note =
    (what: string) =>
    (...args: unknown[]): void => {
      const style = what.startsWith("stroke") ? brush.strokeStyle : brush.fillStyle;
      drawn.push({ what, args, style, alpha: brush.globalAlpha });
    };
  const brush = {
    fillStyle: "",
    strokeStyle: "",
    globalAlpha: 1,
    lineWidth: 1,
    lineJoin: "miter" as CanvasLineJoin,
    lineCap: "butt" as CanvasLineCap,
    font: "",
    textAlign: "left" as CanvasTextAlign,
    textBaseline: "alphabetic" as CanvasTextBaseline,
    save: note("save"),
    restore: note("restore"),
    translate: note("translate"),
    fillRect: note("fillRect"),
    fillText: note("fillText"),
    drawImage: note("drawImage"),
    beginPath: note("beginPath"),
    arc: note("arc"),
    stroke: note("stroke"),
    roundRect: note("roundRect"),
    fill: note("fill"),
    measureText: (text: string) => ({ width: text.length * 10 }) as TextMetrics,
  };
  const find = (name: string) => drawn.filter(({ what }) => what === name);
  const words = () => find("fillText").map(({ args }) => args[0]);
  return { brush, find, words };
}

const SOURCE = {} as HTMLVideoElement;
const mark = (kind: Mark["kind"], more: Partial<Mark> = {}): Mark => ({
  id: "mark-one",
  author: "k",
  kind,
  points: [
    { x: 0.5, y: 0.5 },
    { x: 0.75, y: 0.5 },
  ],
  text: "",
  stays: false,
  at: 0,
  ...more,
});
const scene = (more: Partial<Scene> = {}): Scene => ({
  picture: { source: SOURCE, width: 1000, height: 1000 },
  card: "Écran non partagé",
  marks: [],
  pointers: new Map(),
  authorOf: (id) => (id === "k" ? { name: "Karim", colour: 1 } : { name: "Rose", colour: 2 }),
  now: 0,
  ...more,
});

describe("a picture of the film", () => {
  it("is a quiet black card when nothing may be seen, whatever is pointed at", () => {
    const { brush, find } = pad();
    const pointers = new Map([["k", { x: 0, y: 0 }]]);
    drawScene(brush, scene({ picture: null, card: "Écran caché", pointers, marks: [mark("arrow")] }));
    expect(find("fillRect")).toMatchObject([{ args: [0, 0, 1280, 720], style: "#000000" }]);
    expect(find("fillText").map(({ args }) => args)).toEqual([["Écran caché", 640, 360]]);
    expect([...find("arc"), ...find("stroke"), ...find("drawImage")]).toEqual([]);
  });

  it("is the card as well while the first picture is on its way", () => {
    const { brush, find, words } = pad();
    drawScene(brush, scene({ picture: { source: SOURCE, width: 0, height: 0 } }));
    expect(find("drawImage")).toEqual([]);
    expect(words()).toEqual(["Écran non partagé"]);
  });

  it("is the whole of what is shown, never stretched", () => {
    const { brush, find } = pad();
    drawScene(brush, scene());
    expect(find("drawImage").map(({ args }) => args)).toEqual([[SOURCE, 280, 0, 720, 720]]);
  });

  it("has everyone's pointer at its place, in its colour, with its name inside the picture", () => {
    const { brush, find, words } = pad();
    const pointers = new Map([
      ["k", { x: 0.5, y: 0.25 }],
      ["r", { x: 1, y: 1 }],
    ]);
    drawScene(brush, scene({ pointers }));
    expect(find("arc").map(({ args: [x, y] }) => [x, y])).toEqual([
      ...new Array(3).fill([640, 180]),
      ...new Array(3).fill([1000, 720]),
    ]);
    const rings = find("stroke").map(({ style }) => style);
    expect(rings.slice(0, 3)).toEqual([DARK, LIGHT, MARK_COLOURS[1]]);
    expect(rings).toContain(MARK_COLOURS[2]);
    expect(words()).toEqual(["Karim", "Rose"]);
    for (const { args } of find("roundRect")) {
      const [left, top, width, height] = args.map(Number);
      expect((left ?? 0) + (width ?? 0)).toBeLessThanOrEqual(1000);
      expect((top ?? 0) + (height ?? 0)).toBeLessThanOrEqual(720);
    }
  });

  it("has the marks where they are on the picture, with names and words", () => {
    const { brush, find, words } = pad();
    drawScene(brush, scene({ marks: [mark("arrow"), mark("label", { text: "Ici", author: "r" })] }));
    expect(find("translate").map(({ args }) => args)).toEqual([[280, 0]]);
    const path = find("stroke").at(0)?.args[0];
    expect(path instanceof FakePath ? path.path : "").toMatch(/^M360 360L540 360/);
    expect(words()).toEqual(["K", "Rose\u00a0: Ici"]);
  });

  it("lets marks fade as they do on the page", () => {
    const { brush, find } = pad();
    drawScene(
      brush,
      scene({ marks: [mark("ink")], now: MARK_LIFE_MS - 500, pointers: new Map([["k", { x: 0, y: 0 }]]) }),
    );
    const [shape] = find("fill");
    expect(shape?.alpha).toBeGreaterThan(0);
    expect(shape?.alpha).toBeLessThan(0.5);
    expect(find("fillText").at(-1)?.alpha).toBe(1);
  });
});
