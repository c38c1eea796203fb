import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FirstShare } from "./firstShare";

const READING_SECONDS = 10;

let first: FirstShare;
let sent: number;
let unsafe: number;

beforeEach(() => {
  vi.useFakeTimers();
  first = new FirstShare();
  sent = 0;
  unsafe = 0;
  first.on("send", () => {
    sent += 1;
  });
  first.on("unsafe", () => {
    unsafe += 1;
  });
});

afterEach(() => {
  first.close();
  vi.useRealTimers();
});

const read = (seconds = READING_SECONDS) => vi.advanceTimersByTime(seconds * 1000);

function answerSafely(): void {
  first.answer("asked", true);
  first.answer("called", false);
}

describe("before the first share", () => {
  it("opens neither before ten seconds nor without both answers", () => {
    first.open(READING_SECONDS);
    answerSafely();
    read(READING_SECONDS - 1);
    expect(first.stage).toBe("reading");
    expect(first.confirm()).toBe(false);
    read(1);
    expect(first.stage).toBe("ready");
  });

  it("needs an answer to both questions, after the time to read", () => {
    first.open(READING_SECONDS);
    read();
    expect(first.stage).toBe("answering");
    first.answer("asked", true);
    expect(first.confirm()).toBe(false);
    first.answer("called", false);
    expect(first.confirm()).toBe(true);
    expect(sent).toBe(1);
    expect(first.isKnown).toBe(true);
  });

  it("counts the seconds down", () => {
    const seen: number[] = [];
    first.on("changed", () => seen.push(first.secondsLeft));
    first.open(READING_SECONDS);
    read();
    expect([...new Set(seen)]).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    const told = seen.length;
    read(60);
    expect(seen).toHaveLength(told);
  });

  it.each([
    ["asked", false],
    ["called", true],
  ] as const)("%s: %s stops everything, and nothing can be confirmed", (question, yes) => {
    first.open(READING_SECONDS);
    answerSafely();
    first.answer(question, yes);
    expect(unsafe).toBe(1);
    read();
    expect(first.confirm()).toBe(false);
    expect(sent).toBe(0);
  });

  it("begins anew each time it is opened", () => {
    first.open(READING_SECONDS);
    answerSafely();
    read();
    first.close();
    first.open(READING_SECONDS);
    expect(first.stage).toBe("reading");
    expect(first.answerTo("asked")).toBeNull();
  });
});

describe("what the server knows", () => {
  function confirm(): void {
    first.open(READING_SECONDS);
    answerSafely();
    read();
    first.confirm();
  }

  it("is enough when it is an old acquaintance", () => {
    first.handleRoom(true);
    expect(first.isKnown).toBe(true);
    expect(sent).toBe(0);
  });

  it("is told again when the line was cut meanwhile", () => {
    first.handleRoom(false);
    confirm();
    first.handleRoom(false);
    expect(sent).toBe(2);
    first.handleRoom(true);
    expect(sent).toBe(2);
  });

  it("may be less than this page believed: she is asked again", () => {
    confirm();
    first.handleRefused("too_fast");
    expect(first.isKnown).toBe(true);
    first.handleRefused("confirm_first");
    expect(first.isKnown).toBe(false);
  });
});
