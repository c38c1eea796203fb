import { Emitter } from "../lib/emitter";
import type { PointerHide, PointerMove } from "../lib/protocol";
import { type Point, type Rect, toFractions } from "./geometry";

export interface PointerEvents {
  message: PointerMove | PointerHide;
}

/** At most this often, whatever the screen's refresh rate. */
const INTERVAL_MS = 1000 / 60;
/** Part of the frame one arrow key goes. */
const KEY_STEP = 0.02;
const KEYS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const within = (fraction: number): number => Math.min(1, Math.max(0, fraction));

/**
 * What the helper points at: mouse, finger, pen or arrow keys over `surface`, as fractions of the picture, whose
 * place on the page `frame` tells.
 */
export class PointerCapture extends Emitter<PointerEvents> {
  readonly #frame: () => Rect | null;
  #enabled = false;
  #sequence = 0;
  #place: Point | null = null;
  #sentAt = Number.NEGATIVE_INFINITY;
  #waiting = false;

  constructor(surface: HTMLElement, frame: () => Rect | null) {
    super();
    this.#frame = frame;
    surface.addEventListener("pointermove", (event) => this.#pointed(event));
    surface.addEventListener("pointerdown", (event) => this.#pointed(event));
    surface.addEventListener("pointerleave", () => this.#hide());
    surface.addEventListener("pointercancel", () => this.#hide());
    surface.addEventListener("pointerup", (event) => {
      // A lifted finger points at nothing; a mouse still does.
      if (event.pointerType !== "mouse") this.#hide();
    });
    surface.addEventListener("keydown", (event) => this.#key(event));
    surface.addEventListener("blur", () => this.#hide());
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  /** « Montrer » on or off. */
  set enabled(enabled: boolean) {
    this.#enabled = enabled;
    if (!enabled) this.#hide();
  }

  /** Where the mark is now, in fractions of the picture; null when nothing is pointed at. */
  get place(): Point | null {
    return this.#place;
  }

  #pointed(event: PointerEvent): void {
    const frame = this.#frame();
    if (!this.#enabled || frame === null || !event.isPrimary) return;
    const place = toFractions({ x: event.clientX, y: event.clientY }, frame);
    if (place === null) this.#hide();
    else this.#moveTo(place);
  }

  #key(event: KeyboardEvent): void {
    const direction = KEYS[event.key];
    if (!this.#enabled || this.#frame() === null) return;
    if (event.key === "Escape") this.#hide();
    if (direction === undefined) return;
    event.preventDefault();
    const { x, y } = this.#place ?? { x: 0.5, y: 0.5 };
    this.#moveTo({ x: within(x + direction[0] * KEY_STEP), y: within(y + direction[1] * KEY_STEP) });
  }

  #moveTo(place: Point): void {
    this.#place = place;
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame((now) => this.#send(now));
  }

  #send(now: number): void {
    if (this.#place === null) {
      this.#waiting = false;
    } else if (now - this.#sentAt < INTERVAL_MS - 1) {
      requestAnimationFrame((later) => this.#send(later));
    } else {
      this.#waiting = false;
      this.#sentAt = now;
      this.#sequence += 1;
      this.emit("message", { type: "pointer.move", ...this.#place, n: this.#sequence });
    }
  }

  #hide(): void {
    if (this.#place === null) return;
    this.#place = null;
    this.#sequence += 1;
    this.emit("message", { type: "pointer.hide", n: this.#sequence });
  }
}
