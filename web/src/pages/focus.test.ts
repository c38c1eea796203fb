import { beforeAll, describe, expect, it } from "vitest";
import { focusAfterSwap, focusAtLoad } from "./focus";

describe("focus", () => {
  beforeAll(() => focusAfterSwap());

  it("starts at what must be corrected", () => {
    document.body.innerHTML = '<div id="resume" tabindex="-1" data-ep-focus="load"></div><input>';
    focusAtLoad();
    expect(document.activeElement?.id).toBe("resume");
  });

  it("moves to what a swap brought, even a paragraph", () => {
    document.body.innerHTML = '<div id="zone"><p id="neuf" data-ep-focus>123 456</p></div>';
    document.querySelector("#zone")?.dispatchEvent(new Event("htmx:afterSettle", { bubbles: true }));
    expect(document.activeElement?.id).toBe("neuf");
  });

  it("stays where it is when the swap asks for nothing", () => {
    document.body.innerHTML = '<input id="saisie"><div id="zone"><p>…</p></div>';
    document.querySelector<HTMLElement>("#saisie")?.focus();
    document.querySelector("#zone")?.dispatchEvent(new Event("htmx:afterSettle", { bubbles: true }));
    expect(document.activeElement?.id).toBe("saisie");
  });
});
