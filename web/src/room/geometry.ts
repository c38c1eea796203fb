export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Size {
  readonly left: number;
  readonly top: number;
}

/**
 * Where `content` is really drawn in `box` under `object-fit: contain`: as large as fits, centred, with empty
 * bands on two sides. Null while either has no size.
 */
export function contentRect(content: Size, box: Rect): Rect | null {
  if (content.width <= 0 || content.height <= 0 || box.width <= 0 || box.height <= 0) return null;
  const scale = Math.min(box.width / content.width, box.height / content.height);
  const width = content.width * scale;
  const height = content.height * scale;
  return {
    left: box.left + (box.width - width) / 2,
    top: box.top + (box.height - height) / 2,
    width,
    height,
  };
}

/** A point as fractions of `rect`, null when it lies outside. */
export function toFractions(point: Point, rect: Rect): Point | null {
  const x = (point.x - rect.left) / rect.width;
  const y = (point.y - rect.top) / rect.height;
  return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : null;
}

/** The nearest point of `rect`, as fractions of it. */
export function toNearestFractions(point: Point, rect: Rect): Point {
  const within = (fraction: number): number => Math.min(1, Math.max(0, fraction));
  return { x: within((point.x - rect.left) / rect.width), y: within((point.y - rect.top) / rect.height) };
}

/** The reverse. */
export function toPoint(fractions: Point, rect: Rect): Point {
  return { x: rect.left + fractions.x * rect.width, y: rect.top + fractions.y * rect.height };
}
