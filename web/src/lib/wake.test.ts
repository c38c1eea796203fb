import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { onWake } from "./wake";

let listening: AbortController;
const woken = vi.fn();
const connection = Object.assign(new EventTarget(), { type: "wifi" });

function look(state: DocumentVisibilityState): void {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

function show(persisted: boolean): void {
  globalThis.dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("navigator", { connection });
  woken.mockClear();
  listening = new AbortController();
  onWake(woken, listening.signal);
});

afterEach(() => {
  listening.abort();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("hears that the network is back, that the page is looked at again, that it comes out of the cache", () => {
  globalThis.dispatchEvent(new Event("online"));
  look("hidden");
  look("visible");
  show(false);
  show(true);
  expect(woken.mock.calls).toEqual([["network"], ["seen"], ["slept"]]);
});

it("hears of another network, and not of each measure of the same", () => {
  connection.dispatchEvent(new Event("change"));
  expect(woken).not.toHaveBeenCalled();
  connection.type = "cellular";
  connection.dispatchEvent(new Event("change"));
  expect(woken.mock.calls).toEqual([["network"]]);
});

it("notices that the computer slept, and not that time passes", () => {
  vi.advanceTimersByTime(60_000);
  expect(woken).not.toHaveBeenCalled();
  vi.setSystemTime(Date.now() + 30_000);
  vi.advanceTimersByTime(4000);
  vi.advanceTimersByTime(60_000);
  expect(woken.mock.calls).toEqual([["slept"]]);
});

it("stops when asked", () => {
  listening.abort();
  globalThis.dispatchEvent(new Event("online"));
  connection.type = "ethernet";
  connection.dispatchEvent(new Event("change"));
  expect(woken).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});
