import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ServerClock } from "./serverClock";
import { TimeLimit } from "./timeLimit";

const MINUTE = 60_000;
const START = Date.parse("2026-11-23T10:00:00Z");
const iso = (minutes: number) => new Date(START + minutes * MINUTE).toISOString();

let limit: TimeLimit;
let happened: string[];

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  happened = [];
  limit = new TimeLimit(new ServerClock());
  limit.on("left", (left) => happened.push(`${left} left`));
  limit.on("warning", (left) => happened.push(`warned at ${left}`));
  limit.on("prolonged", (minutes) => happened.push(`${minutes} more`));
});

afterEach(() => {
  limit.stop();
  vi.useRealTimers();
});

describe("the time that is left", () => {
  it("is not told before the visit began", () => {
    limit.handle({ now: iso(0) });
    vi.advanceTimersByTime(MINUTE);
    expect(happened).toEqual([]);
  });

  it("is told minute by minute", () => {
    limit.handle({ now: iso(0), ends_at: iso(60) });
    vi.advanceTimersByTime(2 * MINUTE + 5000);
    expect(happened).toEqual(["60 left", "59 left", "58 left"]);
  });

  it("goes by the server's clock, whatever this computer believes", () => {
    vi.setSystemTime(START - 300 * MINUTE);
    limit.handle({ now: iso(10), ends_at: iso(60) });
    expect(happened).toEqual(["50 left"]);
  });

  it("is right again after the computer slept, at the next sign of the server", () => {
    limit.handle({ now: iso(0), ends_at: iso(60) });
    limit.handle({ now: iso(30), ends_at: iso(60) });
    expect(happened).toEqual(["60 left", "30 left"]);
  });

  it("never goes below zero", () => {
    limit.handle({ now: iso(70), ends_at: iso(60) });
    expect(happened[0]).toBe("0 left");
  });
});

describe("the warning", () => {
  it("comes once, a quarter of an hour before the end", () => {
    limit.handle({ now: iso(0), ends_at: iso(60) });
    vi.advanceTimersByTime(44 * MINUTE);
    expect(happened.join()).not.toContain("warned");
    vi.advanceTimersByTime(16 * MINUTE);
    expect(happened.filter((one) => one.startsWith("warned"))).toEqual(["warned at 15"]);
  });

  it("comes at once to a page that arrives later, and not twice after a cut", () => {
    limit.handle({ now: iso(50), ends_at: iso(60) });
    limit.handle({ now: iso(50), ends_at: iso(60) });
    expect(happened).toEqual(["10 left", "warned at 10"]);
  });

  it("comes again before the new end of a visit that was prolonged", () => {
    limit.handle({ now: iso(50), ends_at: iso(60) });
    happened = [];
    limit.handle({ now: iso(50), ends_at: iso(90) });
    expect(happened).toEqual(["30 more", "40 left"]);
    vi.advanceTimersByTime(26 * MINUTE);
    expect(happened).toContain("warned at 15");
  });
});
