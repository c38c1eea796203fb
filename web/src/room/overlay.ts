import { Emitter } from "../lib/emitter";
import { contentRect, type Rect, type Size } from "./geometry";

/** The place of an element in the viewport. */
const viewportBox = (element: Element): Rect => element.getBoundingClientRect();

export type Picture = HTMLVideoElement | HTMLImageElement;

/** Its own pixels, 0 x 0 while it has none. */
export function sizeOf(picture: Picture): Size {
  return picture instanceof HTMLVideoElement
    ? { width: picture.videoWidth, height: picture.videoHeight }
    : { width: picture.naturalWidth, height: picture.naturalHeight };
}

/**
 * Keeps `layer` exactly over the picture that is shown, without the empty bands, at any size, shape or rotation of
 * the window and of the picture: what is placed in it in percentages is at that place of the picture.
 */
export class Overlay extends Emitter<{ size: Size }> {
  readonly #layer: HTMLElement;
  readonly #box: (element: Element) => Rect;
  readonly #observer = new ResizeObserver(() => this.#follow());
  #picture: Picture | null = null;
  #natural: Size = { width: 0, height: 0 };
  #size: Size = { width: 0, height: 0 };

  constructor(layer: HTMLElement, box: (element: Element) => Rect = viewportBox) {
    super();
    this.#layer = layer;
    this.#box = box;
    layer.hidden = true;
  }

  /** From now on it is `picture` that is shown. */
  cover(picture: Picture): void {
    if (picture === this.#picture) return;
    const events = ["resize", "loadedmetadata", "load"];
    for (const name of events) this.#picture?.removeEventListener(name, this.#follow);
    for (const name of events) picture.addEventListener(name, this.#follow);
    this.#observer.disconnect();
    this.#observer.observe(picture);
    this.#picture = picture;
    this.#natural = { width: 0, height: 0 };
    this.#follow();
  }

  /** Where the picture is in the viewport, without the empty bands; null before the first one. */
  get frame(): Rect | null {
    if (this.#picture === null) return null;
    const natural = sizeOf(this.#picture);
    // Between two pictures a video may say 0 x 0: it is still the last one that is seen.
    if (natural.width > 0 && natural.height > 0) this.#natural = natural;
    return contentRect(this.#natural, this.#box(this.#picture));
  }

  readonly #follow = (): void => {
    const { frame } = this;
    const layer = this.#layer;
    layer.hidden = frame === null;
    if (frame === null) return;
    const parent = layer.offsetParent ?? layer.parentElement ?? layer;
    const { left, top } = this.#box(parent);
    // What is placed in an element is placed inside of its border.
    layer.style.left = `${frame.left - left - parent.clientLeft}px`;
    layer.style.top = `${frame.top - top - parent.clientTop}px`;
    layer.style.width = `${frame.width}px`;
    layer.style.height = `${frame.height}px`;
    if (frame.width === this.#size.width && frame.height === this.#size.height) return;
    this.#size = { width: frame.width, height: frame.height };
    this.emit("size", this.#size);
  };
}
