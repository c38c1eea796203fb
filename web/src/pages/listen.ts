import { Controller } from "../lib/controllers";
import { pageLanguage, utteranceOf, voiceFor } from "../lib/voices";

const SILENT = "script, style, template, svg, nav, button, [hidden], [aria-hidden='true'], [data-ep-silent]";
const BLOCK = "p, li, h1, h2, h3, h4, dt, dd, legend, label, figcaption, td, th, div, section, a.button, a.door";
const PIECE_LENGTH = 180;

/** What a person would read aloud of `root`: one string per block of text, in the order of the page. */
export function readableText(root: Element): string[] {
  const blocks: string[] = [];
  let last: Element | null = null;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = (node.textContent ?? "").replace(/\s+/g, " ");
    if (!parent || text.trim() === "" || parent.closest(SILENT) || !isVisible(parent)) continue;
    const block = parent.closest(BLOCK);
    if (block !== null && block === last) blocks.push((blocks.pop() ?? "") + text);
    else blocks.push(text);
    last = block;
  }
  return blocks.map((block) => block.trim());
}

function isVisible(element: Element): boolean {
  return typeof element.checkVisibility !== "function" || element.checkVisibility();
}

/** Sentences of at most about 180 characters: some voices fall silent in the middle of longer ones. */
export function pieces(text: string): string[] {
  const sentences = text.match(/[^.!?…:;]+[.!?…:;»\s]*/g) ?? [text];
  const result: string[] = [];
  for (const sentence of sentences) {
    const previous = result.at(-1);
    if (previous !== undefined && previous.length + sentence.length <= PIECE_LENGTH) {
      result[result.length - 1] = previous + sentence;
    } else result.push(sentence);
  }
  return result.map((piece) => piece.trim()).filter((piece) => piece !== "");
}

/**
 * « Écouter »: reads `<main>` aloud, or what `data-ep-listen-target` selects; pressed again, stops.
 * Its label is in `[data-ep-listen-label]`; `data-ep-listen-stop` holds the words shown while it speaks.
 * Shown only where the browser can speak the language of the page.
 */
export class ListenController extends Controller {
  private label: HTMLElement | null = null;
  private idleText = "";
  private speaking = false;
  private readonly onVoices = (): void => this.showIfUsable();
  private readonly onClick = (): void => this.toggle();
  private readonly onLeave = (): void => this.silence();

  connect(): void {
    if (!("speechSynthesis" in window) || !("SpeechSynthesisUtterance" in window)) return;
    this.label = this.element.querySelector<HTMLElement>("[data-ep-listen-label]");
    this.idleText = this.label?.textContent ?? "";
    this.element.addEventListener("click", this.onClick);
    window.addEventListener("pagehide", this.onLeave);
    speechSynthesis.addEventListener?.("voiceschanged", this.onVoices);
    this.showIfUsable();
  }

  override disconnect(): void {
    if (this.label === null) return;
    this.silence();
    window.removeEventListener("pagehide", this.onLeave);
    speechSynthesis.removeEventListener?.("voiceschanged", this.onVoices);
  }

  // Some phones list no voice and yet speak; only a list without our language means that it cannot.
  private showIfUsable(): void {
    const voices = speechSynthesis.getVoices();
    this.element.hidden = voices.length > 0 && voiceFor(pageLanguage(), voices) === undefined;
  }

  private toggle(): void {
    if (this.speaking) this.silence();
    else this.speak();
  }

  private speak(): void {
    const target = document.querySelector(this.element.dataset.epListenTarget ?? "main");
    const texts = target ? readableText(target).flatMap(pieces) : [];
    if (texts.length === 0) return;
    speechSynthesis.cancel();
    texts.forEach((text, index) => {
      const utterance = utteranceOf(text);
      utterance.onerror = (): void => this.show(false);
      if (index === texts.length - 1) utterance.onend = (): void => this.show(false);
      speechSynthesis.speak(utterance);
    });
    this.show(true);
  }

  private silence(): void {
    if (!this.speaking) return;
    this.show(false);
    speechSynthesis.cancel();
  }

  private show(speaking: boolean): void {
    this.speaking = speaking;
    this.element.setAttribute("aria-pressed", String(speaking));
    if (this.label) {
      this.label.textContent = speaking ? (this.element.dataset.epListenStop ?? this.idleText) : this.idleText;
    }
  }
}
