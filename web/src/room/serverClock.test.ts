import { afterEach, expect, it, vi } from "vitest";
import { ServerClock } from "./serverClock";

afterEach(() => {
  vi.useRealTimers();
});

it("goes with the server's clock, whatever this computer believes", () => {
  vi.useFakeTimers({ now: Date.parse("2001-01-01T00:00:00Z") });
  const clock = new ServerClock();
  expect(clock.now).toBe(Date.now());
  clock.handleNow("2026-11-23T10:00:00Z");
  vi.advanceTimersByTime(5000);
  expect(clock.now).toBe(Date.parse("2026-11-23T10:00:05Z"));
  clock.handleNow("what?");
  expect(clock.now).toBe(Date.parse("2026-11-23T10:00:05Z"));
});
