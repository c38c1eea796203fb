/** Entry of « Trouver un aidant » (requests/helpers.html): the map beside the list. */
import "leaflet/dist/leaflet.css";
import "./styles/map.css";
import { addressAround, HelpersMap } from "./map/helpersMap";
import { readOutlines, readPoints } from "./map/outlines";

const WIDE = "(min-width: 64rem)";

function piece<E extends HTMLElement>(name: string, kind: new () => E): E {
  const element = document.querySelector(`[data-ep-map="${name}"]`);
  if (!(element instanceof kind)) throw new Error(`helpers.html has no ${kind.name} named ${name}`);
  return element;
}

async function json(address: string): Promise<unknown> {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

function start(): void {
  const place = piece("place", HTMLElement);
  const toggle = piece("toggle", HTMLButtonElement);
  const { list = "", query = "", points = "", outlines = "", tiles = "", attribution = "" } = place.dataset;
  const { one = "", more = "", ready = "", see = "", zoomIn = "", zoomOut = "", close = "" } = place.dataset;
  let drawn: HelpersMap | null = null;

  async function load(): Promise<void> {
    const words = { one, more, ready, see, zoomIn, zoomOut, close };
    const label = place.getAttribute("aria-label") ?? "";
    const address = (insee: string): string => addressAround(list, query, insee);
    drawn = new HelpersMap(piece("canvas", HTMLElement), label, words, { url: tiles, attribution }, address);
    try {
      const [shapes, found] = await Promise.all([json(outlines), json(points)]);
      drawn.draw(readOutlines(shapes), readPoints(found));
      place.dataset.drawn = "true";
    } catch {
      piece("canvas", HTMLElement).hidden = true;
      piece("status", HTMLElement).textContent = place.dataset.failed ?? "";
    }
  }

  function show(shown: boolean): void {
    place.hidden = !shown;
    toggle.setAttribute("aria-expanded", String(shown));
    piece("show", HTMLElement).hidden = shown;
    piece("hide", HTMLElement).hidden = !shown;
    if (!shown) return;
    if (drawn) drawn.fit();
    else void load();
  }

  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    show(place.hasAttribute("hidden"));
    // On a telephone it comes after the list: she is taken there.
    if (!place.hasAttribute("hidden") && !matchMedia(WIDE).matches) place.scrollIntoView({ block: "start" });
  });
  show(matchMedia(WIDE).matches);
}

start();
