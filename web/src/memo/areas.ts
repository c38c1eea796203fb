/** A rectangle of a picture, in percent of it. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Smallest side that is kept, in percent: less is a touch, not a rectangle. */
export const SMALLEST = 1;

const within = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const round = (value: number): number => Math.round(value * 100) / 100;

/** The rectangle between two corners, inside the picture. */
export function between(one: Spot, other: Spot): Area {
  const [left, right] = [one.x, other.x].map((x) => within(x, 0, 100)).sort((a, b) => a - b);
  const [top, bottom] = [one.y, other.y].map((y) => within(y, 0, 100)).sort((a, b) => a - b);
  return {
    left: round(left ?? 0),
    top: round(top ?? 0),
    width: round((right ?? 0) - (left ?? 0)),
    height: round((bottom ?? 0) - (top ?? 0)),
  };
}

/** True when it is large enough to have been meant. */
export function isMeant(area: Area): boolean {
  return area.width >= SMALLEST && area.height >= SMALLEST;
}

/** The same rectangle elsewhere, as far as the edges of the picture allow. */
export function moved(area: Area, by: Spot): Area {
  return {
    ...area,
    left: round(within(area.left + by.x, 0, 100 - area.width)),
    top: round(within(area.top + by.y, 0, 100 - area.height)),
  };
}

/** The same place, wider and higher by so much (narrower when negative). */
export function resized(area: Area, by: Spot): Area {
  return {
    ...area,
    width: round(within(area.width + by.x, SMALLEST, 100 - area.left)),
    height: round(within(area.height + by.y, SMALLEST, 100 - area.top)),
  };
}

/** True when `spot` lies in it. */
export function holds(area: Area, spot: Spot): boolean {
  return (
    spot.x >= area.left &&
    spot.x <= area.left + area.width &&
    spot.y >= area.top &&
    spot.y <= area.top + area.height
  );
}

/** Where a pointer is in the picture that fills `box`, in percent; may lie outside. */
export function spotIn(box: Pick<DOMRect, "left" | "top" | "width" | "height">, x: number, y: number): Spot {
  return { x: ((x - box.left) / box.width) * 100, y: ((y - box.top) / box.height) * 100 };
}

/** As the server reads them: « left,top,width,height », one after the other. */
export function write(areas: readonly Area[]): string {
  return areas.map((area) => [area.left, area.top, area.width, area.height].join(",")).join(" ");
}

/** The reverse; what is no rectangle is left out. */
export function read(text: string): Area[] {
  const found: Area[] = [];
  for (const one of text.split(" ")) {
    const [left, top, width, height, ...more] = one.split(",").map(Number);
    if (left === undefined || top === undefined || width === undefined || height === undefined) continue;
    if (more.length > 0 || ![left, top, width, height].every(Number.isFinite)) continue;
    found.push({ left, top, width, height });
  }
  return found;
}
