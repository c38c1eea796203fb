import { part, setText } from "./parts";

/** What stands before her, in words. */
export interface Guidance {
  /** The helper's sentence, empty for none. */
  readonly sentence: string;
  /** There is something to find. */
  readonly answerable: boolean;
  /** What is known of her answer, in words, empty for none. */
  readonly told: string;
}

/** On the page of the helped person: the helper's sentence, large, and her answers to it. */
export class SentenceView {
  readonly #sentence = part("sentence", HTMLElement);
  readonly #answers = part("answers", HTMLElement);
  readonly #told = part("told", HTMLElement);

  constructor(answer: (found: boolean) => void) {
    part("found", HTMLButtonElement).addEventListener("click", () => answer(true));
    part("not-found", HTMLButtonElement).addEventListener("click", () => answer(false));
  }

  show({ sentence, answerable, told }: Guidance): void {
    setText(this.#sentence, sentence);
    setText(this.#told, told);
    this.#answers.hidden = !answerable;
  }
}

/** On the page of a helper: the field for his sentence, ready-made ones, and the one that stands. */
export class TellView {
  readonly #form = part("tell", HTMLFormElement);
  readonly #text = part("tell-text", HTMLInputElement);
  readonly #standing = part("tell-standing", HTMLElement);
  readonly #stands = part("tell-stands", HTMLElement);
  readonly #back = part("tell-back", HTMLButtonElement);

  constructor(say: (text: string) => void) {
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.#text.value.trim();
      if (text === "") return;
      say(text);
      this.#text.value = "";
    });
    for (const ready of this.#form.querySelectorAll("[data-ep-sentence]")) {
      ready.addEventListener("click", () => say(ready.textContent?.trim() ?? ""));
    }
    this.#back.addEventListener("click", () => {
      say("");
      this.#text.focus();
    });
  }

  /** `stands`: in words, what she reads now, empty for nothing; `own`: it is from this page. */
  show(allowed: boolean, stands: string, own: boolean): void {
    this.#form.hidden = !allowed;
    this.#standing.hidden = stands === "";
    setText(this.#stands, stands);
    this.#back.hidden = !own;
  }
}
