import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { takeOver, unlessElsewhere } from "./onePage";

type Work = (lock: object | null) => Promise<void> | undefined;

/** The browser's locks, as several pages see them. */
class FakeLocks {
  readonly #held = new Map<string, (error: DOMException) => void>();

  request(name: string, options: { steal?: boolean; ifAvailable?: boolean }, work: Work): Promise<void> {
    const holder = this.#held.get(name);
    if (holder !== undefined && options.ifAvailable === true) return Promise.resolve(work(null));
    holder?.(new DOMException("", "AbortError"));
    return new Promise((resolve, reject) => {
      this.#held.set(name, reject);
      void Promise.resolve(work({})).then(() => {
        if (this.#held.get(name) === reject) this.#held.delete(name);
        resolve();
      });
    });
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
let happened: string[];

beforeEach(() => {
  happened = [];
  vi.stubGlobal("navigator", { locks: new FakeLocks() });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("one page at a time", () => {
  it("the one that films takes it from all others", async () => {
    takeOver("film", () => happened.push("first lost"));
    takeOver("film", () => happened.push("second lost"));
    await settle();
    expect(happened).toEqual(["first lost"]);
  });

  it("a page that only helps out leaves it alone, until it is let go", async () => {
    const letGo = takeOver("film", () => happened.push("lost"));
    await unlessElsewhere("film", async () => void happened.push("helped"));
    expect(happened).toEqual([]);
    letGo();
    await settle();
    await unlessElsewhere("film", async () => void happened.push("helped"));
    expect(happened).toEqual(["helped"]);
  });

  it("and stops when the page that films is back", async () => {
    const helping = unlessElsewhere("film", async (taken) => {
      await new Promise<void>((resolve) => taken.addEventListener("abort", () => resolve()));
      happened.push("stopped");
    });
    takeOver("film", () => undefined);
    await helping;
    await settle();
    expect(happened).toEqual(["stopped"]);
  });

  it("every page does it where the browser has no locks", async () => {
    vi.stubGlobal("navigator", {});
    takeOver("film", () => happened.push("lost"))();
    await unlessElsewhere("film", async () => void happened.push("helped"));
    expect(happened).toEqual(["helped"]);
  });
});
