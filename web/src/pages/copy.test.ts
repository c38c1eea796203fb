import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CopyController } from "./copy";

const settled = (): Promise<void> => new Promise((resolve) => window.setTimeout(resolve, 0));

function stage(): { press: () => void; said: () => string | null | undefined } {
  document.body.innerHTML = `<div id="around"><input data-ep-target="source" value="https://exemple.fr/x">
    <button type="button" data-ep-target="button">Copier</button></div>
    <p id="page-status" data-ep-copied="C’est copié." data-ep-not-copied="Copiez-le vous-même."></p>`;
  const around = document.querySelector<HTMLElement>("#around");
  if (around) new CopyController(around).connect();
  return {
    press: () => document.querySelector<HTMLElement>("button")?.click(),
    said: () => document.querySelector("#page-status")?.textContent,
  };
}

describe("copy", () => {
  beforeEach(() => vi.stubGlobal("navigator", { clipboard: { writeText: vi.fn(async () => undefined) } }));
  afterEach(() => vi.unstubAllGlobals());

  it("copies the field and says so", async () => {
    const { press, said } = stage();
    press();
    await settled();
    expect(navigator.clipboard.writeText).toHaveBeenCalledWith("https://exemple.fr/x");
    expect(said()).toBe("C’est copié.");
  });

  it("says what to do when the browser refuses", async () => {
    vi.stubGlobal("navigator", {});
    const { press, said } = stage();
    press();
    await settled();
    expect(said()).toBe("Copiez-le vous-même.");
  });
});
