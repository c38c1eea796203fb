import type { Drawing } from "../drawing";
import type { Point } from "../geometry";
import { part } from "./parts";

/** The small field in which the text of a label is typed, at its place. Enter writes it, Escape gives up. */
export class LabelField {
  readonly #drawing: Drawing;
  readonly #form = part("label-form", HTMLFormElement);
  readonly #input = part("label-text", HTMLInputElement);
  #place: Point | null = null;

  /** The keyboard goes back to `surface` afterwards. */
  constructor(drawing: Drawing, surface: HTMLElement) {
    this.#drawing = drawing;
    drawing.on("labelWanted", (place) => this.#open(place));
    drawing.on("changed", () => {
      if (!drawing.enabled || drawing.tool !== "label") this.#close();
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#write();
      surface.focus({ preventScroll: true });
    });
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      // Only this field closes: it is not the Escape that stops everything.
      event.stopPropagation();
      this.#close();
      surface.focus({ preventScroll: true });
    });
    this.#input.addEventListener("blur", () => this.#write());
  }

  #open(place: Point): void {
    this.#write();
    this.#place = place;
    this.#input.value = "";
    this.#form.style.left = `${place.x * 100}%`;
    this.#form.style.top = `${place.y * 100}%`;
    this.#form.dataset.side = place.x > 0.5 ? "left" : "right";
    this.#form.hidden = false;
    this.#input.focus({ preventScroll: true });
  }

  #write(): void {
    const place = this.#place;
    const text = this.#input.value;
    this.#close();
    if (place !== null) this.#drawing.write(place, text);
  }

  #close(): void {
    this.#place = null;
    this.#form.hidden = true;
  }
}
