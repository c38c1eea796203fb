import { Controller } from "../lib/controllers";
import { type Area, between, holds, isMeant, moved, read, resized, type Spot, spotIn, write } from "./areas";

const SVG = "http://www.w3.org/2000/svg";
/** Percent that one arrow moves or resizes by. */
const STEP = 1;
/** Side of the square corner by which a rectangle is resized, in percent of the width. */
const CORNER = 5;
const ARROWS: Readonly<Record<string, Spot>> = {
  ArrowLeft: { x: -STEP, y: 0 },
  ArrowRight: { x: STEP, y: 0 },
  ArrowUp: { x: 0, y: -STEP },
  ArrowDown: { x: 0, y: STEP },
};

/** What the finger or the mouse does, from where it went down. */
type Gesture =
  | { readonly kind: "draw"; readonly from: Spot; readonly before: readonly Area[] }
  | { readonly kind: "move" | "resize"; readonly from: Spot; readonly index: number; readonly area: Area };

/**
 * Rectangles drawn on a picture by mouse, finger or keyboard; the form sends them all at once.
 * Each is a shape on the picture and a button under it, which the keyboard uses.
 */
export class PictureController extends Controller {
  #areas: Area[] = [];
  #chosen = -1;
  #gesture: Gesture | null = null;

  connect(): void {
    this.#areas = read(this.#input.value);
    for (const name of ["tools", "help"]) this.#part(name).hidden = false;
    this.#part("typed").hidden = true;
    const { svg } = this;
    svg.classList.add("memo-picture__svg--live");
    svg.addEventListener("pointerdown", (event) => this.#down(event));
    svg.addEventListener("pointermove", (event) => this.#move(event));
    svg.addEventListener("pointerup", () => this.#up());
    // Two fingers make the picture larger: what the first one began is dropped.
    svg.addEventListener("pointercancel", () => this.#drop());
    this.#part("add").addEventListener("click", () => this.#add());
    this.#part("zoom").addEventListener("click", () => this.#zoom());
    this.#part("slide").addEventListener("click", () => this.#slide());
    this.#show();
  }

  get svg(): SVGSVGElement {
    const found = this.element.querySelector<SVGSVGElement>("[data-ep-memo=svg]");
    if (!found) throw new Error("no picture");
    return found;
  }

  get #input(): HTMLInputElement {
    const found = this.element.querySelector<HTMLInputElement>("[data-ep-memo=areas]");
    if (!found) throw new Error("no field for the rectangles");
    return found;
  }

  #part(name: string): HTMLElement {
    const found = this.element.querySelector<HTMLElement>(`[data-ep-memo=${name}]`);
    if (!found) throw new Error(`no ${name}`);
    return found;
  }

  get #crops(): boolean {
    return this.element.dataset.crops === "yes";
  }

  // --- Mouse and finger

  #spot(event: PointerEvent): Spot {
    return spotIn(this.svg.getBoundingClientRect(), event.clientX, event.clientY);
  }

  #down(event: PointerEvent): void {
    if (this.#gesture || event.button !== 0 || this.svg.classList.contains("memo-picture__svg--slide")) return;
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    const from = this.#spot(event);
    const index = this.#areas.findLastIndex((area) => holds(area, from) || isCorner(area, from));
    const area = this.#areas[index];
    if (area) {
      this.#chosen = index;
      this.#gesture = { kind: isCorner(area, from) ? "resize" : "move", from, index, area };
    } else {
      this.#gesture = { kind: "draw", from, before: this.#areas };
    }
    this.#show();
  }

