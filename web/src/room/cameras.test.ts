import { describe, expect, it } from "vitest";
import { Cameras } from "./cameras";
import { FakeTrack, fakeStream } from "./fakeMedia";

/** A device with cameras of those names. */
function device(...names: string[]) {
  const asked: MediaStreamConstraints[] = [];
  const devices = {
    enumerateDevices: async () =>
      [
        { kind: "audioinput", deviceId: "microphone" },
        ...names.map((deviceId) => ({ kind: "videoinput", deviceId })),
      ].map((one) => one as MediaDeviceInfo),
    getUserMedia: async (constraints: MediaStreamConstraints = {}) => {
      asked.push(constraints);
      return fakeStream(new FakeTrack("video"));
    },
  };
  return { asked, cameras: new Cameras(devices) };
}

function from(deviceId: string): MediaStreamTrack {
  const track = new FakeTrack("video") as unknown as MediaStreamTrack;
  track.getSettings = () => ({ deviceId });
  return track;
}

describe("cameras", () => {
  it("begin with the one at the back, without sound", async () => {
    const { cameras, asked } = device("front", "back");
    await cameras.rear();
    expect(asked).toMatchObject([{ audio: false, video: { facingMode: { ideal: "environment" } } }]);
  });

  it.each([
    ["front", "back"],
    ["back", "wide"],
    ["wide", "front"],
    ["one that is gone", "front"],
  ])("after %s comes %s", async (current, next) => {
    const { cameras, asked } = device("front", "back", "wide");
    await cameras.next(from(current));
    expect(asked).toMatchObject([{ video: { deviceId: { exact: next } } }]);
  });

  it("are counted without the microphones", async () => {
    expect(await device("front", "back").cameras.count()).toBe(2);
    expect(await device().cameras.count()).toBe(0);
  });

  it("are none on an address that is not secure", async () => {
    const cameras = new Cameras(undefined);
    await expect(cameras.rear()).rejects.toThrow(DOMException);
    expect(await cameras.count()).toBe(0);
  });
});
