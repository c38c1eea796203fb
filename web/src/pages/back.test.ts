import { afterEach, describe, expect, it, vi } from "vitest";
import { BackController } from "./back";

function press(referrer: string, length: number): { event: MouseEvent; went: ReturnType<typeof vi.fn> } {
  document.body.innerHTML = '<a href="#maison">Revenir</a>';
  const went = vi.fn();
  vi.stubGlobal("history", { length, back: went });
  vi.spyOn(document, "referrer", "get").mockReturnValue(referrer);
  const link = document.querySelector<HTMLElement>("a");
  const event = new MouseEvent("click", { bubbles: true, cancelable: true });
  if (link) {
    new BackController(link).connect();
    link.dispatchEvent(event);
  }
  return { event, went };
}

describe("back", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("goes back within this site", () => {
    const { event, went } = press(`${location.origin}/demande/`, 3);
    expect(went).toHaveBeenCalledOnce();
    expect(event.defaultPrevented).toBe(true);
  });

  it("follows its address when the person comes from elsewhere", () => {
    const { event, went } = press("https://ailleurs.example/", 3);
    expect(went).not.toHaveBeenCalled();
    expect(event.defaultPrevented).toBe(false);
  });
});
