import { afterEach, describe, expect, it, vi } from "vitest";
import { PrintController } from "./print";

describe("print", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("shows its button, and prints the page", () => {
    document.body.innerHTML = "<button hidden>Imprimer</button>";
    const print = vi.fn();
    vi.stubGlobal("print", print);
    const button = document.querySelector("button");
    if (!button) throw new Error("no button");
    new PrintController(button).connect();
    expect(button.hidden).toBe(false);
    expect(print).not.toHaveBeenCalled();
    button.click();
    expect(print).toHaveBeenCalledOnce();
  });
});
