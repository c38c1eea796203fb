import type { StepInfo } from "../../lib/protocol";
import type { Memo } from "../memo";
import type { Say } from "../texts";
import { optionalPart, part, setText } from "./parts";

/** The words of a step's place are the texts `zone_…`. */
const ZONES = [
  "top_left",
  "top_centre",
  "top_right",
  "middle_left",
  "middle_centre",
  "middle_right",
  "bottom_left",
  "bottom_centre",
  "bottom_right",
] as const;

/** The list of steps that grows, for the two whose visit it is, and the sign that pictures may be kept. */
export class MemoView {
  readonly #memo: Memo;
  readonly #say: Say;
  readonly #announce: (words: string) => void;
  readonly #panel = part("memo", HTMLDetailsElement);
  readonly #title = part("memo-title", HTMLElement);
  readonly #empty = part("memo-empty", HTMLElement);
  readonly #list = part("memo-steps", HTMLOListElement);
  readonly #mark = optionalPart("memo-mark", HTMLElement);
  readonly #stop = optionalPart("memo-stop", HTMLButtonElement);
  readonly #template = part("memo-step-template", HTMLTemplateElement);
  readonly #items = new Map<string, HTMLElement>();
  /** What was said of each step; null before the first word of the server: what is there already is no news. */
  #told: Map<string, string> | null = null;

  /** `announce` is told of each new step in words. */
  constructor(memo: Memo, say: Say, announce: (words: string) => void) {
    this.#memo = memo;
    this.#say = say;
    this.#announce = announce;
    this.#stop?.addEventListener("click", () => void memo.stop());
    memo.on("changed", () => this.#show());
    this.#show();
  }

  #show(): void {
    const { state, steps } = this.#memo;
    const isOn = state === "on";
    for (const one of [this.#mark, this.#stop]) if (one !== null) one.hidden = !isOn;
    this.#panel.hidden = !isOn && steps.length === 0;
    this.#empty.hidden = steps.length > 0;
    setText(
      this.#title,
      this.#say(steps.length === 0 ? "memo_title" : "memo_title_count", { count: steps.length }),
    );
    if (steps.length > 0 && this.#items.size === 0) this.#panel.open = true;
    this.#showSteps(steps);
    this.#tell(steps);
  }

  #showSteps(steps: readonly StepInfo[]): void {
    const before = this.#items.size;
    const gone = new Set(this.#items.keys());
    for (const [index, step] of steps.entries()) {
      gone.delete(step.id);
      const item = this.#items.get(step.id) ?? this.#added(step);
      this.#update(item, step);
      // Moved only when it must be: what has the keyboard loses it.
      if (this.#list.children[index] !== item) this.#list.insertBefore(item, this.#list.children[index] ?? null);
    }
    // The newest is seen.
    if (steps.length > before) this.#list.scrollTop = this.#list.scrollHeight;
    for (const id of gone) {
      this.#items.get(id)?.remove();
      this.#items.delete(id);
    }
  }

  #added({ id, url }: StepInfo): HTMLElement {
    const copy = this.#template.content.cloneNode(true);
    if (!(copy instanceof DocumentFragment)) throw new Error("no template of a step");
    const item = part("memo-step", HTMLElement, copy);
    const button = (name: string) => part(name, HTMLButtonElement, item);
    const sure = part("memo-step-sure", HTMLElement, item);
    const ask = (asking: boolean) => {
      sure.hidden = !asking;
      button("memo-step-drop").hidden = asking;
    };
    part("memo-step-picture", HTMLImageElement, item).src = url;
    button("memo-step-drop").addEventListener("click", () => {
      ask(true);
      button("memo-step-keep").focus();
    });
    button("memo-step-keep").addEventListener("click", () => {
      ask(false);
      button("memo-step-drop").focus();
    });
    button("memo-step-yes").addEventListener("click", async ({ currentTarget }) => {
      if (!(currentTarget instanceof HTMLButtonElement) || currentTarget.ariaBusy === "true") return;
      currentTarget.ariaBusy = "true";
      if (!(await this.#memo.drop(id))) ask(false);
      currentTarget.ariaBusy = "false";
    });
    this.#items.set(id, item);
    return item;
  }

  #update(item: HTMLElement, { number, sentence, zone }: StepInfo): void {
    const place = ZONES.find((one) => one === zone);
    part("memo-step-picture", HTMLImageElement, item).alt = this.#say("step_alt", { number });
    setText(part("memo-step-number", HTMLElement, item), this.#say("step_number", { number }));
    setText(part("memo-step-sentence", HTMLElement, item), sentence);
    setText(part("memo-step-zone", HTMLElement, item), place === undefined ? "" : this.#say(`zone_${place}`));
    const drop = part("memo-step-drop", HTMLButtonElement, item);
    drop.setAttribute("aria-label", this.#say("step_drop_name", { number }));
    setText(part("memo-step-question", HTMLElement, item), this.#say("step_drop_sure", { number }));
  }

  #tell(steps: readonly StepInfo[]): void {
    if (!this.#memo.isKnown) return;
    const before = this.#told;
    this.#told = new Map(steps.map(({ id, sentence }) => [id, sentence]));
    const news = before && steps.findLast(({ id, sentence }) => before.get(id) !== sentence);
    if (news) this.#announce(this.#words(news));
  }

  #words({ number, sentence }: StepInfo): string {
    return this.#say(sentence === "" ? "step_kept" : "step_told", { number, text: sentence });
  }
}
