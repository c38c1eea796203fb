import { Emitter } from "../lib/emitter";
import {
  type EraseMark,
  type ExtendMark,
  INK_POINTS_MAX,
  type PointerHide,
  type PointerMove,
  type PutMark,
} from "../lib/protocol";
import type { Point } from "./geometry";

export interface Mark {
  readonly id: string;
  /** Participant id. */
  readonly author: string;
  readonly kind: PutMark["kind"];
  /** Fractions of what is shown. At least one; two for an arrow or a circle. */
  readonly points: readonly Point[];
  readonly text: string;
  readonly stays: boolean;
  /** When it last changed. Milliseconds of the board's clock. */
  readonly at: number;
}

/** The latest place someone pointed at or marked, among what is still seen. */
export interface Focus {
  /** Participant id. */
  readonly author: string;
  readonly place: Point;
}

export interface MarkBoardEvents {
  /** Something that is seen changed. */
  changed: undefined;
  focus: Focus | null;
}

export type MarkMessage = PointerMove | PointerHide | PutMark | ExtendMark | EraseMark;

/** Milliseconds a mark that does not stay is seen. */
export const MARK_LIFE_MS = 8000;
/** Of these, the last ones it fades. */
const FADING_MS = 1500;
/** Beyond, the oldest of the author goes. */
export const MARKS_PER_AUTHOR_MAX = 40;

/** A spot stays until its author's next one. */
const fades = (mark: Mark): boolean => !mark.stays && mark.kind !== "spot";

/** How strongly `mark` is seen at `now`, 0 to 1. */
export function opacityOf(mark: Mark, now: number): number {
  if (!fades(mark)) return 1;
  return Math.min(1, Math.max(0, (mark.at + MARK_LIFE_MS - now) / FADING_MS));
}

/** When `mark` begins to fade; infinite when it never does. */
export function startsFadingAt(mark: Mark): number {
  return fades(mark) ? mark.at + MARK_LIFE_MS - FADING_MS : Number.POSITIVE_INFINITY;
}

/** What is seen of one author. `order` grows with each change on the board, so that the latest is known. */
interface Hand {
  /** Number of the latest pointer message. */
  last: number;
  pointer: { readonly place: Point; readonly order: number } | null;
  readonly marks: Map<string, { readonly mark: Mark; readonly order: number }>;
}

/** Pairs of coordinates; an odd one at the end belongs to nothing. */
function pointsOf(coordinates: readonly number[]): Point[] {
  const points: Point[] = [];
  for (let index = 0; index + 1 < coordinates.length; index += 2) {
    points.push({ x: coordinates[index] ?? 0, y: coordinates[index + 1] ?? 0 });
  }
  return points;
}

/** The points that make a mark of this kind, null when they do not. */
function shapeOf(kind: Mark["kind"], points: readonly Point[]): readonly Point[] | null {
  const wanted = kind === "ink" ? points.length : kind === "arrow" || kind === "circle" ? 2 : 1;
  return points.length < Math.max(1, wanted) ? null : points.slice(0, wanted);
}

/** Where one looks for a mark: an arrow's tip, the end of a line, the middle of a circle. */
export function placeOf({ kind, points }: Mark): Point | undefined {
  return kind === "ink" || kind === "arrow" ? points.at(-1) : points[0];
}

/**
 * The pointers and marks of everyone over one surface. Each author has his own: nobody reaches another's, even
 * under the same mark id.
 */
export class MarkBoard extends Emitter<MarkBoardEvents> {
  readonly #clock: () => number;
  readonly #hands = new Map<string, Hand>();
  #order = 0;
  #focus: Focus | null = null;
  #expiry: ReturnType<typeof setTimeout> | undefined;

  /** `clock` tells milliseconds. */
  constructor(clock: () => number = () => Date.now()) {
    super();
    this.#clock = clock;
  }

