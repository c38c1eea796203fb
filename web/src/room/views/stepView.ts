import type { Memo, StepOnItsWay } from "../memo";
import type { Say } from "../texts";
import { part, setState, setText } from "./parts";

/** Milliseconds the field of the sentence stays when nobody types in it. */
const FIELD_MS = 20_000;
const FLASH_MS = 400;

export interface StepViewOptions {
  readonly memo: Memo;
  readonly say: Say;
  /** The picture that flashes. */
  readonly surface: HTMLElement;
  readonly take: () => void;
}

/** On the helper's page: « Garder un mémo », then « Étape », and the sentence of the step that was just taken. */
export class StepView {
  readonly #memo: Memo;
  readonly #say: Say;
  readonly #surface: HTMLElement;
  readonly #button = part("step", HTMLButtonElement);
  readonly #count = part("step-count", HTMLElement);
  readonly #form = part("step-form", HTMLFormElement);
  readonly #words = part("step-words", HTMLElement);
  readonly #input = part("step-text", HTMLInputElement);
  #clientId = "";
  /** What was sent as its sentence. */
  #sent = "";
  #closing: ReturnType<typeof setTimeout> | undefined;

  constructor({ memo, say, surface, take }: StepViewOptions) {
    this.#memo = memo;
    this.#say = say;
    this.#surface = surface;
    this.#button.addEventListener("click", () => void this.#pressed(take));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.close();
      surface.focus({ preventScroll: true });
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      // Only this field closes.
      event.stopPropagation();
      this.#input.value = this.#sent;
      this.close();
      surface.focus({ preventScroll: true });
    });
    this.#input.addEventListener("blur", () => this.send());
    this.#form.addEventListener("focusout", () => this.#closeLater());
    this.#form.addEventListener("focusin", () => clearTimeout(this.#closing));
    part("step-close", HTMLButtonElement).addEventListener("click", () => this.close());
    memo.on("changed", () => this.#show());
    memo.on("step", (step) => this.#follow(step));
    this.#show();
  }

  /** A step was taken: flashes, and offers its sentence. */
  handleTaken(clientId: string, sentence: string): void {
    this.send();
    this.#clientId = clientId;
    this.#sent = sentence;
    this.#input.value = sentence;
    this.#form.hidden = false;
    this.#closeLater();
    this.#surface.dataset.taken = "true";
    setTimeout(() => delete this.#surface.dataset.taken, FLASH_MS);
  }

  /** Sends what is typed, if it is another sentence. `leaving`: the page closes. */
  send(leaving = false): void {
    const sentence = this.#input.value.trim();
    if (this.#clientId === "" || sentence === this.#sent) return;
    this.#sent = sentence;
    this.#memo.word(this.#clientId, sentence, { leaving });
  }

  /** The field goes; what is typed is sent. */
  close(): void {
    this.send();
    clearTimeout(this.#closing);
    this.#clientId = "";
    this.#form.hidden = true;
  }

  async #pressed(take: () => void): Promise<void> {
    const { state } = this.#memo;
    if (state === "on") {
      take();
      return;
    }
    if (this.#button.ariaBusy === "true") return;
    this.#button.ariaBusy = "true";
    await (state === "off" ? this.#memo.ask() : this.#memo.stop());
    this.#button.ariaBusy = "false";
  }

  #show(): void {
    const { state, steps } = this.#memo;
    setState(this.#button, state);
    setText(this.#count, steps.length === 0 ? "" : String(steps.length));
  }

  #follow(step: StepOnItsWay): void {
    if (step.clientId !== this.#clientId) return;
    if (step.state === "lost") {
      // There is nothing left to write under.
      this.#clientId = "";
      this.#form.hidden = true;
      return;
    }
    setState(this.#form, step.state);
    setText(this.#words, this.#stands(step));
  }

  #stands({ state, percent, number, why }: StepOnItsWay): string {
    if (state === "kept") return this.#say("step_kept", { number });
    if (state === "waiting") return why === "" ? this.#say("step_waiting") : why;
    return percent === 0 ? this.#say("step_sending") : this.#say("step_sending_percent", { percent });
  }

  #closeLater(): void {
    clearTimeout(this.#closing);
    this.#closing = setTimeout(() => {
      if (!this.#form.contains(document.activeElement)) this.close();
    }, FIELD_MS);
  }
}
