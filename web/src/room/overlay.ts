import type { PointerHide, PointerMove } from "../lib/protocol";
import { contentRect, type Point, type Rect, type Size, toPoint } from "./geometry";

/** Beyond this part of the frame the name goes to the other side of the mark, to stay in the picture. */
const NAME_TURNS_AT = 0.75;

/** The place of a video element in the viewport. */
const viewportBox = (element: Element): Rect => element.getBoundingClientRect();

/**
 * A video and the mark over it. `mark` is an element without size, inside the video's positioned parent: its
 * origin is exactly the place pointed at, at any size, shape or rotation of the window and of the shared screen.
 */
export class Overlay {
  readonly #video: HTMLVideoElement;
  readonly #mark: HTMLElement;
  readonly #box: (element: Element) => Rect;
  #size: Size = { width: 0, height: 0 };
  #place: Point | null = null;
  #last = -1;

  constructor(video: HTMLVideoElement, mark: HTMLElement, box: (element: Element) => Rect = viewportBox) {
    this.#video = video;
    this.#mark = mark;
    this.#box = box;
    video.addEventListener("resize", () => this.#draw());
    video.addEventListener("loadedmetadata", () => this.#draw());
    new ResizeObserver(() => this.#draw()).observe(video);
  }

  /** Where the picture is in the viewport, without the empty bands; null before the first one. */
  get frame(): Rect | null {
    const { videoWidth, videoHeight } = this.#video;
    // Between two pictures a video may say 0 x 0: it is still the last one that is seen.
    if (videoWidth > 0 && videoHeight > 0) this.#size = { width: videoWidth, height: videoHeight };
    return contentRect(this.#size, this.#box(this.#video));
  }

  /** Where the mark is, in fractions of the picture; null when nothing is pointed at. */
  get place(): Point | null {
    return this.#place;
  }

  /** From the helper's page; what arrives out of order is dropped. */
  handlePointer(message: PointerMove | PointerHide): void {
    if (message.n <= this.#last) return;
    this.#last = message.n;
    this.#place = message.type === "pointer.move" ? { x: message.x, y: message.y } : null;
    this.#draw();
  }

  /** Another page, or nothing to point at: numbering starts afresh. */
  reset(): void {
    this.#last = -1;
    this.#place = null;
    this.#draw();
  }

  #draw(): void {
    const frame = this.frame;
    this.#mark.hidden = this.#place === null || frame === null;
    if (this.#place === null || frame === null) return;
    const parent = this.#mark.offsetParent ?? this.#video;
    const { left, top } = this.#box(parent);
    const { x, y } = toPoint(this.#place, frame);
    // What is placed in an element is placed inside of its border.
    this.#mark.style.transform = `translate(${x - left - parent.clientLeft}px, ${y - top - parent.clientTop}px)`;
    this.#mark.dataset.side = this.#place.x > NAME_TURNS_AT ? "left" : "right";
    this.#mark.dataset.edge = this.#place.y > NAME_TURNS_AT ? "above" : "below";
  }
}
