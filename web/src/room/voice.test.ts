import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakeTrack, fakeStream } from "./fakeMedia";
import { microphone, Voice } from "./voice";

let happened: unknown[];

function watched(ask: () => Promise<MediaStream>): Voice {
  const voice = new Voice(ask);
  voice.on("state", (state) => happened.push(state));
  voice.on("track", (track) => happened.push(track === null ? "no track" : "track"));
  voice.on("noVoice", (why) => happened.push(why));
  return voice;
}

beforeEach(() => {
  happened = [];
});

describe("the microphone", () => {
  it("goes on, silent and on again by one button", async () => {
    const track = new FakeTrack("audio");
    const voice = watched(async () => fakeStream(track));
    await voice.toggle();
    await voice.toggle();
    expect(track.enabled).toBe(false);
    await voice.toggle();
    expect(track.enabled).toBe(true);
    expect(happened).toEqual(["asking", "track", "on", "muted", "on"]);
  });

  it("is let go at the end", async () => {
    const track = new FakeTrack("audio");
    const voice = watched(async () => fakeStream(track));
    await voice.toggle();
    voice.stop();
    expect(track.readyState).toBe("ended");
    expect(happened.slice(3)).toEqual(["no track", "off"]);
  });

  it("may be unplugged", async () => {
    const track = new FakeTrack("audio");
    const voice = watched(async () => fakeStream(track));
    await voice.toggle();
    track.endByItself();
    expect(happened.slice(3)).toEqual(["no track", "off", "unplugged"]);
  });
});

describe("no voice", () => {
  it.each([
    ["NotAllowedError", "refused"],
    ["NotFoundError", "missing"],
    ["NotReadableError", "busy"],
  ])("after %s: %s, and the button is back", async (name, why) => {
    const voice = watched(() => Promise.reject(new DOMException("", name)));
    await voice.toggle();
    expect(happened).toEqual(["asking", "off", why]);
  });

  it("without a secure address", async () => {
    const voice = watched(() => microphone(undefined)({ audio: true }));
    await voice.toggle();
    expect(happened).toEqual(["asking", "off", "missing"]);
  });

  it("when the question is left unanswered, or the visit ends meanwhile", async () => {
    vi.useFakeTimers();
    let answer: (stream: MediaStream) => void = () => undefined;
    const voice = watched(() => new Promise((resolve) => (answer = resolve)));
    const asked = voice.toggle();
    await voice.toggle();
    await vi.advanceTimersByTimeAsync(60_000);
    await asked;
    expect(happened).toEqual(["asking", "off", "no_answer"]);
    const again = voice.toggle();
    voice.stop();
    const track = new FakeTrack("audio");
    answer(fakeStream(track));
    await again;
    expect(track.readyState).toBe("ended");
    expect(voice.state).toBe("off");
    vi.useRealTimers();
  });
});
