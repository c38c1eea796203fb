import { describe, expect, test } from "vitest";
import { fakeVideo } from "./fakeVideo";
import { Player } from "./player";

const CHAPTERS = [
  { start: 4_000, end: 12_000 },
  { start: 12_000, end: 60_000 },
];

function watching() {
  const video = fakeVideo();
  return { video, player: new Player(video, CHAPTERS, [{ start: 8_000, end: 11_000 }]) };
}

describe("Player", () => {
  test("tells each step and each gap once, when it comes", () => {
    const { video, player } = watching();
    const told: string[] = [];
    player.on("chapter", (index) => told.push(`step ${index}`));
    player.on("gap", (index) => told.push(`gap ${index}`));
    for (const second of [1, 4, 5, 8, 9, 11, 12, 3]) video.currentTime = second;
    expect(told).toEqual(["step 0", "gap 0", "gap -1", "step 1", "step -1"]);
  });

  test("opens steps one after the other, and stays within the film", () => {
    const { video, player } = watching();
    const seen: number[] = [];
    const at = (act: () => void) => {
      act();
      seen.push(video.currentTime);
    };
    at(() => player.next());
    at(() => player.next());
    at(() => player.next());
    at(() => player.previous());
    at(() => player.previous());
    expect(seen).toEqual([4, 12, 12, 4, 0]);
    expect(video.paused).toBe(false);
  });

  test("goes back to the beginning of a step that has been on for a while", () => {
    const { video, player } = watching();
    video.currentTime = 20;
    player.previous();
    expect(video.currentTime).toBe(12);
  });

  test("shows one step again and again until it is enough, or another moment is wanted", () => {
    const { video, player } = watching();
    const told: boolean[] = [];
    player.on("loop", (on) => told.push(on));
    video.currentTime = 6;
    player.toggleLoop();
    expect(video.currentTime).toBe(4);
    // A film that plays reaches the end by itself: nobody sought.
    Object.defineProperty(video, "currentTime", {
      configurable: true,
      writable: true,
      value: 12.1,
    });
    video.dispatchEvent(new Event("timeupdate"));
    expect(video.currentTime).toBe(4);
    video.currentTime = 30;
    video.dispatchEvent(new Event("seeked"));
    expect(told).toEqual([true, false]);
  });

  test("jumps five seconds, within the film, and changes the sound by steps", () => {
    const { video, player } = watching();
    player.do("back");
    expect(video.currentTime).toBe(0);
    player.do("forward");
    expect(video.currentTime).toBe(5);
    video.currentTime = 58;
    player.do("forward");
    expect(video.currentTime).toBe(60);
    player.do("louder");
    expect(video.volume).toBe(1);
    player.do("softer");
    expect(video.volume).toBeCloseTo(0.9);
  });

  test("has six speeds", () => {
    const { video, player } = watching();
    for (let press = 0; press < 9; press++) player.do("faster");
    expect(video.playbackRate).toBe(2);
    for (let press = 0; press < 9; press++) player.do("slower");
    expect(video.playbackRate).toBe(0.5);
  });
});
