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

const CAMERA_ON = { ...ON, surface: "camera" };

describe("a camera", () => {
  it("is shown like a screen, also where screens cannot be", async () => {
    const share = watched(null);
    await share.startCamera(async () => fakeStream(new FakeTrack("video")));
    expect(happened).toEqual(["asking", CAMERA_ON, "track", "on"]);
    expect(share.surface).toBe("camera");
    happened = [];
    share.stop();
    expect(happened).toEqual(["no track", OFF, "unsupported"]);
    expect(share.surface).toBeNull();
  });

  it.each([
    ["NotAllowedError", "camera_refused"],
    ["NotFoundError", "camera_impossible"],
    ["NotReadableError", "camera_impossible"],
  ])("that cannot be shown, after %s, gives %s and the buttons back", async (name, why) => {
    const share = watched(null);
    await share.startCamera(refusal(name));
    expect(happened).toEqual(["asking", "unsupported", why]);
  });

  it("takes the place of another, which was let go before", async () => {
    const [first, second] = [new FakeTrack("video"), new FakeTrack("video")];
    const share = watched(null);
    await share.startCamera(async () => fakeStream(first));
    happened = [];
    await share.changeCamera(async (current) => {
      expect(current).toBe(first);
      expect(first.readyState).toBe("ended");
      return fakeStream(second);
    });
    expect(happened).toEqual([CAMERA_ON, "track", "on"]);
    second.endByItself();
    expect(happened.at(-1)).toBe("camera_stopped");
  });

  it("is stopped when the other one does not come, or comes after all was stopped", async () => {
    const share = watched(null);
    await share.startCamera(async () => fakeStream(new FakeTrack("video")));
    happened = [];
    await share.changeCamera(refusal("NotReadableError"));
    expect(happened).toEqual(["no track", OFF, "unsupported", "camera_impossible"]);
    await share.startCamera(async () => fakeStream(new FakeTrack("video")));
    const late = new FakeTrack("video");
    const change = share.changeCamera(async () => fakeStream(late));
    share.stop();
    await change;
    expect(late.readyState).toBe("ended");
    expect(share.state).toBe("unsupported");
  });

  it("is not changed for a screen, nor started beside one", async () => {
    const share = watched(async () => fakeStream(new FakeTrack("video", "window")));
    await share.start();
    happened = [];
    await share.changeCamera(refusal("NotAllowedError"));
    await share.startCamera(refusal("NotAllowedError"));
    expect(happened).toEqual([]);
    expect(share.surface).toBe("window");
  });
});

it("lets go of the screen before anybody is told", async () => {
  const track = new FakeTrack("video");
  const share = watched(async () => fakeStream(track));
  await share.start();
  happened = [];
  share.release();
  expect(track.readyState).toBe("ended");
  expect(happened).toEqual([]);
  share.stop();
  expect(happened).toEqual(["no track", OFF, "off"]);
});
