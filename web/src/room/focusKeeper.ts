/** What the keyboard may be given by itself: never a field, which would open the keyboard of a telephone. */
const TAKES_FOCUS = "button, a[href], summary, [tabindex='0']";
const WATCHED = ["hidden", "disabled", "open", "data-state"];

interface Held {
  readonly element: HTMLElement;
  /** Nearest first; kept, because what is removed no longer knows where it was. */
  readonly ancestors: readonly HTMLElement[];
  /** It was come to by keyboard: whoever takes its place may be scrolled to. */
  readonly byKeyboard: boolean;
}

/** False for what is gone, not drawn, or cannot be pressed. */
export function isUsable(element: HTMLElement): boolean {
  return element.isConnected && !element.matches(":disabled") && element.checkVisibility();
}

/**
 * Buttons of the room go once they were pressed, and their focus with them: whoever has no mouse would be thrown back
 * to the top of the page. What is nearest takes it, or `home` when nothing near is left.
 */
export class FocusKeeper {
  readonly #root: HTMLElement;
  readonly #home: HTMLElement;
  readonly #isUsable: (element: HTMLElement) => boolean;
  #held: Held | null = null;
  /** The same outside the dialogs, for when one closes over what is no longer there. */
  #heldOutside: Held | null = null;
  #isDue = false;

  constructor(root: HTMLElement, home: HTMLElement, usable = isUsable) {
    this.#root = root;
    this.#home = home;
    this.#isUsable = usable;
    root.addEventListener("focusin", ({ target }) => this.#hold(target));
    const observer = new MutationObserver(() => this.#soon());
    observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: WATCHED });
  }

  #hold(target: EventTarget | null): void {
    if (!(target instanceof HTMLElement)) return;
    const ancestors: HTMLElement[] = [];
    for (let one = target.parentElement; one !== null && one !== this.#root; one = one.parentElement) {
      ancestors.push(one);
    }
    this.#held = { element: target, ancestors, byKeyboard: target.matches(":focus-visible") };
    if (target.closest("dialog") === null) this.#heldOutside = this.#held;
  }

  /** Once for all that changes before the next picture. */
  #soon(): void {
    if (this.#isDue || this.#held === null) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#look();
    });
  }

  #look(): void {
    const held = this.#held;
    if (held === null || !this.#isLost(held)) return;
    const isInOpenDialog = held.element.closest("dialog[open]") !== null;
    const from = isInOpenDialog ? held : (this.#heldOutside ?? held);
    const next = this.#isUsable(from.element) ? from.element : this.#nearest(from);
    next.focus({ preventScroll: !held.byKeyboard });
  }

  #isLost({ element }: Held): boolean {
    const { activeElement } = document;
    const isNowhere = activeElement === null || activeElement === document.body || activeElement === element;
    return isNowhere && this.#root.isConnected && !this.#root.hidden && !this.#isUsable(element);
  }

  #nearest({ element, ancestors }: Held): HTMLElement {
    for (const ancestor of ancestors) {
      if (!this.#isUsable(ancestor)) continue;
      const near = [...ancestor.querySelectorAll<HTMLElement>(TAKES_FOCUS)].filter(
        (one) => one.tabIndex >= 0 && this.#isUsable(one),
      );
      const follows = (one: HTMLElement) =>
        Boolean(element.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
      const next = (element.isConnected ? near.find(follows) : near[0]) ?? near.at(-1);
      if (next !== undefined) return next;
      if (ancestor.matches(TAKES_FOCUS)) return ancestor;
    }
    return this.#home;
  }
}
