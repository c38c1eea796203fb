import { beforeEach, describe, expect, it } from "vitest";
import type { Rect } from "./geometry";
import { Overlay } from "./overlay";

let video: HTMLVideoElement;
let mark: HTMLElement;
let boxes: Map<Element, Rect>;
let overlay: Overlay;

function pictures(width: number, height: number): void {
  Object.defineProperty(video, "videoWidth", { value: width, configurable: true });
  Object.defineProperty(video, "videoHeight", { value: height, configurable: true });
  video.dispatchEvent(new Event("resize"));
}

beforeEach(() => {
  const stage = document.createElement("div");
  video = document.createElement("video");
  mark = document.createElement("span");
  stage.append(video, mark);
  document.body.append(stage);
  Object.defineProperty(mark, "offsetParent", { value: stage });
  const box = { left: 50, top: 10, width: 800, height: 400 };
  boxes = new Map<Element, Rect>([
    [video, box],
    [stage, box],
  ]);
  overlay = new Overlay(video, mark, (element) => boxes.get(element) ?? { left: 0, top: 0, width: 0, height: 0 });
});

const move = (x: number, y: number, n: number) => overlay.handlePointer({ type: "pointer.move", x, y, n });

describe("the mark", () => {
  it("is where the helper points, beside the empty bands", () => {
    pictures(400, 400);
    move(0.5, 0.25, 1);
    expect(mark.hidden).toBe(false);
    expect(mark.style.transform).toBe("translate(400px, 100px)");
    move(0, 1, 2);
    expect(mark.style.transform).toBe("translate(200px, 400px)");
  });

  it("follows when the shared screen or the window changes shape", () => {
    pictures(400, 400);
    move(0, 0, 1);
    pictures(1600, 400);
    expect(mark.style.transform).toBe("translate(0px, 100px)");
    boxes.set(video, { left: 50, top: 10, width: 400, height: 400 });
    video.dispatchEvent(new Event("resize"));
    expect(mark.style.transform).toBe("translate(0px, 150px)");
  });

  it("keeps the last shape while the video says it has none", () => {
    pictures(400, 400);
    pictures(0, 0);
    move(0.5, 0.5, 1);
    expect(mark.style.transform).toBe("translate(400px, 200px)");
  });

  it("is not moved by a border", () => {
    pictures(400, 400);
    Object.defineProperty(mark.offsetParent, "clientLeft", { value: 2 });
    Object.defineProperty(mark.offsetParent, "clientTop", { value: 3 });
    move(0.5, 0.5, 1);
    expect(mark.style.transform).toBe("translate(398px, 197px)");
  });

  it("shows the name on the side where there is room", () => {
    pictures(400, 400);
    move(0.9, 0.9, 1);
    expect([mark.dataset.side, mark.dataset.edge]).toEqual(["left", "above"]);
  });
});

describe("no mark", () => {
  it("before the first picture", () => {
    move(0.5, 0.5, 1);
    expect(mark.hidden).toBe(true);
    pictures(400, 400);
    expect(mark.hidden).toBe(false);
  });

  it("once hidden, even if a late move arrives", () => {
    pictures(400, 400);
    move(0.5, 0.5, 5);
    overlay.handlePointer({ type: "pointer.hide", n: 7 });
    move(0.1, 0.1, 6);
    expect(mark.hidden).toBe(true);
  });

  it("from before a reset; the new page's numbering is taken", () => {
    pictures(400, 400);
    move(0.5, 0.5, 500);
    overlay.reset();
    expect(mark.hidden).toBe(true);
    move(0.5, 0.5, 1);
    expect(mark.hidden).toBe(false);
  });
});
