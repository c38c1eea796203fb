import type { Drawing, Tool } from "./drawing";
import { type Point, type Rect, toFractions, toNearestFractions } from "./geometry";

/** Part of the frame one arrow key goes. */
const KEY_STEP = 0.02;
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** The letters that the buttons of the tools show. */
const TOOL_KEYS: Readonly<Record<string, Tool>> = { m: "pointer", t: "ink", f: "arrow", c: "circle", e: "label" };
const STEP_KEY = "p";
/** Between two moves that are taken before the next picture of the screen. Milliseconds. */
const EARLY_MS = 17;
/** CSS pixels a click may slip; a finger is less steady than a mouse. */
const SLIP = { mouse: 6, other: 14 };

const within = (fraction: number): number => Math.min(1, Math.max(0, fraction));

export interface PointerCaptureOptions {
  readonly surface: HTMLElement;
  /** Where the picture is in the viewport, null while there is none. */
  readonly frame: () => Rect | null;
  readonly drawing: Drawing;
  /** Whether the letters choose tools; otherwise there is only the pointer. */
  readonly hasTools: () => boolean;
  /** A step of the memo is wanted: by its key, or with the mark that was just made. */
  readonly onStep?: () => void;
}

/** Held while one marks, either of them also takes a step: some systems keep Alt for themselves. */
const takesStep = ({ altKey, shiftKey }: MouseEvent | KeyboardEvent): boolean => altKey || shiftKey;

/** Mouse, finger, pen and keys over what is shown, for the tools of `drawing`. */
export class PointerCapture {
  readonly #surface: HTMLElement;
  readonly #frame: () => Rect | null;
  readonly #drawing: Drawing;
  readonly #hasTools: () => boolean;
  readonly #onStep: () => void;
  /** Where the button or finger went down, and whether it has stayed there. */
  #down: { readonly id: number; readonly at: Point; isClick: boolean } | null = null;
  /** The last move that was taken early; it is told once more with the others. */
  #early: { readonly at: Point; readonly time: number } | null = null;