  #move(event: PointerEvent): void {
    const gesture = this.#gesture;
    if (!gesture) return;
    const spot = this.#spot(event);
    if (gesture.kind === "draw") {
      const others = this.#crops ? [] : gesture.before;
      this.#areas = [...others, between(gesture.from, spot)];
      this.#chosen = this.#areas.length - 1;
    } else {
      const by = { x: spot.x - gesture.from.x, y: spot.y - gesture.from.y };
      this.#areas[gesture.index] = gesture.kind === "move" ? moved(gesture.area, by) : resized(gesture.area, by);
    }
    this.#show();
  }

  #up(): void {
    const gesture = this.#gesture;
    this.#gesture = null;
    const drawn = this.#areas.at(-1);
    if (gesture?.kind === "draw" && drawn && this.#areas !== gesture.before && !isMeant(drawn)) {
      this.#areas = [...gesture.before];
      this.#chosen = -1;
    }
    this.#show();
    this.#tell();
  }

  #drop(): void {
    const gesture = this.#gesture;
    this.#gesture = null;
    if (gesture?.kind === "draw") this.#areas = [...gesture.before];
    else if (gesture) this.#areas[gesture.index] = gesture.area;
    this.#show();
  }

  // --- Buttons and keyboard

  #add(): void {
    const fresh: Area = this.#crops
      ? { left: 10, top: 10, width: 80, height: 80 }
      : { left: 35, top: 45, width: 30, height: 10 };
    this.#areas = this.#crops ? [fresh] : [...this.#areas, fresh];
    this.#choose(this.#areas.length - 1);
  }

  #choose(index: number): void {
    this.#chosen = index;
    this.#show();
    this.#part("list").querySelectorAll<HTMLElement>("[data-area]")[index]?.focus();
    this.#tell();
  }

  #key(event: KeyboardEvent, index: number): void {
    const area = this.#areas[index];
    if (!area || event.ctrlKey || event.altKey || event.metaKey) return;
    const by = ARROWS[event.key];
    if (by) {
      event.preventDefault();
      this.#areas[index] = event.shiftKey ? resized(area, by) : moved(area, by);
      this.#show();
      this.#tell();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.#forget(index);
    }
  }

  #forget(index: number): void {
    this.#areas = this.#areas.filter((_area, other) => other !== index);
    this.#chosen = Math.min(index, this.#areas.length - 1);
    this.#show();
    const next =
      this.#part("list").querySelectorAll<HTMLElement>("[data-area]")[this.#chosen] ?? this.#part("add");
    next.focus();
    this.#tell();
  }

  #zoom(): void {
    const large = this.#part("view").classList.toggle("memo-picture__view--large");
    this.#part("zoom").setAttribute("aria-pressed", String(large));
    this.#part("slide").hidden = !large;
    if (!large && this.svg.classList.contains("memo-picture__svg--slide")) this.#slide();
  }

  /** While the finger moves the enlarged picture it draws nothing. */
  #slide(): void {
    const slides = this.svg.classList.toggle("memo-picture__svg--slide");
    this.#part("slide").setAttribute("aria-pressed", String(slides));
  }

  // --- What is seen

  #show(): void {
    this.#input.value = write(this.#areas.filter(isMeant));
    this.#showShapes();
    this.#showList();
  }

  #showShapes(): void {
    const { width, height } = this.svg.viewBox.baseVal;
    const shapes = this.#areas.flatMap((area, index) => {
      const box = rectangle((area.left * width) / 100, (area.top * height) / 100);
      box.setAttribute("width", String((area.width * width) / 100));
      box.setAttribute("height", String((area.height * height) / 100));
      box.classList.add("memo-picture__area");
      if (index !== this.#chosen) return [box];
      box.classList.add("memo-picture__area--chosen");
      const side = (CORNER * width) / 100;
      const corner = rectangle(
        ((area.left + area.width) * width) / 100 - side / 2,
        ((area.top + area.height) * height) / 100 - side / 2,
      );
      corner.setAttribute("width", String(side));
      corner.setAttribute("height", String(side));
      corner.classList.add("memo-picture__corner");
      return [box, corner];
    });
    this.#part("shapes").replaceChildren(...shapes);
  }

  // The buttons are kept: the keyboard stands on one of them while its rectangle moves.
  #showList(): void {
    const list = this.#part("list");
    while (list.children.length > this.#areas.length) list.lastElementChild?.remove();
    for (const own of list.querySelectorAll("button[name]")) own.closest("li")?.remove();
    while (list.children.length < this.#areas.length) list.append(this.#item(list.children.length));
    list.querySelectorAll<HTMLElement>("[data-area]").forEach((button, index) => {
      button.setAttribute("aria-pressed", String(index === this.#chosen));
    });
  }

  #item(index: number): HTMLElement {
    const { one = "", forget = "" } = this.element.dataset;
    const item = document.createElement("li");
    const choose = button(`${one} ${index + 1}`);
    choose.dataset.area = String(index);
    choose.addEventListener("click", () => this.#choose(index));
    choose.addEventListener("keydown", (event) => this.#key(event, index));
    const away = button(forget);
    away.setAttribute("aria-label", `${forget} : ${one} ${index + 1}`);
    away.addEventListener("click", () => this.#forget(index));
    item.append(choose, away);
    return item;
  }

  #tell(): void {
    const area = this.#areas[this.#chosen];
    const said = { number: this.#chosen + 1, ...area };
    const sentence = Object.entries(said).reduce(
      (text, [name, value]) => text.replace(`{${name}}`, String(Math.round(value))),
      this.element.dataset.where ?? "",
    );
    this.#part("told").textContent = area ? sentence : "";
  }
}

function isCorner(area: Area, spot: Spot): boolean {
  return (
    Math.abs(spot.x - area.left - area.width) <= CORNER / 2 &&
    Math.abs(spot.y - area.top - area.height) <= CORNER / 2
  );
}

function rectangle(x: number, y: number): SVGRectElement {
  const made = document.createElementNS(SVG, "rect");
  made.setAttribute("x", String(x));
  made.setAttribute("y", String(y));
  return made;
}

function button(text: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--small";
  made.textContent = text;
  return made;
}
