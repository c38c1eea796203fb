import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Answer } from "../room/http";
import { fakeVideo } from "./fakeVideo";
import { FreshAddress } from "./freshAddress";

const MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function watching(...answers: Answer[]) {
  const video = fakeVideo();
  const ask = vi.fn(async (): Promise<Answer> => answers.shift() ?? given("/film/more"));
  const address = new FreshAddress(video, new Date(Date.now() + 15 * MINUTE).toISOString(), ask);
  const troubles: string[] = [];
  address.on("trouble", (trouble) => troubles.push(trouble));
  return { video, ask, troubles };
}

function given(url: string): Answer {
  return { kind: "done", body: { url, until: new Date(Date.now() + 30 * MINUTE).toISOString() } };
}

async function fail(video: HTMLVideoElement): Promise<void> {
  video.dispatchEvent(new Event("error"));
  await vi.advanceTimersByTimeAsync(0);
}

test("asks before the end, and goes on at the same second and speed", async () => {
  const { video, ask } = watching(given("/film/second"));
  await video.play();
  video.playbackRate = 1.5;
  await vi.advanceTimersByTimeAsync(13 * MINUTE);
  expect(ask).not.toHaveBeenCalled();
  video.currentTime = 42;
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(ask).toHaveBeenCalledOnce();
  expect(video.src).toContain("/film/second");
  video.currentTime = 0;
  video.playbackRate = 1;
  video.dispatchEvent(new Event("loadedmetadata"));
  expect([video.currentTime, video.playbackRate, video.paused]).toEqual([42, 1.5, false]);
});

test("asks for nothing while nobody watches, and at once when she does", async () => {
  const { video, ask } = watching(given("/film/second"));
  await vi.advanceTimersByTimeAsync(60 * MINUTE);
  expect(ask).not.toHaveBeenCalled();
  await video.play();
  await vi.advanceTimersByTimeAsync(0);
  expect(ask).toHaveBeenCalledOnce();
});

test("an error asks for another address", async () => {
  const { video, ask, troubles } = watching(given("/film/second"));
  await fail(video);
  expect(ask).toHaveBeenCalledOnce();
  expect(video.src).toContain("/film/second");
  expect(troubles).toEqual([""]);
});

test("without connection it says so, and tries again until it comes back", async () => {
  const cut: Answer = { kind: "unreachable" };
  const { video, ask, troubles } = watching(cut, cut, given("/film/second"));
  await fail(video);
  expect(troubles).toEqual(["cut"]);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(ask).toHaveBeenCalledTimes(3);
  expect(troubles).toEqual(["cut", "cut", ""]);
});

test("a film that is gone is not asked for again", async () => {
  const { video, ask, troubles } = watching({
    kind: "refused",
    status: 404,
    code: "recording_unknown",
    sentence: "",
  });
  await fail(video);
  await vi.advanceTimersByTimeAsync(5 * MINUTE);
  expect(ask).toHaveBeenCalledOnce();
  expect(troubles).toEqual(["gone"]);
});

test("a film that no fresh address makes play cannot be read", async () => {
  const { video, ask, troubles } = watching();
  for (let time = 0; time < 5; time++) await fail(video);
  expect(ask.mock.calls.length).toBeLessThanOrEqual(2);
  expect(troubles.at(-1)).toBe("unreadable");
});

test("a computer whose clock is an hour ahead does not ask again and again", async () => {
  const video = fakeVideo();
  const anHourAgo = () => new Date(Date.now() - 45 * MINUTE).toISOString();
  const ask = vi.fn(async (): Promise<Answer> => ({ kind: "done", body: { url: "/film/x", until: anHourAgo() } }));
  new FreshAddress(video, anHourAgo(), ask);
  await video.play();
  await vi.advanceTimersByTimeAsync(14 * MINUTE);
  expect(ask.mock.calls.length).toBeLessThanOrEqual(3);
});
