import type { Check } from "./check";

/** The element of check.html named `data-ep-check="name"`; throws when the page has none of that kind. */
export function piece<E extends Element>(name: string, kind: new () => E, within: ParentNode = document): E {
  const element = within.querySelector(`[data-ep-check="${name}"]`);
  if (!(element instanceof kind)) throw new Error(`check.html has no ${kind.name} named ${name}`);
  return element;
}

/** Shows what is for `state` (`data-when`, several words), hides the rest. */
export function showWhen(root: Element, state: string): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-when]")) {
    element.hidden = !(element.dataset.when ?? "").split(" ").includes(state);
  }
}

/** Below, silence; at the top, a voice close by. Ears hear ratios, so the meter shows decibels. */
const [QUIET_DB, LOUD_DB] = [-55, -15];

/** How far the meter goes, 0 to 1, for a level of 0 to 1. */
export function meterValue(level: number): number {
  const decibels = 20 * Math.log10(Math.max(level, 1e-6));
  return Math.min(1, Math.max(0, (decibels - QUIET_DB) / (LOUD_DB - QUIET_DB)));
}

/** One line of the page: its words, its button, its meter. */
export class CheckView {
  readonly #item: HTMLElement;
  readonly #check: Check;

  constructor(check: Check) {
    this.#check = check;
    this.#item = piece(check.name, HTMLElement);
    check.on("changed", () => this.show());
    piece("run", HTMLButtonElement, this.#item).addEventListener("click", () => void check.run());
    const meter = this.#item.querySelector("meter");
    if (meter !== null) {
      check.on("level", (level) => {
        meter.value = meterValue(level);
      });
    }
    this.show();
  }

  show(): void {
    const { state, result } = this.#check;
    const busy = state !== "idle" && result === null;
    this.#item.dataset.result = result ?? (busy ? "running" : "waiting");
    showWhen(this.#item, state);
    const run = piece("run", HTMLButtonElement, this.#item);
    run.hidden = busy || result === "off";
    run.classList.toggle("button--quiet", result === "ok");
    piece("run-label", HTMLElement, run).hidden = result !== null;
    piece("again-label", HTMLElement, run).hidden = result === null;
  }
}
