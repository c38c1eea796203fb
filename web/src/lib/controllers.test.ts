import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Controller, register, start, stop } from "./controllers";

const log: string[] = [];

class Noisy extends Controller {
  connect(): void {
    log.push(`+${this.element.id}`);
  }

  override disconnect(): void {
    log.push(`-${this.element.id}`);
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => window.setTimeout(resolve, 5));

describe("controllers", () => {
  beforeEach(() => {
    log.length = 0;
    document.body.innerHTML = '<p id="a" data-ep-controller="noisy"></p>';
  });

  afterEach(() => stop());

  it("connects what is in the page at start, once", () => {
    register("noisy", Noisy);
    start();
    start();
    expect(log).toEqual(["+a"]);
  });

  it("connects what enters later, however deep, and disconnects what leaves", async () => {
    register("noisy", Noisy);
    start();
    document.body.innerHTML = '<div><p id="b" data-ep-controller="other noisy"></p></div>';
    await nextTurn();
    expect([...log].sort()).toEqual(["+a", "+b", "-a"]);
  });

  it("connects names registered after start", () => {
    document.body.innerHTML = '<p id="c" data-ep-controller="late"></p>';
    start();
    register("late", Noisy);
    expect(log).toEqual(["+c"]);
  });

  it("keeps connected what only moves", async () => {
    register("noisy", Noisy);
    start();
    const element = document.querySelector("#a");
    const shelf = document.createElement("section");
    document.body.append(shelf);
    if (element) shelf.append(element);
    await nextTurn();
    expect(log).toEqual(["+a"]);
  });

  it("disconnects everything when stopped", () => {
    register("noisy", Noisy);
    start();
    stop();
    expect(log).toEqual(["+a", "-a"]);
  });
});
