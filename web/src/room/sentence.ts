import { Emitter } from "../lib/emitter";
import { type Answer, SENTENCE_MAX_LENGTH, type Sentence } from "../lib/protocol";

export interface Standing {
  /** Participant id. */
  readonly author: string;
  readonly text: string;
}

export interface SentencesEvents {
  /** What stands, or what is answered, changed. */
  changed: undefined;
  /** For the other pages. */
  send: Sentence | Answer;
  /** The helped person answered from her page. */
  answered: Answer;
}

/** The one sentence that stands before the helped person, whoever wrote it, and what she answers to it. */
export class Sentences extends Emitter<SentencesEvents> {
  readonly #me: () => string;
  #standing: Standing | null = null;
  #answer: boolean | null = null;

  /** `me` is the participant id of this page. */
  constructor(me: () => string) {
    super();
    this.#me = me;
  }

  get standing(): Standing | null {
    return this.#standing;
  }

  /** What she last answered, until something new is said or shown: found or not. */
  get answered(): boolean | null {
    return this.#answer;
  }

  /** A helper's own sentence; empty takes back what he said. */
  say(text: string): void {
    const said: Sentence = { type: "sentence", text: text.trim().slice(0, SENTENCE_MAX_LENGTH) };
    this.handleSentence(this.#me(), said);
    this.emit("send", said);
  }

  /** The helped person's own answer. */
  answer(found: boolean): void {
    const answer: Answer = { type: "answer", found };
    this.#take(answer);
    this.emit("send", answer);
  }

  /** From the page of `author`. The latest stands; only its author takes it back. */
  handleSentence(author: string, { text }: Sentence): void {
    const { author: former = "", text: before = "" } = this.#standing ?? {};
    if (text === "" ? author !== former : author === former && text === before) return;
    this.#standing = text === "" ? null : { author, text };
    this.#answer = null;
    this.emit("changed", undefined);
  }

  /** From the page of the helped person. */
  handleAnswer(answer: Answer): void {
    this.#take(answer);
    this.emit("answered", answer);
  }

  /** Something new is shown: what was answered was about something else. */
  handleShown(): void {
    if (this.#answer === null) return;
    this.#answer = null;
    this.emit("changed", undefined);
  }

  /** A page opened, or opened again: it learns how it stands, also that what it may still show was taken back. */
  handleLinked(): void {
    const mine = this.#standing?.author === this.#me();
    this.emit("send", { type: "sentence", text: mine ? (this.#standing?.text ?? "") : "" });
  }

  #take({ found }: Answer): void {
    this.#answer = found;
    if (found) this.#standing = null;
    this.emit("changed", undefined);
  }
}
