import type { Point, Size } from "../geometry";
import { frameIn, glide, type Lens, lensOn } from "../lens";
import { type Marked, paintMarks } from "../markPainter";
import { DARK } from "../markShapes";

/** What the glass looks at. */
export interface Sight {
  readonly picture: (Size & { readonly source: CanvasImageSource }) | null;
  readonly focus: Point | null;
  readonly marked: Marked;
}

/** A canvas that shows, larger, the place that is pointed at, with the marks. */
export class Glass {
  readonly #canvas: HTMLCanvasElement;
  readonly #sight: () => Sight;
  #lens: Lens | null = null;
  #drawnAt = 0;

  constructor(canvas: HTMLCanvasElement, sight: () => Sight) {
    this.#canvas = canvas;
    this.#sight = sight;
  }

  /** One picture. `now` is milliseconds; `still`, the person wants nothing that glides. */
  draw(now: number, still: boolean): void {
    const brush = this.#canvas.getContext("2d");
    const { picture, focus, marked } = this.#sight();
    this.#fit();
    const { width, height } = this.#canvas;
    if (brush === null || width === 0 || height === 0) return;
    brush.fillStyle = DARK;
    brush.fillRect(0, 0, width, height);
    if (picture === null || picture.width === 0 || picture.height === 0) return;
    const aim = lensOn(focus, picture, { width, height });
    this.#lens = this.#lens === null || still ? aim : glide(this.#lens, aim, now - this.#drawnAt);
    this.#drawnAt = now;
    const frame = frameIn({ width, height }, this.#lens, picture);
    brush.drawImage(picture.source, frame.left, frame.top, frame.width, frame.height);
    paintMarks(brush, frame, marked);
  }

  /** As many pixels as the window it is in has for it. */
  #fit(): void {
    const canvas = this.#canvas;
    const density = canvas.ownerDocument.defaultView?.devicePixelRatio ?? 1;
    const width = Math.round(canvas.clientWidth * density);
    const height = Math.round(canvas.clientHeight * density);
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
  }
}
