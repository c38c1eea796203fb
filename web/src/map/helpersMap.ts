/** The map of the directory: our own outlines, and a round for each commune where somebody helps. */
import {
  canvas,
  circle,
  control,
  divIcon,
  type LatLngBounds,
  Map as LeafletMap,
  latLngBounds,
  Marker,
  polygon,
  tileLayer,
} from "leaflet";
import type { CommunePoint, LatLon, Points } from "./outlines";

export interface Words {
  readonly one: string;
  readonly more: string;
  readonly ready: string;
  readonly see: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly close: string;
}

export interface Tiles {
  readonly url: string;
  readonly attribution: string;
}

const AROUND_KM = 10;
const TARGET = 44;
const CLOSEST = 13;

/** A text put in HTML that we write nowhere else: Leaflet shows attributions as HTML. */
function escaped(text: string): string {
  const element = document.createElement("span");
  element.textContent = text;
  return element.innerHTML;
}

/** « 2 personnes à Granville, dont 1 disponible maintenant ». */
export function said(point: CommunePoint, words: Words): string {
  const sentence = point.helpers > 1 ? words.more : words.one;
  const all = sentence.replace("{count}", String(point.helpers)).replace("{commune}", point.name);
  return point.ready > 0 ? `${all}, ${words.ready.replace("{count}", String(point.ready))}` : all;
}

/** Where the list shows those of one commune: the same questions, around it. */
export function addressAround(list: string, query: string, insee: string): string {
  const asked = new URLSearchParams(query);
  asked.set("commune", insee);
  if (!asked.has("rayon")) asked.set("rayon", String(AROUND_KM));
  return `${list}?${asked}`;
}

export class HelpersMap {
  readonly #map: LeafletMap;
  readonly #words: Words;
  readonly #address: (insee: string) => string;
  #opened: Marker | null = null;
  #bounds: LatLngBounds = latLngBounds([]);

  constructor(place: HTMLElement, label: string, words: Words, tiles: Tiles, address: (insee: string) => string) {
    this.#words = words;
    this.#address = address;
    this.#map = new LeafletMap(place, {
      zoomControl: false,
      attributionControl: false,
      maxZoom: CLOSEST,
      zoomSnap: 0.5,
      // One must be able to scroll past it.
      scrollWheelZoom: false,
      zoomAnimation: false,
      fadeAnimation: false,
      markerZoomAnimation: false,
    });
    place.setAttribute("role", "group");
    place.setAttribute("aria-label", label);
    // Leaflet itself hears it only while the map, and nothing in it, has the focus.
    place.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.#close();
    });
    control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(this.#map);
    if (tiles.url !== "") {
      control.attribution({ prefix: false }).addTo(this.#map);
      const attribution = escaped(tiles.attribution);
      // Public tile servers want to know which site shows them; nothing of the page.
      tileLayer(tiles.url, { attribution, maxZoom: CLOSEST, referrerPolicy: "origin" }).addTo(this.#map);
    }
  }

  /** The outlines, those of communes where somebody helps in another colour. */
  draw(outlines: ReadonlyMap<string, LatLon[][]>, points: Points): void {
    const style = getComputedStyle(document.documentElement);
    const colour = (name: string): string => style.getPropertyValue(name).trim();
    const helped = new Set(points.communes.map((one) => one.insee));
    const renderer = canvas({ padding: 0.5 });
    for (const [insee, rings] of outlines) {
      const shape = polygon(rings, {
        renderer,
        interactive: false,
        color: colour("--line"),
        weight: 1,
        fillColor: colour(helped.has(insee) ? "--helper" : "--surface-warm"),
        fillOpacity: helped.has(insee) ? 0.25 : 0.5,
      }).addTo(this.#map);
      this.#bounds.extend(shape.getBounds());
    }
    for (const point of points.communes) {
      this.#mark(point);
      this.#bounds.extend(point.at);
    }
    if (points.around) this.#surround(points.around);
    this.fit();
  }

  /** All of it in sight; also after the place changed its size. */
  fit(): void {
    this.#map.invalidateSize(false);
    if (this.#bounds.isValid()) this.#map.fitBounds(this.#bounds, { animate: false, padding: [12, 12] });
  }

  /** Closes what is open, and brings her back to where she opened it. */
  #close(): void {
    if (!this.#opened?.isPopupOpen()) return;
    this.#map.closePopup();
    this.#opened.getElement()?.focus({ preventScroll: true });
  }

  #surround(around: NonNullable<Points["around"]>): void {
    const metres = (around.km ?? AROUND_KM * 2) * 1000;
    // Its bounds, which a circle only knows once it is drawn somewhere.
    this.#map.setView(around.at, 9, { animate: false });
    const shape = circle(around.at, { radius: metres, interactive: false, fill: false, weight: 2 }).addTo(
      this.#map,
    );
    this.#bounds = shape.getBounds();
    if (around.km === null) shape.remove();
  }

  #mark(point: CommunePoint): void {
    const sentence = said(point, this.#words);
    const number = document.createElement("span");
    number.textContent = String(point.helpers);
    const icon = divIcon({
      className: point.ready > 0 ? "map-round map-round--ready" : "map-round",
      html: number,
      iconSize: [TARGET, TARGET],
    });
    const marker = new Marker(point.at, { icon, title: sentence, zIndexOffset: point.helpers, riseOnHover: true });
    marker.bindPopup(() => this.#popup(point, sentence), { closeButton: false, autoPanPadding: [16, 16] });
    marker.on("popupopen", ({ popup }) => {
      this.#opened = marker;
      popup.getElement()?.querySelector<HTMLElement>("a")?.focus({ preventScroll: true });
    });
    // It has an element once the map knows where it looks.
    marker.on("add", () => marker.getElement()?.setAttribute("aria-label", sentence));
    marker.addTo(this.#map);
  }

  #popup(point: CommunePoint, sentence: string): HTMLElement {
    const body = document.createElement("div");
    body.className = "map-popup";
    const words = document.createElement("p");
    words.textContent = sentence;
    const link = document.createElement("a");
    link.href = this.#address(point.insee);
    link.textContent = this.#words.see.replace("{commune}", point.name);
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button button--quiet";
    close.textContent = this.#words.close;
    close.addEventListener("click", () => this.#close());
    body.append(words, link, close);
    return body;
  }
}
