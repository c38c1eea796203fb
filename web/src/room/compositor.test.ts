import { describe, expect, it } from "vitest";
import { drawScene } from "./compositor";

/** Notes what is drawn. */
function pad() {
  const drawn: [string, ...unknown[]][] = [];
  const note =
    (name: string) =>
    (...args: unknown[]): void => {
      drawn.push([name, ...args]);
    };
  const brush = {
    fillStyle: "",
    strokeStyle: "",
    lineWidth: 1,
    font: "",
    textAlign: "left" as CanvasTextAlign,
    textBaseline: "alphabetic" as CanvasTextBaseline,
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
  const find = (name: string) => drawn.filter(([what]) => what === name);
  return { brush, find };
}

function video(width: number, height: number): HTMLVideoElement {
  const element = document.createElement("video");
  Object.defineProperty(element, "videoWidth", { value: width });
  Object.defineProperty(element, "videoHeight", { value: height });
  return element;
}

describe("a picture of the film", () => {
  it("is a quiet card when nothing is shared", () => {
    const { brush, find } = pad();
    drawScene(brush, { video: null, mark: { x: 0, y: 0 }, name: "Karim" }, "Écran non partagé");
    expect(find("fillText")).toEqual([["fillText", "Écran non partagé", 640, 360]]);
    expect(find("arc")).toEqual([]);
  });

  it("is the card as well while the first picture is on its way", () => {
    const { brush, find } = pad();
    drawScene(brush, { video: video(0, 0), mark: null, name: "" }, "Écran non partagé");
    expect(find("drawImage")).toEqual([]);
    expect(find("fillText")).toHaveLength(1);
  });

  it("is the whole shared screen, never stretched", () => {
    const { brush, find } = pad();
    const shared = video(1000, 1000);
    drawScene(brush, { video: shared, mark: null, name: "Karim" }, "");
    expect(find("drawImage")).toEqual([["drawImage", shared, 280, 0, 720, 720]]);
  });

  it("has the mark where the helper points, with the name inside the picture", () => {
    const { brush, find } = pad();
    drawScene(brush, { video: video(1000, 1000), mark: { x: 0.5, y: 0.25 }, name: "Karim" }, "");
    expect(find("arc").map(([, x, y]) => [x, y])).toEqual([
      [640, 180],
      [640, 180],
    ]);
    const corner = pad();
    drawScene(corner.brush, { video: video(1280, 720), mark: { x: 1, y: 1 }, name: "Karim" }, "");
    const [, left, top, width, height] = corner.find("roundRect")[0] ?? [];
    expect(Number(left) + Number(width)).toBeLessThanOrEqual(1280);
    expect(Number(top) + Number(height)).toBeLessThanOrEqual(720);
  });
});
