import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { onEscapeTwice, onLetter } from "./keys";

let ran: number;
let page: Document;

function press(key: string, at: number, more: KeyboardEventInit & { on?: Element } = {}): void {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, ...more });
  Object.defineProperty(event, "timeStamp", { value: at });
  (more.on ?? page.body).dispatchEvent(event);
}

beforeEach(() => {
  ran = 0;
  page = document.implementation.createHTMLDocument();
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe("Escape twice", () => {
  beforeEach(() => {
    onEscapeTwice(page, () => {
      ran += 1;
    });
  });

  it.each([
    ["within a second", [0, 1000], 1],
    ["too slowly", [0, 1001], 0],
    ["slowly, then quickly", [0, 1500, 2000], 1],
    ["three times is once", [0, 200, 400], 1],
    ["four times is twice", [0, 200, 400, 600], 2],
  ])("%s", (_how, times, count) => {
    for (const at of times) press("Escape", at);
    expect(ran).toBe(count);
  });

  it("is not Escape held down, nor with another key between", () => {
    press("Escape", 0);
    press("Escape", 300, { repeat: true });
    expect(ran).toBe(0);
    press("a", 400);
    press("Escape", 500);
    expect(ran).toBe(0);
  });

  it("is heard in a dialog, and where others keep keys for themselves", () => {
    page.body.innerHTML = "<dialog open><input></dialog>";
    const field = page.querySelector("input") ?? page.body;
    field.addEventListener("keydown", (event) => event.stopPropagation());
    press("Escape", 0, { on: field });
    press("Escape", 10, { on: field });
    expect(ran).toBe(1);
  });
});

describe("a letter", () => {
  beforeEach(() => {
    onLetter(page, "H", () => {
      ran += 1;
    });
  });

  it.each([
    ["h", {}, 1],
    ["H", { shiftKey: true }, 1],
    ["g", {}, 0],
    ["h", { ctrlKey: true }, 0],
    ["h", { metaKey: true }, 0],
    ["h", { altKey: true }, 0],
    ["h", { repeat: true }, 0],
  ])("%s %o", (key, more, count) => {
    press(key, 0, more);
    expect(ran).toBe(count);
  });

  it.each([
    "<input>",
    "<textarea></textarea>",
    "<select></select>",
    "<p contenteditable></p>",
    "<p contenteditable='true'></p>",
  ])("is not taken from %s", (markup) => {
    page.body.innerHTML = markup;
    press("h", 0, { on: page.body.firstElementChild ?? page.body });
    expect(ran).toBe(0);
  });

  it("is taken on a button", () => {
    page.body.innerHTML = "<button></button>";
    press("h", 0, { on: page.body.firstElementChild ?? page.body });
    expect(ran).toBe(1);
  });
});
