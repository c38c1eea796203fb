import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ListenController, pieces, readableText } from "./listen";

class Utterance {
  lang = "";
  rate = 1;
  voice: unknown = null;
  onend: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

class Synthesis extends EventTarget {
  voices: { lang: string; name: string; localService: boolean }[] = [
    { lang: "fr-FR", name: "Aurélie", localService: true },
  ];
  spoken: Utterance[] = [];
  cancel = vi.fn();

  getVoices(): { lang: string; name: string; localService: boolean }[] {
    return this.voices;
  }

  speak(utterance: Utterance): void {
    this.spoken.push(utterance);
  }
}

describe("readableText", () => {
  it("keeps blocks apart and joins what is inline", () => {
    document.body.innerHTML = "<main><h1>Bonjour</h1><p>Une <strong>petite</strong>\n phrase.</p></main>";
    expect(readableText(document.body)).toEqual(["Bonjour", "Une petite phrase."]);
  });

  it("leaves out what is hidden, drawn, or only pressed", () => {
    document.body.innerHTML = `<main><p hidden>caché</p><svg><text>dessin</text></svg><button>Écouter</button>
      <p data-ep-silent>silence</p><span aria-hidden="true">1</span><p>Dit.</p></main>`;
    expect(readableText(document.body)).toEqual(["Dit."]);
  });
});

describe("pieces", () => {
  it("cuts long texts between sentences and loses no word", () => {
    const text = "Une première phrase assez longue pour compter. ".repeat(9).trim();
    const cut = pieces(text);
    expect(cut.length).toBeGreaterThan(1);
    expect(Math.max(...cut.map((piece) => piece.length))).toBeLessThanOrEqual(180);
    expect(cut.join(" ")).toBe(text);
  });

  it("says what has no full stop", () => {
    expect(pieces("Bonjour Jeanne")).toEqual(["Bonjour Jeanne"]);
  });
});

describe("listen", () => {
  let synthesis: Synthesis;

  function button(): HTMLElement {
    document.documentElement.lang = "fr";
    document.body.innerHTML = `<main><p>Bonjour.</p></main><button hidden data-ep-listen-stop="Arrêter">
      <span data-ep-listen-label>Écouter</span></button>`;
    const element = document.querySelector<HTMLElement>("button");
    if (!element) throw new Error("no button");
    return element;
  }

  beforeEach(() => {
    synthesis = new Synthesis();
    vi.stubGlobal("speechSynthesis", synthesis);
    vi.stubGlobal("SpeechSynthesisUtterance", Utterance);
  });

  afterEach(() => vi.unstubAllGlobals());

  it("shows itself, speaks French, and stops when pressed again", () => {
    const element = button();
    new ListenController(element).connect();
    expect(element.hidden).toBe(false);
    element.click();
    expect(synthesis.spoken.map((utterance) => [utterance.text, utterance.lang])).toEqual([["Bonjour.", "fr-FR"]]);
    expect(element.textContent?.trim()).toBe("Arrêter");
    expect(element.getAttribute("aria-pressed")).toBe("true");
    element.click();
    expect(synthesis.cancel).toHaveBeenCalled();
    expect(element.textContent?.trim()).toBe("Écouter");
  });

  it("is given back at the end of the last piece", () => {
    const element = button();
    new ListenController(element).connect();
    element.click();
    synthesis.spoken.at(-1)?.onend?.();
    expect(element.getAttribute("aria-pressed")).toBe("false");
  });

  it("stays hidden when no voice speaks the language, until one arrives", () => {
    synthesis.voices = [{ lang: "en-US", name: "Alex", localService: true }];
    const element = button();
    new ListenController(element).connect();
    expect(element.hidden).toBe(true);
    synthesis.voices = [{ lang: "fr_FR", name: "Aurélie", localService: true }];
    synthesis.dispatchEvent(new Event("voiceschanged"));
    expect(element.hidden).toBe(false);
  });

  it("falls silent when its element leaves", () => {
    const element = button();
    const controller = new ListenController(element);
    controller.connect();
    element.click();
    controller.disconnect();
    expect(synthesis.cancel).toHaveBeenCalledTimes(2);
  });
});
