import type { CardHome } from "../card";
import { Glass, type Sight } from "./glass";
import { part, setText } from "./parts";
import type { Guidance } from "./sentenceView";

/** What she presses on the card. */
export interface CardActions {
  answer(found: boolean): void;
  stop(): void;
  close(): void;
}

export interface CardContent extends Guidance {
  /** Where something is shown, in words. */
  readonly zone: string;
}

/** The card as it is drawn in one home. */
export class CardView {
  readonly glass: Glass;
  readonly #zone: HTMLElement;
  readonly #sentence: HTMLElement;
  readonly #told: HTMLElement;
  readonly #answers: readonly HTMLButtonElement[];

  constructor(home: CardHome, sight: () => Sight, actions: CardActions) {
    const copy = part("card-template", HTMLTemplateElement).content.cloneNode(true);
    if (!(copy instanceof DocumentFragment)) throw new Error("the card has no content");
    // Found before they move: in another window they are no elements of this one's kinds.
    const button = (name: string) => part(name, HTMLButtonElement, copy);
    const [found, notFound, stop, close] = [
      button("card-found"),
      button("card-not-found"),
      button("card-stop"),
      button("card-close"),
    ];
    found.addEventListener("click", () => actions.answer(true));
    notFound.addEventListener("click", () => actions.answer(false));
    stop.addEventListener("click", () => actions.stop());
    close.addEventListener("click", () => actions.close());
    // A window of its own has its own cross.
    close.hidden = home.kind !== "page";
    this.#answers = [found, notFound];
    this.#zone = part("card-zone", HTMLElement, copy);
    this.#sentence = part("card-sentence", HTMLElement, copy);
    this.#told = part("card-told", HTMLElement, copy);
    this.glass = new Glass(part("card-crop", HTMLCanvasElement, copy), sight);
    home.body.replaceChildren(copy);
  }

  show({ zone, sentence, answerable, told }: CardContent): void {
    setText(this.#zone, zone);
    setText(this.#sentence, sentence);
    this.#sentence.hidden = sentence === "";
    setText(this.#told, told);
    for (const answer of this.#answers) answer.disabled = !answerable;
  }
}
