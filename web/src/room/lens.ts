import type { Point, Rect, Size } from "./geometry";

/** What a magnifying glass looks at. */
export interface Lens {
  /** Fractions of the picture. */
  readonly centre: Point;
  /** Pixels of the glass for one pixel of the picture. */
  readonly scale: number;
}

/** How much larger than on her own screen. */
const MAGNIFICATION = 2;
/** Milliseconds in which two thirds of the way are gone. */
const GLIDE_MS = 160;

/** Around `focus`; the whole picture when nothing is looked at. */
export function lensOn(focus: Point | null, picture: Size, glass: Size): Lens {
  const whole = Math.min(glass.width / picture.width, glass.height / picture.height);
  if (focus === null) return { centre: { x: 0.5, y: 0.5 }, scale: whole };
  return { centre: focus, scale: Math.max(MAGNIFICATION, whole) };
}

/** On the way from `from` to `to`, `elapsed` milliseconds further: the eye can follow, and is never kept waiting. */
export function glide(from: Lens, to: Lens, elapsed: number): Lens {
  const part = 1 - Math.exp(-Math.max(0, elapsed) / GLIDE_MS);
  const between = (one: number, other: number): number => one + (other - one) * part;
  return {
    centre: { x: between(from.centre.x, to.centre.x), y: between(from.centre.y, to.centre.y) },
    scale: between(from.scale, to.scale),
  };
}

/** Where the whole picture lies in pixels of the glass: beyond its edges there is nothing to see. */
export function frameIn(glass: Size, { centre, scale }: Lens, picture: Size): Rect {
  const width = picture.width * scale;
  const height = picture.height * scale;
  return {
    left: placed(glass.width, width, centre.x),
    top: placed(glass.height, height, centre.y),
    width,
    height,
  };
}

function placed(room: number, length: number, centre: number): number {
  if (length <= room) return (room - length) / 2;
  return Math.min(0, Math.max(room - length, room / 2 - centre * length));
}
