import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { onWake } from "./wake";

let listening: AbortController;
const woken = vi.fn();

function look(state: DocumentVisibilityState): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

function show(persisted: boolean): void {
  globalThis.dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));
}

beforeEach(() => {
  vi.useFakeTimers();
  woken.mockClear();
  listening = new AbortController();
  onWake(woken, listening.signal);
});

afterEach(() => {
  listening.abort();
  vi.useRealTimers();
});

it("hears that the network is back, that the page is looked at again, that it comes out of the cache", () => {
  globalThis.dispatchEvent(new Event("online"));
  look("hidden");
  expect(woken).toHaveBeenCalledTimes(1);
  look("visible");
  show(false);
  expect(woken).toHaveBeenCalledTimes(2);
  show(true);
  expect(woken).toHaveBeenCalledTimes(3);
});

it("notices that the computer slept, and not that time passes", () => {
  vi.advanceTimersByTime(60_000);
  expect(woken).not.toHaveBeenCalled();
  vi.setSystemTime(Date.now() + 30_000);
  vi.advanceTimersByTime(4000);
  expect(woken).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(60_000);
  expect(woken).toHaveBeenCalledTimes(1);
});

it("stops when asked", () => {
  listening.abort();
  globalThis.dispatchEvent(new Event("online"));
  expect(woken).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
