import { beforeEach, describe, expect, it } from "vitest";
import type { Rect, Size } from "./geometry";
import { Overlay } from "./overlay";

const STAGE: Rect = { left: 50, top: 10, width: 800, height: 400 };

let stage: HTMLElement;
let video: HTMLVideoElement;
let layer: HTMLElement;
let boxes: Map<Element, Rect>;
let overlay: Overlay;
let sizes: Size[];

function pictures(width: number, height: number): void {
  Object.defineProperty(video, "videoWidth", { value: width, configurable: true });
  Object.defineProperty(video, "videoHeight", { value: height, configurable: true });
  video.dispatchEvent(new Event("resize"));
}

beforeEach(() => {
  stage = document.createElement("div");
  video = document.createElement("video");
  layer = document.createElement("div");
  stage.append(video, layer);
  document.body.append(stage);
  Object.defineProperty(layer, "offsetParent", { value: stage });
  boxes = new Map<Element, Rect>([
    [video, STAGE],
    [stage, STAGE],
  ]);
  overlay = new Overlay(layer, (element) => boxes.get(element) ?? { left: 0, top: 0, width: 0, height: 0 });
  sizes = [];
  overlay.on("size", (size) => sizes.push(size));
  overlay.cover(video);
});

const place = () => ["left", "top", "width", "height"].map((side) => layer.style.getPropertyValue(side));

describe("the layer", () => {
  it("is exactly over the picture, beside the empty bands", () => {
    pictures(400, 400);
    expect(layer.hidden).toBe(false);
    expect(place()).toEqual(["200px", "0px", "400px", "400px"]);
    expect(sizes).toEqual([{ width: 400, height: 400 }]);
  });

  it("follows when the shared screen, the telephone or the window turns", () => {
    pictures(400, 400);
    pictures(1600, 400);
    expect(place()).toEqual(["0px", "100px", "800px", "200px"]);
    boxes.set(video, { left: 50, top: 10, width: 400, height: 400 });
    video.dispatchEvent(new Event("resize"));
    expect(place()).toEqual(["0px", "150px", "400px", "100px"]);
    expect(sizes).toHaveLength(3);
  });

  it("follows a photo in the place of the screen, and the screen again", () => {
    pictures(400, 400);
    const photo = document.createElement("img");
    boxes.set(photo, STAGE);
    Object.defineProperty(photo, "naturalWidth", { value: 100 });
    Object.defineProperty(photo, "naturalHeight", { value: 200 });
    overlay.cover(photo);
    expect(place()).toEqual(["300px", "0px", "200px", "400px"]);
    // What the covered video says does not matter.
    pictures(1600, 400);
    expect(place()).toEqual(["300px", "0px", "200px", "400px"]);
    overlay.cover(video);
    expect(place()).toEqual(["0px", "100px", "800px", "200px"]);
  });

  it("keeps the last shape while the video says it has none", () => {
    pictures(400, 400);
    pictures(0, 0);
    expect(overlay.frame).toEqual({ left: 250, top: 10, width: 400, height: 400 });
  });

  it("is not moved by a border", () => {
    Object.defineProperty(stage, "clientLeft", { value: 2 });
    Object.defineProperty(stage, "clientTop", { value: 3 });
    pictures(400, 400);
    expect(place()).toEqual(["198px", "-3px", "400px", "400px"]);
  });

  it("is away before the first picture", () => {
    expect(layer.hidden).toBe(true);
    expect(overlay.frame).toBeNull();
  });
});
