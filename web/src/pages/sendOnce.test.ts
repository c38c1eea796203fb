import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { guardForms } from "./sendOnce";

function form(): HTMLFormElement {
  const found = document.querySelector("form");
  if (!found) throw new Error("no form");
  return found;
}

function button(): HTMLButtonElement {
  const found = document.querySelector("button");
  if (!found) throw new Error("no button");
  return found;
}

/** True when the browser would send the form. */
function submit(): boolean {
  return form().dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: button() }));
}

describe("forms are sent once", () => {
  beforeAll(() => guardForms());

  beforeEach(() => {
    document.body.innerHTML = '<form method="post"><button name="when" value="now">Envoyer</button></form>';
  });

  it("lets the first through, busy, and stops the second", () => {
    expect(submit()).toBe(true);
    expect(button().getAttribute("aria-busy")).toBe("true");
    expect(button().disabled).toBe(false);
    expect(submit()).toBe(false);
  });

  it("gives the button back when the person returns to the page", () => {
    submit();
    window.dispatchEvent(new Event("pageshow"));
    expect(button().hasAttribute("aria-busy")).toBe(false);
    expect(submit()).toBe(true);
  });

  it("gives the button back when no answer came", () => {
    vi.useFakeTimers();
    submit();
    vi.advanceTimersByTime(21_000);
    vi.useRealTimers();
    expect(submit()).toBe(true);
  });

  it("leaves alone forms that only read, and those another script stopped", () => {
    form().method = "get";
    expect([submit(), submit()]).toEqual([true, true]);
    form().method = "post";
    form().addEventListener("submit", (event) => event.preventDefault(), { once: true });
    submit();
    expect(button().hasAttribute("aria-busy")).toBe(false);
  });

  it("guards htmx's own requests", () => {
    const ask = (): boolean =>
      form().dispatchEvent(new Event("htmx:confirm", { bubbles: true, cancelable: true }));
    expect(ask()).toBe(true);
    form().dispatchEvent(new Event("htmx:beforeRequest", { bubbles: true }));
    expect(button().getAttribute("aria-busy")).toBe("true");
    expect(ask()).toBe(false);
    form().dispatchEvent(new Event("htmx:afterRequest", { bubbles: true }));
    expect(ask()).toBe(true);
  });
});
