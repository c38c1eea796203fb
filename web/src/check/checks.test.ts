import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "../lib/fakeSocket";
import { FakeTrack, fakeStream } from "../room/fakeMedia";
import { Http } from "../room/http";
import type { Check } from "./check";
import { MicrophoneCheck } from "./microphoneCheck";
import { NetworkCheck } from "./networkCheck";
import { RelayCheck } from "./relayCheck";
import { ScreenCheck } from "./screenCheck";
import { SpeakerCheck } from "./speakerCheck";
import { summarize } from "./summary";

const refuse = (name: string) => () => Promise.reject(new DOMException("", name));
const never = () => new Promise<never>(() => undefined);

/** What `check` finds, once `ms` have passed. */
async function found(check: Check, ms = 0): Promise<string> {
  const run = check.run();
  await vi.advanceTimersByTimeAsync(ms);
  await run;
  return `${check.state} ${check.result}`;
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe("the microphone", () => {
  const track = () => new FakeTrack("audio");
  const meter = (...levels: number[]) => {
    const closed = vi.fn();
    return { closed, of: () => ({ level: () => levels.shift() ?? 0, close: closed }) };
  };

  it("is heard when a voice moves the meter, and is let go", async () => {
    const mine = track();
    const voice = meter(...Array(30).fill(0.1));
    const check = new MicrophoneCheck(async () => fakeStream(mine), voice.of);
    const levels: number[] = [];
    check.on("level", (level) => levels.push(level));
    expect(await found(check, 3000)).toBe("heard ok");
    expect(levels).toContain(0.1);
    expect(levels.at(-1)).toBe(0);
    expect(mine.readyState).toBe("ended");
    expect(voice.closed).toHaveBeenCalled();
  });

  it("is silent when nothing comes, or one click of the plug only", async () => {
    const check = new MicrophoneCheck(async () => fakeStream(track()), meter(0, 0.5, 0.001).of);
    expect(await found(check, 12_000)).toBe("silent failed");
  });

  it.each([
    ["NotAllowedError", "refused failed"],
    ["NotFoundError", "missing failed"],
    ["NotReadableError", "busy failed"],
  ])("fails in words of its own: %s", async (name, words) => {
    expect(await found(new MicrophoneCheck(refuse(name)))).toBe(words);
  });

  it("does not wait for ever for an answer", async () => {
    expect(await found(new MicrophoneCheck(never), 60_000)).toBe("no_answer failed");
  });

  it("says when the trouble is ours", async () => {
    const check = new MicrophoneCheck(
      async () => fakeStream(track()),
      () => {
        throw new Error("no measure");
      },
    );
    expect(await found(check)).toBe("trouble failed");
  });
});

describe("the sound", () => {
  const notes = (allowed: boolean) => ({ allow: async () => allowed, ring: vi.fn() });

  it.each([
    [true, "heard ok"],
    [false, "unheard failed"],
  ])("is what she answers: %s", async (answer, words) => {
    const mine = notes(true);
    const check = new SpeakerCheck(mine);
    check.ringAgain();
    expect(mine.ring).not.toHaveBeenCalled();
    const run = check.run();
    await vi.advanceTimersByTimeAsync(0);
    expect(check.state).toBe("asking");
    check.ringAgain();
    expect(mine.ring).toHaveBeenCalledTimes(2);
    check.answer(answer);
    await run;
    expect(`${check.state} ${check.result}`).toBe(words);
  });

  it("is not asked about when the browser played nothing", async () => {
    const mine = notes(false);
    expect(await found(new SpeakerCheck(mine))).toBe("blocked failed");
    expect(mine.ring).not.toHaveBeenCalled();
  });
});

describe("the screen", () => {
  it("is shown to nobody, and stops at once", async () => {
    const mine = new FakeTrack("video");
    expect(await found(new ScreenCheck(async () => fakeStream(mine)))).toBe("shown ok");
    expect(mine.readyState).toBe("ended");
  });

  it("is no fault on a telephone", async () => {
    expect(await found(new ScreenCheck(null))).toBe("impossible off");
  });

  it.each([
    ["NotAllowedError", "cancelled failed"],
    ["InvalidStateError", "click failed"],
    ["NotReadableError", "broken failed"],
  ])("fails in words of its own: %s", async (name, words) => {
    expect(await found(new ScreenCheck(refuse(name)))).toBe(words);
  });

  it("does not wait for ever for a choice", async () => {
    expect(await found(new ScreenCheck(never), 60_000)).toBe("no_answer failed");
  });
});

describe("the network", () => {
  const check = () => new NetworkCheck("/ws/verification/", (url) => new FakeSocket(url) as unknown as WebSocket);

  /** Answers each ping `ms` later. */
  async function answering(ms: number): Promise<string> {
    const one = check();
    const run = one.run();
    FakeSocket.last.open();
    for (let answered = 0; answered < 5; answered += 1) {
      await vi.advanceTimersByTimeAsync(ms);
      FakeSocket.last.tell({ type: "pong" });
    }
    await run;
    expect(FakeSocket.last.readyState).toBe(3);
    return `${one.state} ${one.result}`;
  }

  beforeEach(() => {
    FakeSocket.all = [];
  });

  it.each([
    [20, "fast ok"],
    [250, "fair ok"],
    [1500, "slow ok"],
  ])("is told in words: %i milliseconds", async (ms, words) => {
    expect(await answering(ms)).toBe(words);
  });

  it("is blocked when the line never opens", async () => {
    expect(await found(check(), 8000)).toBe("blocked failed");
  });

  it("is cut when the answers stop", async () => {
    const one = check();
    const run = one.run();
    FakeSocket.last.open();
    await vi.advanceTimersByTimeAsync(5000);
    await run;
    expect(one.state).toBe("cut");
  });

  it("says when it was asked too often", async () => {
    const one = check();
    const run = one.run();
    FakeSocket.last.open();
    await vi.advanceTimersByTimeAsync(0);
    FakeSocket.last.tell({ type: "error", code: "too_many", message: "Attendez." });
    await run;
    expect(one.state).toBe("too_many");
  });

  it("is not even tried without network", async () => {
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    expect(await found(check())).toBe("offline failed");
    expect(FakeSocket.all).toEqual([]);
  });
});

describe("the relay", () => {
  const connect = vi.fn();
  const check = (status: number, body: unknown) => {
    const http = new Http("token", async () => new Response(JSON.stringify(body), { status }));
    return new RelayCheck(http, "/verifier/relais/", connect);
  };

  it("is no fault where there is none", async () => {
    expect(await found(check(200, { ice_servers: [] }))).toBe("none off");
    expect(connect).not.toHaveBeenCalled();
  });

  it.each([
    [429, "too_many failed"],
    [500, "trouble failed"],
  ])("is not tried when the server answers %i", async (status, words) => {
    expect(await found(check(status, {}))).toBe(words);
  });

  it("needs a browser that can call", async () => {
    expect(await found(new RelayCheck(new Http("", never), "/", null))).toBe("unsupported failed");
  });

  it("needs our server", async () => {
    const http = new Http("", refuse("NetworkError"));
    expect(await found(new RelayCheck(http, "/", connect))).toBe("no_server failed");
  });
});

describe("the summary", () => {
  const all = {
    network: "ok",
    relay: "off",
    microphone: "ok",
    speaker: "ok",
    screen: "ok",
  } as const;
  const sumUp = (more: object) => {
    const results = Object.entries({ ...all, ...more }).map(([name, result]) => [name, { result, state: "" }]);
    return summarize(Object.fromEntries(results));
  };

  it.each([
    [{}, "ready"],
    [{ screen: null }, null],
    [{ screen: "off" }, "no_screen"],
    [{ screen: "failed", relay: "failed" }, "no_screen"],
    [{ speaker: "failed" }, "no_voice"],
    [{ microphone: "failed", screen: "off" }, "writing_only"],
    [{ relay: "failed" }, "no_relay"],
    [{ network: "failed", screen: "failed" }, "no_network"],
  ])("%o: %s", (more, expected) => {
    expect(sumUp(more)).toBe(expected);
  });
});
