import { beforeEach, describe, expect, it, vi } from "vitest";
import { parseRoomToServer } from "../lib/protocol";
import { FakeTrack, fakeStream } from "./fakeMedia";
import { ScreenShare, screenPicker } from "./screenShare";

let happened: unknown[];

function watched(ask: ConstructorParameters<typeof ScreenShare>[0]): ScreenShare {
  const share = new ScreenShare(ask);
  share.on("state", (state) => happened.push(state));
  share.on("track", (track) => happened.push(track === null ? "no track" : "track"));
  share.on("notShared", (why) => happened.push(why));
  share.on("send", (message) => {
    expect(parseRoomToServer(JSON.stringify(message))).toEqual(message);
    happened.push(message);
  });
  return share;
}

const refusal = (name: string) => () => Promise.reject(new DOMException("", name));
const ON = { type: "sharing.set", on: true, surface: "window" };
const OFF = { type: "sharing.set", on: false };

beforeEach(() => {
  happened = [];
});

describe("a screen", () => {
  it("is shown once chosen, sharp, and the server is told what it is", async () => {
    const track = new FakeTrack("video", "window");
    await watched(async () => fakeStream(track)).start();
    expect(happened).toEqual(["asking", ON, "track", "on"]);
    expect(track.contentHint).toBe("detail");
  });

  it("is of an unknown kind when the browser does not say", async () => {
    await watched(async () => fakeStream(new FakeTrack("video", ""))).start();
    expect(happened).toContainEqual({ ...ON, surface: "unknown" });
  });

  it("stops at once, by us", async () => {
    const track = new FakeTrack("video");
    const share = watched(async () => fakeStream(track));
    await share.start();
    happened = [];
    share.stop();
    share.stop();
    expect(track.readyState).toBe("ended");
    expect(happened).toEqual(["no track", OFF, "off"]);
  });

  it("stops when it is stopped in the browser, which is said", async () => {
    const track = new FakeTrack("video");
    const share = watched(async () => fakeStream(track));
    await share.start();
    happened = [];
    track.endByItself();
    expect(happened).toEqual(["no track", OFF, "off", "stopped_in_browser"]);
  });
});

describe("no screen", () => {
  it.each([
    ["NotAllowedError", "cancelled"],
    ["NotFoundError", "impossible"],
    ["NotReadableError", "impossible"],
  ])("after %s: %s, and the button is back", async (name, why) => {
    const share = watched(refusal(name));
    await share.start();
    expect(happened).toEqual(["asking", "off", why]);
    expect(share.state).toBe("off");
  });

  it("when the picker never answers; an answer that comes too late is not taken", async () => {
    vi.useFakeTimers();
    let answer: (stream: MediaStream) => void = () => undefined;
    const share = watched(() => new Promise((resolve) => (answer = resolve)));
    const started = share.start();
    await vi.advanceTimersByTimeAsync(60_000);
    await started;
    expect(happened).toEqual(["asking", "off", "no_answer"]);
    const late = new FakeTrack("video");
    answer(fakeStream(late));
    await vi.advanceTimersByTimeAsync(0);
    expect(late.readyState).toBe("ended");
    expect(share.state).toBe("off");
    vi.useRealTimers();
  });

  it("when the visit ends while the picker is open", async () => {
    let answer: (stream: MediaStream) => void = () => undefined;
    const share = watched(() => new Promise((resolve) => (answer = resolve)));
    const started = share.start();
    share.stop();
    const track = new FakeTrack("video");
    answer(fakeStream(track));
    await started;
    expect(track.readyState).toBe("ended");
    expect(happened).toEqual(["asking", "off"]);
  });

  it("on a telephone", async () => {
    const share = watched(screenPicker({}));
    await share.start();
    expect(share.state).toBe("unsupported");
    expect(happened).toEqual([]);
  });
});

describe("after a cut", () => {
  it("tells the server again what is shown", async () => {
    const share = watched(async () => fakeStream(new FakeTrack("video", "window")));
    await share.start();
    happened = [];
    share.handleRoom(true);
    expect(happened).toEqual([]);
    share.handleRoom(false);
    expect(happened).toEqual([ON]);
  });

  it("tells it that a reloaded page shows nothing", () => {
    watched(refusal("NotAllowedError")).handleRoom(true);
    expect(happened).toEqual([OFF]);
  });
});
