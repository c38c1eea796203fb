import { Emitter } from "../lib/emitter";
import { INK_POINTS_MAX, POINTS_MAX, type PutMark } from "../lib/protocol";
import type { Point } from "./geometry";
import type { Mark, MarkMessage } from "./marks";
import { newId } from "./newId";

export const TOOLS = ["pointer", "ink", "arrow", "circle", "label"] as const;
export type Tool = (typeof TOOLS)[number];

export interface DrawingEvents {
  /** For one's own board and for the others. */
  message: MarkMessage;
  /** A text is wanted for a label at this place. */
  labelWanted: Point;
  /** Tool, « reste », enabled or drawing. */
  changed: undefined;
}

/** A line point nearer than this to the one before says nothing new. Fractions of the frame. */
const INK_STEP = 0.001;
/** An arrow or a circle smaller than this is a slip of the hand. */
const SHAPE_MIN = 0.005;
/** Fractions are told to a ten-thousandth: less than a pixel of any screen. */
const told = (fraction: number): number => Math.round(fraction * 10_000) / 10_000;
const flat = (points: readonly Point[]): number[] => points.flatMap(({ x, y }) => [told(x), told(y)]);
const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);

interface Stroke {
  readonly kind: "ink" | "arrow" | "circle";
  /** Empty until something of it was put. */
  id: string;
  readonly from: Point;
  last: Point;
  points: number;
}

/** The tools of whoever may mark. Places are fractions of what is shown; whoever listens draws and sends. */
export class Drawing extends Emitter<DrawingEvents> {
  readonly #own: () => readonly Mark[];
  #n: number;
  #enabled = false;
  #tool: Tool = "pointer";
  #stays = false;
  #place: Point | null = null;
  #stroke: Stroke | null = null;

  /** `own` tells this page's living marks, the latest last. */
  constructor(own: () => readonly Mark[], clock: () => number = () => Date.now()) {
    super();
    this.#own = own;
    // A page that is loaded again goes on above its former numbers, which grew more slowly than time.
    this.#n = clock();
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  set enabled(enabled: boolean) {
    if (enabled === this.#enabled) return;
    if (!enabled) {
      this.cancel();
      this.leave();
    }
    this.#enabled = enabled;
    this.#changed();
  }

  get tool(): Tool {
    return this.#tool;
  }

  set tool(tool: Tool) {
    this.cancel();
    this.#tool = tool;
    this.#changed();
  }

  /** New marks stay until they are erased. */
  get stays(): boolean {
    return this.#stays;
  }

  set stays(stays: boolean) {
    this.#stays = stays;
    this.#changed();
  }

  /** Where the pointer is, null when nothing is pointed at. */
  get place(): Point | null {
    return this.#place;
  }

  get isDrawing(): boolean {
    return this.#stroke !== null;
  }

  /** The pointer goes to `place`; a stroke that is being drawn goes with it. */
  move(place: Point): void {
    if (!this.#enabled) return;
    this.#place = place;
    this.emit("message", { type: "pointer.move", x: told(place.x), y: told(place.y), n: this.#number() });
    this.#draw(place);
  }

  /** Nothing is pointed at. */
  leave(): void {
    if (this.#place === null) return;
    this.#place = null;
    this.emit("message", { type: "pointer.hide", n: this.#number() });
  }

  /** Button or finger down. */
  press(place: Point): void {
    if (!this.#enabled) return;
    this.move(place);
    if (this.#tool === "pointer" || this.#tool === "label") return;
    this.#stroke = { kind: this.#tool, id: "", from: place, last: place, points: 0 };
    if (this.#tool === "ink") this.#startInk(this.#stroke, [place]);
    this.#changed();
  }

  /** Button or finger up: a stroke is done. `isClick` when it did not move in between. True when a mark is made. */
  release(isClick: boolean): boolean {
    const place = this.#place;
    if (!this.#enabled || place === null) return false;
    const isSpot = isClick && this.#tool === "pointer";
    if (isSpot) this.#put("spot", [place]);
    if (isClick && this.#tool === "label") this.emit("labelWanted", place);
    if (this.#stroke === null) return isSpot;
    const { id } = this.#stroke;
    this.#stroke = null;
    this.#changed();
    return id !== "";
  }

  /** The stroke that is being drawn never was. */
  cancel(): void {
    if (this.#stroke === null) return;
    const { id } = this.#stroke;
    this.#stroke = null;
    if (id !== "") this.emit("message", { type: "mark.erase", id });
    this.#changed();
  }

  write(place: Point, text: string): void {
    const words = text.trim();
    if (this.#enabled && words !== "") this.#put("label", [place], words);
  }

  /** Takes the last mark back. */
  undo(): void {
    const last = this.#own().at(-1);
    if (this.#enabled && last !== undefined) this.emit("message", { type: "mark.erase", id: last.id });
  }

  /** All of one's own. */
  erase(): void {
    if (this.#enabled && this.#own().length > 0) this.emit("message", { type: "mark.erase" });
  }

  /** What someone who just came (back) must be told to see the same: all of one's living marks again. */
  retell(): MarkMessage[] {
    return [{ type: "mark.erase" }, ...this.#own().flatMap(messagesOf)];
  }

  #draw(place: Point): void {
    const stroke = this.#stroke;
    if (stroke === null) return;
    if (stroke.kind === "ink") this.#drawInk(stroke, place);
    else if (distance(stroke.from, place) >= SHAPE_MIN) {
      stroke.id = this.#put(stroke.kind, [stroke.from, place], "", stroke.id);
    }
  }

  #drawInk(stroke: Stroke, place: Point): void {
    if (distance(stroke.last, place) < INK_STEP) return;
    if (stroke.points >= INK_POINTS_MAX) {
      this.#startInk(stroke, [stroke.last, place]);
      return;
    }
    stroke.last = place;
    stroke.points += 1;
    this.emit("message", { type: "mark.extend", id: stroke.id, points: flat([place]) });
  }

  #startInk(stroke: Stroke, points: readonly Point[]): void {
    stroke.id = this.#put("ink", points);
    stroke.last = points.at(-1) ?? stroke.last;
    stroke.points = points.length;
  }

  #put(kind: Mark["kind"], points: readonly Point[], text = "", id = ""): string {
    const mark = { id: id === "" ? newId() : id, kind, points, text, stays: this.#stays };
    for (const message of messagesOf(mark)) this.emit("message", message);
    return mark.id;
  }

  #number(): number {
    this.#n += 1;
    return this.#n;
  }

  #changed(): void {
    this.emit("changed", undefined);
  }
}

/** A whole mark as messages, none of them longer than the protocol takes. */
function messagesOf({ id, kind, points, text, stays }: Omit<Mark, "author" | "at">): MarkMessage[] {
  const put: PutMark = {
    type: "mark.put",
    id,
    kind,
    points: flat(points.slice(0, POINTS_MAX)),
    ...(stays ? { stays } : {}),
    ...(text === "" ? {} : { text }),
  };
  const messages: MarkMessage[] = [put];
  for (let from = POINTS_MAX; from < points.length; from += POINTS_MAX) {
    messages.push({ type: "mark.extend", id, points: flat(points.slice(from, from + POINTS_MAX)) });
  }
  return messages;
}
