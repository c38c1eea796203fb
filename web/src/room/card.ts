import { Emitter } from "../lib/emitter";

/** Where the card is: nowhere, in the page, in a small window, or floating above every other program. */
export type CardState = "closed" | "page" | "popup" | "pip";

/** A place for the card. */
export interface CardHome {
  readonly kind: Exclude<CardState, "closed">;
  /** Where the card is drawn. */
  readonly body: HTMLElement;
  /** Before other windows. */
  bringToFront(): void;
  close(): void;
}

/** Opens a place for the card, null when the browser refuses; `closed` is called when the person closes it. */
export type OpenHome = (closed: () => void) => Promise<CardHome | null>;

export interface CardEvents {
  state: CardState;
  /** The card is to be drawn there. */
  opened: CardHome;
}

/**
 * The helper's card: it follows the helped person into her other programs, as far as her browser allows. It is
 * hers to close; closing it stops nothing else.
 */
export class Card extends Emitter<CardEvents> {
  readonly #floating: OpenHome | null;
  readonly #others: readonly OpenHome[];
  #home: CardHome | null = null;
  #useful = false;
  #opening = false;

  /** `others` are tried in their order where nothing can float. */
  constructor(floating: OpenHome | null, others: readonly OpenHome[]) {
    super();
    this.#floating = floating;
    this.#others = others;
  }

  get state(): CardState {
    return this.#home?.kind ?? "closed";
  }

  /** There is something to magnify. When not any more, the card goes. */
  get useful(): boolean {
    return this.#useful;
  }

  set useful(useful: boolean) {
    this.#useful = useful;
    if (!useful) this.close();
  }

  /** Above her other programs, or not at all. Browsers allow it shortly after a click only. */
  async float(): Promise<void> {
    if (this.#floating !== null) await this.#open([this.#floating]);
  }

  /** From a click: as well as this browser can; before the others if it is open already. */
  async open(): Promise<void> {
    this.#home?.bringToFront();
    await this.#open(this.#floating === null ? this.#others : [this.#floating, ...this.#others]);
  }

  close(): void {
    const home = this.#home;
    if (home === null) return;
    this.#home = null;
    home.close();
    this.emit("state", "closed");
  }

  async #open(ways: readonly OpenHome[]): Promise<void> {
    if (!this.#useful || this.#home !== null || this.#opening) return;
    this.#opening = true;
    let home: CardHome | null = null;
    const closed = () => {
      if (this.#home === home) this.close();
    };
    for (const way of ways) {
      home = await way(closed);
      if (home !== null) break;
    }
    this.#opening = false;
    if (home === null) return;
    if (!this.#useful) {
      home.close();
      return;
    }
    this.#home = home;
    this.emit("opened", home);
    this.emit("state", home.kind);
  }
}
