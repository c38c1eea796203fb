import type { Player } from "./player";
import { lastBefore, type Stretch } from "./stretches";

/** The element that `replays/watch.html` names so; throws when it is not there or is something else. */
export function part<E extends Element>(name: string, kind: abstract new () => E): E {
  const found = document.querySelector(`[data-ep-replay=${name}]`);
  if (!(found instanceof kind)) throw new Error(`the page has no ${name}`);
  return found;
}

export function parts(name: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`[data-ep-replay=${name}]`)];
}

/** The part of the film an element of the page stands for. */
export function stretchOf(element: HTMLElement): Stretch {
  return { start: Number(element.dataset.start), end: Number(element.dataset.end ?? element.dataset.start) };
}

/** Scroll the list alone, never the page under the reader's eyes. */
function bringIntoView(list: HTMLElement, item: HTMLElement): void {
  const box = list.getBoundingClientRect();
  const place = item.getBoundingClientRect();
  if (place.top < box.top) list.scrollTop -= box.top - place.top;
  else if (place.bottom > box.bottom) list.scrollTop += place.bottom - box.bottom;
}

/** The steps: the one being shown is marked, a click or Enter shows another. */
export function showChapters(player: Player, list: HTMLElement, links: readonly HTMLElement[]): void {
  for (const [index, link] of links.entries()) {
    link.addEventListener("click", (event) => {
      // With Ctrl and the like, the browser opens the link as any other.
      if (event instanceof MouseEvent && (event.ctrlKey || event.metaKey || event.shiftKey)) return;
      event.preventDefault();
      player.open(index);
    });
  }
  player.on("chapter", (current) => {
    for (const [index, link] of links.entries()) {
      if (index === current) link.setAttribute("aria-current", "step");
      else link.removeAttribute("aria-current");
    }
    const now = links[current];
    if (now) bringIntoView(list, now);
  });
}

/** How long a line is « of the moment ». */
const LINE_MS = 8_000;

/** The conversation: the lines of the moment are marked and brought into view. */
export function showLines(player: Player, list: HTMLElement, lines: readonly HTMLElement[]): void {
  const inFilm = lines.filter((line) => line.dataset.start !== undefined);
  const starts = inFilm.map((line) => Number(line.dataset.start));
  let last = -1;
  player.on("time", (now) => {
    const current = lastBefore(starts, now);
    for (const [index, line] of inFilm.entries()) {
      const start = starts[index] ?? 0;
      line.classList.toggle("replay__line--now", start <= now && now < start + LINE_MS);
    }
    const line = inFilm[current];
    if (line && current !== last) bringIntoView(list, line);
    last = current;
  });
}

/** How far the film is, under it; a click goes there. */
export function showStrip(player: Player, strip: SVGSVGElement, done: SVGElement): void {
  const length = Number(strip.getAttribute("viewBox")?.split(" ")[2]);
  player.on("time", (now) => done.setAttribute("width", String(Math.round(now))));
  strip.addEventListener("click", (event) => {
    const box = strip.getBoundingClientRect();
    player.seek(((event.clientX - box.left) / box.width) * length);
  });
}

/** What is missing is said where it is. */
export function sayGaps(player: Player, said: HTMLElement, sentences: readonly string[]): void {
  player.on("gap", (index) => {
    said.textContent = sentences[index] ?? "";
  });
}

/** The one of its `data-when` paragraphs that is true; nothing when `state` is empty. */
export function showWhen(block: HTMLElement, state: string): void {
  for (const one of block.querySelectorAll<HTMLElement>("[data-when]")) one.hidden = one.dataset.when !== state;
  block.hidden = state === "";
}
