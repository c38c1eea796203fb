import { expect, it, vi } from "vitest";
import { Emitter } from "./emitter";

class Bell extends Emitter<{ ring: number }> {
  pull(times: number): void {
    this.emit("ring", times);
  }
}

it("tells every listener, until it stops listening", () => {
  const bell = new Bell();
  const heard: string[] = [];
  const stop = bell.on("ring", (times) => heard.push(`a${times}`));
  bell.on("ring", (times) => heard.push(`b${times}`));
  bell.pull(1);
  stop();
  bell.pull(2);
  expect(heard).toEqual(["a1", "b1", "b2"]);
});

it("reports a listener that throws, and tells the others", () => {
  const reported = vi.fn();
  vi.stubGlobal("reportError", reported);
  const bell = new Bell();
  const heard = vi.fn();
  bell.on("ring", () => {
    throw new Error("deaf");
  });
  bell.on("ring", heard);
  bell.pull(1);
  expect(heard).toHaveBeenCalledOnce();
  expect(reported).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
});
