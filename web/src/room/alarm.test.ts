import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Alarm, type AlarmEvents, alarmKind } from "./alarm";
import type { Keep } from "./chat";
import type { Answer } from "./http";

const RECEIVED: Answer = { kind: "done", body: { received: true } };
const refused = (status: number): Answer => ({ kind: "refused", status, code: "x", sentence: "" });

let answers: Answer[];
let said: unknown[];
let happened: string[];

function make(keep: Keep = sessionStorage): Alarm {
  const post = async (url: string, body: unknown) => {
    said.push([url, body]);
    happened.push("asked the server");
    return answers.shift() ?? RECEIVED;
  };
  const alarm = new Alarm({ post }, "/visite/1/alarme/", keep);
  alarm.on("raised", (kind) => happened.push(`raised ${kind}`));
  alarm.on("state", (state: AlarmEvents["state"]) => happened.push(state));
  return alarm;
}

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  answers = [];
  said = [];
  happened = [];
});

afterEach(() => {
  vi.useRealTimers();
});

describe("the alarm", () => {
  it("stops here before the server is told", async () => {
    make().raise("password");
    expect(happened).toEqual(["raised password", "telling", "asked the server"]);
    await vi.runAllTimersAsync();
    expect(said).toEqual([["/visite/1/alarme/", { kind: "password" }]]);
    expect(happened.at(-1)).toBe("told");
  });

  it("is raised once", async () => {
    const alarm = make();
    alarm.raise("card");
    alarm.raise("other");
    await vi.runAllTimersAsync();
    expect(said).toHaveLength(1);
  });

  it.each([
    ["nobody answers", { kind: "unreachable" } as const],
    ["the server is in trouble", refused(503)],
    ["it went too fast", refused(429)],
    ["a sign-in page answers in its place", { kind: "done", body: null } as const],
  ])("is said again when %s", async (_why, answer) => {
    answers = [answer, answer, answer];
    make().raise("card");
    await vi.runAllTimersAsync();
    expect(said).toHaveLength(4);
    expect(happened.at(-1)).toBe("told");
  });

  it("stops asking a server that will not hear of it", async () => {
    answers = [refused(403)];
    make().raise("card");
    await vi.runAllTimersAsync();
    expect(said).toHaveLength(1);
    expect(happened.at(-1)).toBe("refused");
  });

  it("is not forgotten by a reload before the server has answered", async () => {
    answers = Array.from({ length: 50 }, () => ({ kind: "unreachable" }) as const);
    make().raise("install");
    await vi.advanceTimersByTimeAsync(5000);
    happened = [];
    const again = make();
    again.resume();
    expect(happened[0]).toBe("raised install");
    expect(again.isRaised).toBe(true);
  });

  it("is forgotten once the server has answered", async () => {
    make().raise("install");
    await vi.runAllTimersAsync();
    const again = make();
    again.resume();
    expect(again.isRaised).toBe(false);
  });

  it("works in a browser that keeps nothing", async () => {
    const fails = () => {
      throw new Error("full");
    };
    const alarm = make({ getItem: fails, setItem: fails, removeItem: fails });
    alarm.resume();
    alarm.raise("card");
    await vi.runAllTimersAsync();
    expect(happened.at(-1)).toBe("told");
  });

  it.each(["", "no", "gone", "CARD"])("%j is no kind of alarm", (word) => {
    expect(alarmKind(word)).toBeNull();
  });
});
