import { Check } from "./check";
import type { Finding } from "./findings";

/** Two notes, played by the browser once it allows it. */
export interface Notes {
  allow(ms: number): Promise<boolean>;
  ring(): void;
}

const ALLOW_MS = 1500;

/** Does this person hear? Only she knows: says `asking` until `answer`. */
export class SpeakerCheck extends Check<"speaker"> {
  readonly #notes: Notes;
  #answered: ((heard: boolean) => void) | null = null;

  constructor(notes: Notes) {
    super("speaker");
    this.#notes = notes;
  }

  /** « L’entendez-vous ? » Without a question it means nothing. */
  answer(heard: boolean): void {
    this.#answered?.(heard);
  }

  /** Once more, as long as the question is open. */
  ringAgain(): void {
    if (this.#answered !== null) this.#notes.ring();
  }

  protected async perform(): Promise<Finding<"speaker">> {
    if (!(await this.#notes.allow(ALLOW_MS))) return "blocked";
    this.#notes.ring();
    this.become("asking");
    const heard = await new Promise<boolean>((resolve) => {
      this.#answered = resolve;
    });
    this.#answered = null;
    return heard ? "heard" : "unheard";
  }
}