  /** What `author` says, who may be oneself. What makes no sense is dropped. */
  handle(author: string, message: MarkMessage): void {
    const hand = this.#hands.get(author) ?? { last: -1, pointer: null, marks: new Map() };
    this.#hands.set(author, hand);
    if (this.#take(author, hand, message)) this.#changed();
  }

  /** Milliseconds of the clock by which marks fade. */
  get now(): number {
    return this.#clock();
  }

  /** Those who pointed or marked here. */
  get authors(): string[] {
    return [...this.#hands.keys()];
  }

  /** Living marks, the latest changed last. */
  get marks(): readonly Mark[] {
    const now = this.#clock();
    return [...this.#hands.values()]
      .flatMap(({ marks }) => [...marks.values()])
      .filter(({ mark }) => opacityOf(mark, now) > 0)
      .sort((one, other) => one.order - other.order)
      .map(({ mark }) => mark);
  }

  get pointers(): ReadonlyMap<string, Point> {
    const pointers = new Map<string, Point>();
    for (const [author, { pointer }] of this.#hands) if (pointer !== null) pointers.set(author, pointer.place);
    return pointers;
  }

  get focus(): Focus | null {
    return this.#focus;
  }

  /** `author` cannot be followed any more: his pointer goes, his marks stay. */
  liftPointer(author: string): void {
    const hand = this.#hands.get(author);
    if (hand === undefined || hand.pointer === null) return;
    hand.pointer = null;
    this.#changed();
  }

  /** `author` left, or may not mark any more. */
  forget(author: string): void {
    if (this.#hands.delete(author)) this.#changed();
  }

  /** Another page, another surface. Numbering goes on: what is late stays late. */
  clear(): void {
    for (const hand of this.#hands.values()) {
      hand.pointer = null;
      hand.marks.clear();
    }
    this.#changed();
  }

  /** True when something that is seen changed. */
  #take(author: string, hand: Hand, message: MarkMessage): boolean {
    switch (message.type) {
      case "pointer.move":
      case "pointer.hide":
        return this.#point(hand, message);
      case "mark.put":
        return this.#put(author, hand, message);
      case "mark.extend":
        return this.#extend(hand, message);
      case "mark.erase":
        return this.#erase(hand, message);
    }
  }

  /** An older move than the last one is dropped: they may overtake one another. */
  #point(hand: Hand, message: PointerMove | PointerHide): boolean {
    if (message.n <= hand.last) return false;
    hand.last = message.n;
    const place = message.type === "pointer.move" ? { x: message.x, y: message.y } : null;
    hand.pointer = place && { place, order: this.#next() };
    return true;
  }

  #put(author: string, hand: Hand, message: PutMark): boolean {
    const { id, kind, text = "", stays = false } = message;
    const points = shapeOf(kind, pointsOf(message.points));
    if (points === null || (kind === "label" && text.trim() === "")) return false;
    if (kind === "spot") {
      for (const [other, { mark }] of hand.marks) if (mark.kind === "spot") hand.marks.delete(other);
    }
    this.#keep(hand, { id, author, kind, points, text, stays, at: this.#clock() });
    const [oldest] = hand.marks.keys();
    if (hand.marks.size > MARKS_PER_AUTHOR_MAX && oldest !== undefined) hand.marks.delete(oldest);
    return true;
  }

  #extend(hand: Hand, message: ExtendMark): boolean {
    const mark = hand.marks.get(message.id)?.mark;
    if (mark === undefined || mark.kind !== "ink" || mark.points.length >= INK_POINTS_MAX) return false;
    const points = [...mark.points, ...pointsOf(message.points)].slice(0, INK_POINTS_MAX);
    this.#keep(hand, { ...mark, points, at: this.#clock() });
    return true;
  }

  #erase(hand: Hand, { id }: EraseMark): boolean {
    if (id != null) return hand.marks.delete(id);
    const had = hand.marks.size > 0;
    hand.marks.clear();
    return had;
  }

  #keep(hand: Hand, mark: Mark): void {
    hand.marks.set(mark.id, { mark, order: this.#next() });
  }

  #next(): number {
    this.#order += 1;
    return this.#order;
  }

  #changed(): void {
    this.#expire();
    this.emit("changed", undefined);
    const focus = this.#latest();
    const former = this.#focus;
    this.#focus = focus;
    const same =
      focus?.author === former?.author && focus?.place.x === former?.place.x && focus?.place.y === former?.place.y;
    if (!same) this.emit("focus", focus);
  }

  #latest(): Focus | null {
    let order = -1;
    let latest: Focus | null = null;
    for (const [author, { pointer, marks }] of this.#hands) {
      const seen = [...marks.values()].map(({ mark, order }) => ({ place: placeOf(mark), order }));
      for (const one of pointer === null ? seen : [...seen, pointer]) {
        if (one.place === undefined || one.order <= order) continue;
        order = one.order;
        latest = { author, place: one.place };
      }
    }
    return latest;
  }

  /** Drops what has faded, and comes back when the next one will have. */
  #expire(): void {
    const now = this.#clock();
    let next = Number.POSITIVE_INFINITY;
    for (const { marks } of this.#hands.values()) {
      for (const [id, { mark }] of marks) {
        if (opacityOf(mark, now) <= 0) marks.delete(id);
        else if (fades(mark)) next = Math.min(next, mark.at + MARK_LIFE_MS);
      }
    }
    clearTimeout(this.#expiry);
    if (Number.isFinite(next)) this.#expiry = setTimeout(() => this.#changed(), next - now);
  }
}
