import { describe, expect, it, vi } from "vitest";
import { FakeTrack, fakeStream } from "./fakeMedia";
import { withFront } from "./frontWindow";

describe("what is in front after a choice", () => {
  const stream = fakeStream(new FakeTrack("video"));

  it("is what she chose when the card floats above it, else the room", async () => {
    const setFocusBehavior = vi.fn();
    const controller = { setFocusBehavior };
    const ask = vi.fn(async () => stream);
    let floats = true;
    const picker = withFront(
      ask,
      () => floats,
      () => controller,
    );
    expect(await picker({ video: true })).toBe(stream);
    expect(ask).toHaveBeenLastCalledWith({ video: true, controller });
    floats = false;
    await picker({ video: true });
    expect(setFocusBehavior.mock.calls).toEqual([["focus-captured-surface"], ["no-focus-change"]]);
  });

  it("is the browser’s affair for a whole screen, and where it cannot be chosen", async () => {
    const refuse = () => {
      throw new DOMException("", "InvalidStateError");
    };
    const whole = withFront(
      async () => stream,
      () => true,
      () => ({ setFocusBehavior: refuse }),
    );
    expect(await whole({})).toBe(stream);
    const ask = vi.fn(async () => stream);
    const plain = withFront(
      ask,
      () => true,
      () => null,
    );
    expect(await plain({ video: true })).toBe(stream);
    expect(ask).toHaveBeenCalledWith({ video: true });
  });
});
