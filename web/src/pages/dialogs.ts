import { Controller } from "../lib/controllers";

/** Opens the `<c-dialog>` whose id is in `data-ep-dialog`. */
export class OpenDialogController extends Controller {
  connect(): void {
    this.element.addEventListener("click", () => dialogOf(this.element)?.showModal());
  }
}

/**
 * A form that asks before it leaves: its `<c-dialog>`, named by `data-ep-dialog`, must be closed by a button
 * whose value is « yes » (inside a `<form method="dialog">`). Without JavaScript the form leaves at once.
 */
export class ConfirmController extends Controller {
  private agreed = false;

  connect(): void {
    // Captured: the question comes before htmx or the send-once guard see the form leave.
    this.element.addEventListener("submit", (event) => this.ask(event), { capture: true });
  }

  private ask(event: SubmitEvent): void {
    const dialog = dialogOf(this.element);
    if (this.agreed || !dialog || event.target !== this.element) {
      this.agreed = false;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => this.answer(dialog.returnValue, submitter), { once: true });
    dialog.showModal();
  }

  private answer(value: string, submitter: HTMLElement | null): void {
    if (value !== "yes" || !(this.element instanceof HTMLFormElement)) return;
    this.agreed = true;
    this.element.requestSubmit(submitter);
  }
}

function dialogOf(element: HTMLElement): HTMLDialogElement | null {
  const dialog = document.getElementById(element.dataset.epDialog ?? "");
  return dialog instanceof HTMLDialogElement ? dialog : null;
}