  constructor({ surface, frame, drawing, hasTools, onStep = () => {} }: PointerCaptureOptions) {
    this.#surface = surface;
    this.#frame = frame;
    this.#drawing = drawing;
    this.#hasTools = hasTools;
    this.#onStep = onStep;
    surface.addEventListener("pointermove", (event) => this.#moved(event));
    // Browsers keep moves for the next picture of the screen; some tell them at once too, up to a thousand a second.
    surface.addEventListener(
      "pointerrawupdate",
      (event) => event instanceof PointerEvent && this.#movedEarly(event),
    );
    surface.addEventListener("pointerdown", (event) => this.#pressed(event));
    surface.addEventListener("pointerup", (event) => this.#released(event));
    surface.addEventListener("pointerleave", (event) => this.#left(event));
    // Two fingers scroll and zoom the page: the browser takes them, and what the first began is undone.
    surface.addEventListener("pointercancel", () => this.#givenUp());
    surface.addEventListener("keydown", (event) => this.#key(event));
    surface.addEventListener("blur", () => this.#givenUp());
  }

  /** Without the wait for a picture, which is most of the way to the other page. A stroke is in no hurry. */
  #movedEarly(event: PointerEvent): void {
    if (this.#down !== null || event.timeStamp - (this.#early?.time ?? 0) < EARLY_MS) return;
    this.#moved(event);
    this.#early = { at: { x: event.clientX, y: event.clientY }, time: event.timeStamp };
  }

  #moved(event: PointerEvent): void {
    const frame = this.#frame();
    if (!this.#drawing.enabled || frame === null || !event.isPrimary) return;
    const at = { x: event.clientX, y: event.clientY };
    const early = this.#early?.at;
    if (at.x === early?.x && at.y === early.y && this.#drawing.place !== null) return;
    const down = this.#down;
    if (down !== null) {
      const slip = event.pointerType === "mouse" ? SLIP.mouse : SLIP.other;
      if (Math.hypot(at.x - down.at.x, at.y - down.at.y) > slip) down.isClick = false;
      // A stroke goes on along the edge, not beyond it.
      this.#drawing.move(toNearestFractions(at, frame));
      return;
    }
    const place = toFractions(at, frame);
    if (place === null) this.#drawing.leave();
    else this.#drawing.move(place);
  }

  #pressed(event: PointerEvent): void {
    if (!event.isPrimary) {
      this.#givenUp();
      return;
    }
    const frame = this.#frame();
    if (!this.#drawing.enabled || frame === null || event.button !== 0 || !this.#isPicture(event)) return;
    const at = { x: event.clientX, y: event.clientY };
    const place = toFractions(at, frame);
    if (place === null) return;
    this.#down = { id: event.pointerId, at, isClick: true };
    this.#surface.setPointerCapture(event.pointerId);
    // Without the mouse events that follow a touch: they would take the keyboard from the field of a label.
    event.preventDefault();
    this.#surface.focus({ preventScroll: true });
    this.#drawing.press(place);
  }

  #released(event: PointerEvent): void {
    const down = this.#down;
    if (down === null || down.id !== event.pointerId) return;
    this.#down = null;
    if (this.#drawing.release(down.isClick) && takesStep(event)) this.#onStep();
    // A lifted finger points at nothing; a mouse still does.
    if (event.pointerType !== "mouse") this.#drawing.leave();
  }

  #left(event: PointerEvent): void {
    if (this.#down === null && event.isPrimary) this.#drawing.leave();
  }

  #givenUp(): void {
    this.#down = null;
    this.#drawing.cancel();
    this.#drawing.leave();
  }

  #key(event: KeyboardEvent): void {
    if (!this.#isPicture(event) || event.metaKey || (event.altKey && event.key !== "Enter")) return;
    const letter = event.key.toLowerCase();
    // Also without the hand to mark: it changes nothing of what is shown.
    if (letter === STEP_KEY && !event.ctrlKey && !event.repeat) this.#onStep();
    if (!this.#drawing.enabled || this.#frame() === null) return;
    const isUndo = letter === "z" && this.#hasTools();
    if ((event.ctrlKey && !isUndo) || !(isUndo || this.#act(event) || this.#choose(letter))) return;
    if (isUndo) this.#drawing.undo();
    // Escape is also heard by the page.
    if (event.key !== "Escape") event.preventDefault();
  }

  /** True when its key moves or marks. */
  #act(event: KeyboardEvent): boolean {
    const { key } = event;
    const drawing = this.#drawing;
    const place = drawing.place ?? { x: 0.5, y: 0.5 };
    const arrow = ARROWS[key];
    if (arrow !== undefined) {
      drawing.move({ x: within(place.x + arrow[0] * KEY_STEP), y: within(place.y + arrow[1] * KEY_STEP) });
    } else if (key === "Enter") {
      // The first Enter begins a stroke, the arrows draw it, the second ends it.
      const ends = drawing.isDrawing;
      if (!ends) drawing.press(place);
      const made = (ends || !drawing.isDrawing) && drawing.release(!ends);
      if (made && takesStep(event)) this.#onStep();
    } else if (key === "Escape") {
      if (drawing.isDrawing) drawing.cancel();
      else drawing.leave();
    } else if (key === "Delete") {
      drawing.erase();
    } else {
      return false;
    }
    return true;
  }

  /** True when `letter` is the one of a tool. */
  #choose(letter: string): boolean {
    if (!this.#hasTools()) return false;
    const tool = TOOL_KEYS[letter];
    if (tool !== undefined) this.#drawing.tool = tool;
    else if (letter === "r") this.#drawing.stays = !this.#drawing.stays;
    else return false;
    return true;
  }

  /** Not a button or a field over the picture. */
  #isPicture(event: Event): boolean {
    return !(event.target instanceof Element && event.target.closest("button, input, a") !== null);
  }
}
