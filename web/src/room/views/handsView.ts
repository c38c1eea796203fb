import type { ParticipantInfo } from "../../lib/protocol";
import type { Say } from "../texts";
import { part, setState, setText } from "./parts";

export type Rung = ParticipantInfo["hand"];

export interface HandsChoices {
  /** The helped person gives `rung` to a participant, or takes back what is above it. */
  set(participant: string, rung: Rung): void;
}

/** What one line shows: the rung, or the question that waits for an answer. */
function stateOf(one: ParticipantInfo): Rung | "asked" {
  return one.asked === null ? one.hand : "asked";
}

/** The helped person's side of the ladder: for each helper one line, with one thing to touch. */
export class HandsView {
  readonly #list = part("hands", HTMLElement);
  readonly #template = part("hand-template", HTMLTemplateElement);
  readonly #lines = new Map<string, HTMLElement>();
  readonly #say: Say;
  readonly #choices: HandsChoices;

  constructor(say: Say, choices: HandsChoices) {
    this.#say = say;
    this.#choices = choices;
  }

  /** `climbers` may be given the hand; `shown` while there is something to see. */
  show(climbers: readonly ParticipantInfo[], shown: boolean): void {
    for (const [id, line] of this.#lines) {
      if (climbers.some((one) => one.id === id)) continue;
      line.remove();
      this.#lines.delete(id);
    }
    for (const one of climbers) this.#showOne(one, shown);
  }

  #showOne(one: ParticipantInfo, shown: boolean): void {
    const line = this.#lines.get(one.id) ?? this.#newLine(one);
    const state = stateOf(one);
    line.hidden = !shown && state === "see";
    setState(line, state);
    line.dataset.hand = one.hand;
    line.dataset.asked = one.asked ?? "";
    setText(part("hand-words", HTMLElement, line), this.#words(one, state));
  }

  #words(one: ParticipantInfo, state: Rung | "asked"): string {
    const name = one.first_name;
    if (state === "asked") return this.#say(one.asked === "act" ? "hand_asks_act" : "hand_asks_point", { name });
    return this.#say(`hand_${state}`, { name });
  }

  #newLine(one: ParticipantInfo): HTMLElement {
    const line = part("hand", HTMLElement, this.#template.content).cloneNode(true);
    if (!(line instanceof HTMLElement)) throw new Error("hand-template holds no element");
    line.dataset.participant = one.id;
    line.dataset.colour = String(one.colour);
    setText(part("hand-up-words", HTMLElement, line), this.#say("hand_let", { name: one.first_name }));
    const give = (name: string, rung: () => Rung) =>
      part(name, HTMLButtonElement, line).addEventListener("click", () => this.#choices.set(one.id, rung()));
    give("hand-up", () => "point");
    give("hand-yes", () => (line.dataset.asked === "act" ? "act" : "point"));
    // A question about acting may come from someone who points already: « no » leaves him there.
    give("hand-no", () => (line.dataset.hand === "point" ? "point" : "see"));
    give("hand-down", () => "see");
    this.#lines.set(one.id, line);
    this.#list.append(line);
    return line;
  }
}
