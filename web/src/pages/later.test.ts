import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LaterController } from "./later";

function door(seconds: string): HTMLElement {
  document.body.innerHTML = `<form hidden data-seconds="${seconds}"></form>`;
  const form = document.querySelector("form");
  if (!form) throw new Error("no form");
  return form;
}

describe("later", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("shows the door at its time, then looks no more", () => {
    const form = door("600");
    new LaterController(form).connect();
    vi.advanceTimersByTime(599_000);
    expect(form.hidden).toBe(true);
    vi.advanceTimersByTime(6_000);
    expect(form.hidden).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("shows it at once after the computer slept through it", () => {
    const form = door("600");
    new LaterController(form).connect();
    vi.setSystemTime(Date.now() + 3_600_000);
    vi.advanceTimersByTime(5_000);
    expect(form.hidden).toBe(false);
  });

  it("stops looking when it leaves the page", () => {
    const controller = new LaterController(door("600"));
    controller.connect();
    controller.disconnect();
    expect(vi.getTimerCount()).toBe(0);
  });
});
