import { Emitter } from "../lib/emitter";

const KEPT_AS = "epaule-speak";

export interface SpeakerEvents {
  /** Able or not, on or off. */
  changed: undefined;
}

export interface SpeakerOptions {
  /** The browser's voices, null where it has none. */
  readonly synthesis: SpeechSynthesis | null;
  /** Whether one of them speaks the language of the page. */
  readonly speaks: (voices: readonly SpeechSynthesisVoice[]) => boolean;
  readonly utter: (text: string) => SpeechSynthesisUtterance;
  /** Remembers her choice from one visit to the next. */
  readonly storage: Storage;
}

/** « Dire à voix haute »: says things one after the other. Of those that wait, only the latest is still worth saying. */
export class Speaker extends Emitter<SpeakerEvents> {
  readonly #options: SpeakerOptions;
  #isOn: boolean;
  #speaking: SpeechSynthesisUtterance | null = null;
  #next: string | null = null;

  constructor(options: SpeakerOptions) {
    super();
    this.#options = options;
    this.#isOn = options.storage.getItem(KEPT_AS) === "on";
    // Browsers learn which voices they have some time after the page opened.
    options.synthesis?.addEventListener("voiceschanged", () => this.emit("changed", undefined));
  }

  get isAble(): boolean {
    const { synthesis, speaks } = this.#options;
    return synthesis !== null && speaks(synthesis.getVoices());
  }

  get isOn(): boolean {
    return this.#isOn;
  }

  toggle(): void {
    this.#isOn = !this.#isOn;
    this.#options.storage.setItem(KEPT_AS, this.#isOn ? "on" : "off");
    if (!this.#isOn) this.silence();
    this.emit("changed", undefined);
  }

  /** After what is being said, unless something newer comes; nothing when off. */
  say(text: string): void {
    if (!this.#isOn || !this.isAble || text === "") return;
    this.#next = text;
    if (this.#speaking === null) this.#goOn();
  }

  /** At once, and what waits is dropped. */
  silence(): void {
    this.#next = null;
    this.#speaking = null;
    this.#options.synthesis?.cancel();
  }

  #goOn(): void {
    const { synthesis, utter } = this.#options;
    const text = this.#next;
    this.#next = null;
    this.#speaking = null;
    if (synthesis === null || text === null) return;
    const utterance = utter(text);
    const done = () => {
      if (this.#speaking === utterance) this.#goOn();
    };
    utterance.onend = done;
    utterance.onerror = done;
    this.#speaking = utterance;
    synthesis.speak(utterance);
  }
}
