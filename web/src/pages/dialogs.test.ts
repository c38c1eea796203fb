import { beforeEach, describe, expect, it, vi } from "vitest";
import { ConfirmController, OpenDialogController } from "./dialogs";

function dialog(): HTMLDialogElement {
  const found = document.querySelector("dialog");
  if (!found) throw new Error("no dialog");
  return found;
}

function form(): HTMLFormElement {
  const found = document.querySelector("form");
  if (!found) throw new Error("no form");
  return found;
}

describe("dialogs", () => {
  beforeEach(() => {
    document.body.innerHTML = `<button id="open" type="button" data-ep-dialog="question">Ouvrir</button>
      <form method="post" data-ep-dialog="question"><button>Effacer</button></form><dialog id="question"></dialog>`;
  });

  it("opens", () => {
    const button = document.querySelector<HTMLElement>("#open");
    if (button) new OpenDialogController(button).connect();
    button?.click();
    expect(dialog().open).toBe(true);
  });

  describe("confirm", () => {
    const left = vi.fn((event: Event) => event.preventDefault());

    beforeEach(() => {
      left.mockClear();
      new ConfirmController(form()).connect();
      form().addEventListener("submit", left);
    });

    it("asks before the form leaves", () => {
      form().requestSubmit();
      expect(dialog().open).toBe(true);
      expect(left).not.toHaveBeenCalled();
    });

    it("lets it leave on yes, and asks again the next time", () => {
      form().requestSubmit();
      dialog().close("yes");
      expect(left).toHaveBeenCalledOnce();
      form().requestSubmit();
      expect(dialog().open).toBe(true);
      expect(left).toHaveBeenCalledOnce();
    });

    it("stays on no, and when the dialog is closed with Escape", () => {
      form().requestSubmit();
      dialog().close("no");
      form().requestSubmit();
      dialog().close();
      expect(left).not.toHaveBeenCalled();
    });
  });
});
