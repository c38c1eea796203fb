import type { Point, Size } from "../geometry";
import { anchorOf, layersOf, lineWidth, markColour, SPOT_RADIUS, shapeOf, signatureOf } from "../markShapes";
import { type Mark, type MarkBoard, opacityOf, startsFadingAt } from "../marks";
import { setText } from "./parts";

/** What is written and coloured of an author. */
export interface Author {
  readonly name: string;
  readonly colour: number;
  /** This page's own: she knows who points. */
  readonly own: boolean;
}

const SVG = "http://www.w3.org/2000/svg";
/** While a mark fades. Milliseconds. */
const FADE_STEP_MS = 100;
/** Beyond this part of the frame a name goes to the other side, to stay in the picture. */
const NAME_TURNS_AT = 0.75;

interface Shown {
  readonly mark: Mark;
  readonly size: Size;
  readonly elements: readonly (HTMLElement | SVGElement)[];
}

/**
 * Pointers and marks of a board in `layer`, an element that is exactly over what is shown. Each pointer, and each
 * name, is an element without size whose origin is the very place.
 */
export class MarksView {
  readonly #layer: HTMLElement;
  readonly #board: MarkBoard;
  readonly #authorOf: (id: string) => Author;
  readonly #svg = document.createElementNS(SVG, "svg");
  readonly #pointers = new Map<string, HTMLElement>();
  readonly #shown = new Map<string, Shown>();
  #size: Size = { width: 0, height: 0 };
  #isDue = false;
  #fading: ReturnType<typeof setTimeout> | undefined;

  constructor(layer: HTMLElement, board: MarkBoard, authorOf: (id: string) => Author) {
    this.#layer = layer;
    this.#board = board;
    this.#authorOf = authorOf;
    this.#svg.classList.add("room__shapes");
    layer.append(this.#svg);
    board.on("changed", () => {
      // A pointer is followed at once; drawing it is nothing.
      this.#drawPointers();
      this.#soon();
    });
  }

  /** The layer has another size. CSS pixels. */
  handleSize(size: Size): void {
    this.#size = size;
    this.#soon();
  }

  /** Marks, at the next picture of the screen, however much changes until then. */
  #soon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#draw();
    });
  }

  #draw(): void {
    const { marks } = this.#board;
    const living = new Set(marks.map(nameOf));
    for (const [name, { elements }] of this.#shown) {
      if (living.has(name)) continue;
      for (const element of elements) element.remove();
      this.#shown.delete(name);
    }
    for (const mark of marks) this.#drawMark(mark);
    this.#fade();
  }

  #drawPointers(): void {
    const { pointers } = this.#board;
    for (const [author, element] of this.#pointers) {
      if (pointers.has(author)) continue;
      element.remove();
      this.#pointers.delete(author);
    }
    for (const [author, place] of pointers) {
      let element = this.#pointers.get(author);
      if (element === undefined) {
        element = this.#origin("pointer", author, "room__pointer");
        this.#pointers.set(author, element);
        this.#layer.append(element);
      }
      put(element, place);
    }
  }

  #drawMark(mark: Mark): void {
    const before = this.#shown.get(nameOf(mark));
    if (before?.mark === mark && before.size === this.#size) return;
    const elements = mark.kind === "label" ? [this.#label(mark)] : this.#shape(mark);
    for (const element of before?.elements ?? []) element.remove();
    for (const element of elements) (element instanceof SVGElement ? this.#svg : this.#layer).append(element);
    this.#shown.set(nameOf(mark), { mark, size: this.#size, elements });
  }

  #shape(mark: Mark): (HTMLElement | SVGElement)[] {
    const group = document.createElementNS(SVG, "g");
    sign(group, "mark", mark.author);
    group.dataset.kind = mark.kind;
    const { name, colour, own } = this.#authorOf(mark.author);
    const shape = shapeOf(mark, this.#size);
    for (const layer of shape === null ? [] : layersOf(shape, this.#size, markColour(colour))) {
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", shape?.path ?? "");
      path.setAttribute("fill", layer.width === 0 || shape?.filled ? layer.colour : "none");
      path.setAttribute("stroke", layer.width === 0 ? "none" : layer.colour);
      path.setAttribute("stroke-width", String(layer.width));
      group.append(path);
    }
    const [place] = mark.points;
    if (mark.kind === "spot" && place !== undefined) group.append(this.#ripple(place, markColour(colour)));
    const anchor = anchorOf(mark);
    if (own || anchor === undefined) return [group];
    const className = mark.kind === "spot" ? "room__tag" : "room__initial";
    const tag = this.#origin("mark-name", mark.author, className, signatureOf(mark, name));
    put(tag, anchor);
    return [group, tag];
  }

  #ripple({ x, y }: Point, colour: string): SVGElement {
    const ripple = document.createElementNS(SVG, "circle");
    ripple.classList.add("room__ripple");
    ripple.setAttribute("cx", String(x * this.#size.width));
    ripple.setAttribute("cy", String(y * this.#size.height));
    ripple.setAttribute("r", String(SPOT_RADIUS * lineWidth(this.#size)));
    ripple.setAttribute("stroke", colour);
    return ripple;
  }

  #label(mark: Mark): HTMLElement {
    const element = this.#origin("mark", mark.author, "room__written");
    element.dataset.kind = mark.kind;
    const words = document.createElement("span");
    words.className = "room__written-words";
    setText(words, mark.text);
    element.firstElementChild?.append(words);
    const [place] = mark.points;
    if (place !== undefined) put(element, place);
    return element;
  }

  /** An element without size, signed in the author's colour unless he is oneself. */
  #origin(name: string, author: string, className: string, signature?: string): HTMLElement {
    const { name: firstName, colour, own } = this.#authorOf(author);
    const element = document.createElement("span");
    sign(element, name, author);
    element.className = className;
    element.dataset.own = String(own);
    element.style.setProperty("--mark", markColour(colour));
    const chip = document.createElement("span");
    chip.className = "room__chip";
    const words = document.createElement("span");
    words.className = "room__chip-name";
    setText(words, own ? "" : (signature ?? firstName));
    chip.append(words);
    element.append(chip);
    return element;
  }

  /** Sets how strongly marks are seen, and comes back when that changes. */
  #fade(): void {
    const { now } = this.#board;
    let next = Number.POSITIVE_INFINITY;
    for (const { mark, elements } of this.#shown.values()) {
      const opacity = opacityOf(mark, now);
      for (const element of elements) element.style.opacity = opacity === 1 ? "" : String(opacity);
      next = Math.min(next, Math.max(now + FADE_STEP_MS, startsFadingAt(mark)));
    }
    clearTimeout(this.#fading);
    if (Number.isFinite(next)) this.#fading = setTimeout(() => this.#soon(), next - now);
  }
}

const nameOf = ({ author, id }: Mark): string => `${author} ${id}`;

function sign(element: HTMLElement | SVGElement, name: string, author: string): void {
  element.dataset.epRoom = name;
  element.dataset.author = author;
}

function put(element: HTMLElement, { x, y }: Point): void {
  element.style.left = `${x * 100}%`;
  element.style.top = `${y * 100}%`;
  element.dataset.side = x > NAME_TURNS_AT ? "left" : "right";
  element.dataset.edge = y > NAME_TURNS_AT ? "above" : "below";
}
