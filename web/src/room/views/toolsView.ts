import { type Drawing, TOOLS } from "../drawing";
import { part } from "./parts";

/** The toolbar of whoever may mark. One stop of the Tab key; the arrows go from button to button. */
export class ToolsView {
  readonly #drawing: Drawing;
  readonly #ownMarks: () => number;
  readonly #bar = part("tools", HTMLElement);

  /** `ownMarks` counts what could be taken back. */
  constructor(drawing: Drawing, ownMarks: () => number) {
    this.#drawing = drawing;
    this.#ownMarks = ownMarks;
    for (const button of this.#buttons) {
      button.addEventListener("click", () => this.#pressed(button.dataset.tool ?? ""));
    }
    this.#makeCurrent(this.#buttons[0]);
    this.#bar.addEventListener("keydown", (event) => this.#key(event));
    drawing.on("changed", () => this.show());
    this.show();
  }

  show(): void {
    const { enabled, tool, stays } = this.#drawing;
    this.#bar.hidden = !enabled;
    for (const button of this.#buttons) {
      const name = button.dataset.tool;
      if (name === "stays") button.ariaPressed = String(stays);
      else if (name === "undo" || name === "erase") button.ariaDisabled = String(this.#ownMarks() === 0);
      else button.ariaPressed = String(name === tool);
    }
  }

  get #buttons(): HTMLButtonElement[] {
    return [...this.#bar.querySelectorAll("button")];
  }

  #pressed(name: string): void {
    const tool = TOOLS.find((one) => one === name);
    if (tool !== undefined) this.#drawing.tool = tool;
    else if (name === "stays") this.#drawing.stays = !this.#drawing.stays;
    else if (name === "undo") this.#drawing.undo();
    else if (name === "erase") this.#drawing.erase();
  }

  #key(event: KeyboardEvent): void {
    const buttons = this.#buttons;
    const at = event.target instanceof HTMLButtonElement ? buttons.indexOf(event.target) : -1;
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: at + 1,
      ArrowLeft: at - 1 + buttons.length,
      Home: 0,
      End: buttons.length - 1,
    };
    const step = steps[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    const next = buttons[step % buttons.length];
    this.#makeCurrent(next);
    next?.focus();
  }

  #makeCurrent(button: HTMLButtonElement | undefined): void {
    for (const one of this.#buttons) one.tabIndex = one === button ? 0 : -1;
  }
}
