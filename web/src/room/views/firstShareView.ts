import type { FirstShare, Question, Stage } from "../firstShare";
import type { Say } from "../texts";
import { part, setText } from "./parts";

/** To read who comes, when the page does not say how long. */
const READING_SECONDS = 10;

/** Who comes, two questions, and a button that opens after a while. */
export class FirstShareView {
  readonly #first: FirstShare;
  readonly #say: Say;
  readonly #dialog = part("first-share-dialog", HTMLDialogElement);
  readonly #share = part("first-share", HTMLButtonElement);
  readonly #wait = part("first-wait", HTMLElement);
  readonly #status = part("first-status", HTMLElement);
  readonly #answers = new Map<HTMLButtonElement, { readonly question: Question; readonly yes: boolean }>();
  #begin: () => void = () => undefined;
  #stage: Stage | null = null;

  constructor(first: FirstShare, say: Say) {
    this.#first = first;
    this.#say = say;
    for (const question of ["asked", "called"] as const) {
      for (const yes of [true, false]) this.#answerable(question, yes);
    }
    this.#share.addEventListener("click", () => this.#agreed());
    part("first-refuse", HTMLButtonElement).addEventListener("click", () => this.#dialog.close());
    this.#dialog.addEventListener("close", () => this.#closed());
    first.on("changed", () => this.#show());
  }

  /** Asks, then runs `begin` in the very click that agrees: browsers open their picker for nothing less. */
  ask(begin: () => void): void {
    this.#begin = begin;
    this.#stage = null;
    const seconds = Number.parseFloat(this.#dialog.dataset.readingSeconds ?? "");
    this.#first.open(Number.isNaN(seconds) ? READING_SECONDS : seconds);
    this.#dialog.showModal();
  }

  #answerable(question: Question, yes: boolean): void {
    const button = part(`${question}-${yes ? "yes" : "no"}`, HTMLButtonElement);
    this.#answers.set(button, { question, yes });
    button.addEventListener("click", () => this.#first.answer(question, yes));
  }

  #agreed(): void {
    if (!this.#first.confirm()) return;
    this.#begin();
    this.#dialog.close();
  }

  /** Refused, agreed or Escape: nothing is read aloud any more. */
  #closed(): void {
    // Browsers tell it a moment later: she may have opened it again meanwhile.
    if (this.#dialog.open) return;
    this.#first.close();
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  #show(): void {
    const { stage, secondsLeft } = this.#first;
    for (const [button, { question, yes }] of this.#answers) {
      button.ariaPressed = String(this.#first.answerTo(question) === yes);
    }
    this.#share.disabled = stage !== "ready";
    const words =
      stage === "reading" ? this.#say("first_wait", { count: secondsLeft }) : this.#say(`first_${stage}`);
    setText(this.#wait, words);
    // Said when something changes, not at every second.
    if (stage !== this.#stage) setText(this.#status, words);
    this.#stage = stage;
  }
}
