import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakeStream, FakeTrack } from "../fakeMedia";
import { openPage } from "./fakePage";
import { StageView } from "./stageView";

let stage: StageView;
let states: string[];

function size(element: HTMLElement, names: [string, string], width: number, height: number): void {
  Object.defineProperty(element, names[0], { value: width, configurable: true });
  Object.defineProperty(element, names[1], { value: height, configurable: true });
  element.getBoundingClientRect = () => new DOMRect(0, 0, 400, 400);
}

beforeEach(() => {
  openPage();
  vi.stubGlobal("MediaStream", FakeStream);
  stage = new StageView();
  states = [];
  stage.on("state", (state) => states.push(state));
  Object.defineProperty(stage.video, "srcObject", { value: null, writable: true });
  Object.defineProperty(stage.video, "play", { value: async () => undefined });
  size(stage.video, ["videoWidth", "videoHeight"], 400, 200);
  size(stage.photo, ["naturalWidth", "naturalHeight"], 200, 400);
  return () => vi.unstubAllGlobals();
});

const track = () => new FakeTrack("video") as unknown as MediaStreamTrack;

describe("what is shown", () => {
  it("is the screen, once its first picture plays", () => {
    stage.show(track());
    expect([stage.isOn, stage.picture, stage.frame]).toEqual([false, null, null]);
    stage.video.dispatchEvent(new Event("playing"));
    expect(stage.frame).toEqual({ left: 0, top: 100, width: 400, height: 200 });
    expect(stage.picture).toEqual({ source: stage.video, width: 400, height: 200 });
    stage.show(null);
    expect(states).toEqual(["arriving", "on", "off"]);
  });

  it("is a photo in its place, then the screen again", () => {
    stage.show(track());
    stage.video.dispatchEvent(new Event("playing"));
    stage.showPhoto("/photo/", "Une facture");
    stage.photo.dispatchEvent(new Event("load"));
    expect([stage.surface.dataset.surface, stage.photo.hidden, stage.photo.alt]).toEqual([
      "photo",
      false,
      "Une facture",
    ]);
    expect(stage.picture).toEqual({ source: stage.photo, width: 200, height: 400 });
    expect(stage.frame).toEqual({ left: 100, top: 0, width: 200, height: 400 });
    // A screen that comes meanwhile waits behind the photo.
    stage.show(null);
    expect(stage.isOn).toBe(true);
    stage.showPhoto(null);
    expect([stage.surface.dataset.surface, stage.photo.hidden, stage.isOn]).toEqual(["screen", true, false]);
    expect(stage.photo.hasAttribute("src")).toBe(false);
  });

  it("is nothing when the photo cannot be had", () => {
    stage.showPhoto("/photo/", "Une facture");
    stage.photo.dispatchEvent(new Event("error"));
    expect([stage.isOn, stage.picture]).toEqual([false, null]);
  });
});
