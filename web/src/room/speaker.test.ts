import { beforeEach, describe, expect, it, vi } from "vitest";
import { Speaker } from "./speaker";

class Utterance extends EventTarget implements Partial<SpeechSynthesisUtterance> {
  onend: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }
}

class Synthesis extends EventTarget {
  voices = ["fr"];
  readonly spoken: Utterance[] = [];
  readonly cancel = vi.fn();
  getVoices = (): string[] => this.voices;
  speak(utterance: Utterance): void {
    this.spoken.push(utterance);
  }
}

const speakerOf = (synthesis: Synthesis | null) =>
  new Speaker({
    synthesis: synthesis as unknown as SpeechSynthesis | null,
    speaks: (voices) => voices.length > 0,
    utter: (text) => new Utterance(text) as unknown as SpeechSynthesisUtterance,
    storage: localStorage,
  });

describe("speaker", () => {
  let synthesis: Synthesis;
  const words = () => synthesis.spoken.map(({ text }) => text);

  beforeEach(() => {
    localStorage.clear();
    synthesis = new Synthesis();
  });

  it("says nothing until it is wished", () => {
    const speaker = speakerOf(synthesis);
    speaker.say("en haut");
    expect(words()).toEqual([]);
    speaker.toggle();
    speaker.say("en haut");
    expect(words()).toEqual(["en haut"]);
  });

  it("keeps her choice for the next visit", () => {
    speakerOf(synthesis).toggle();
    expect(speakerOf(synthesis).isOn).toBe(true);
    speakerOf(synthesis).toggle();
    expect(speakerOf(synthesis).isOn).toBe(false);
  });

  it("ends what it says, then says only the latest of what waited", () => {
    const speaker = speakerOf(synthesis);
    speaker.toggle();
    for (const text of ["un", "deux", "trois"]) speaker.say(text);
    expect(words()).toEqual(["un"]);
    synthesis.spoken[0]?.onend?.();
    expect(words()).toEqual(["un", "trois"]);
    synthesis.spoken[1]?.onerror?.();
    speaker.say("quatre");
    expect(words()).toEqual(["un", "trois", "quatre"]);
  });

  it("falls silent at once, and is not woken by the end of what it stopped", () => {
    const speaker = speakerOf(synthesis);
    speaker.toggle();
    speaker.say("un");
    speaker.say("deux");
    speaker.toggle();
    expect(synthesis.cancel).toHaveBeenCalledTimes(1);
    synthesis.spoken[0]?.onerror?.();
    expect(words()).toEqual(["un"]);
  });

  it("is able once the browser has a voice of the language", () => {
    synthesis.voices = [];
    const speaker = speakerOf(synthesis);
    const changed = vi.fn();
    speaker.on("changed", changed);
    expect(speaker.isAble).toBe(false);
    synthesis.voices = ["fr"];
    synthesis.dispatchEvent(new Event("voiceschanged"));
    expect(changed).toHaveBeenCalledTimes(1);
    expect(speaker.isAble).toBe(true);
    expect(speakerOf(null).isAble).toBe(false);
  });
});
