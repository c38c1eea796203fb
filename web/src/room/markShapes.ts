import { getStroke } from "perfect-freehand";
import { type Point, type Size, toPoint } from "./geometry";
import type { Mark } from "./marks";

/** One for each `ParticipantInfo.colour`. Told apart without red or green; names tell authors apart as well. */
export const MARK_COLOURS = ["#6fb7ff", "#ffc233", "#e36fb8", "#1fa34a"] as const;
/** Around every colour, so that it survives on any picture. */
export const DARK = "#191310";
export const LIGHT = "#fffdf9";

export const markColour = (colour: number): string => MARK_COLOURS[colour] ?? MARK_COLOURS[0];

/** What is drawn of a mark, in pixels of the frame. */
export interface Shape {
  /** An SVG path. */
  readonly path: string;
  /** An area, else a line. */
  readonly filled: boolean;
}

/** One stroke or fill of a shape; those of `layersOf` go over one another. */
export interface Layer {
  readonly colour: string;
  /** Width of the line; 0 for a fill. */
  readonly width: number;
}

/** Radius of a spot, in widths of a line. */
export const SPOT_RADIUS = 3.5;

/** Width of lines on a frame of that size: seen on a telephone, not too heavy on a large screen. Pixels. */
export const lineWidth = ({ width }: Size): number => Math.min(6, Math.max(3, width / 240));

/** Who made a mark: beside a spot the first name, on a drawing only its initial, which hides less. */
export const signatureOf = ({ kind }: Mark, name: string): string =>
  kind === "spot" ? name : ([...name][0] ?? "").toUpperCase();

/** Where it is written: not on what the mark shows. */
export function anchorOf({ kind, points }: Mark): Point | undefined {
  return kind === "circle" ? points[1] : points[0];
}

/** The shape of `mark` on a frame of that size; null for a label, which is text. */
export function shapeOf(mark: Mark, size: Size): Shape | null {
  const frame = { left: 0, top: 0, width: size.width, height: size.height };
  const points = mark.points.map((point) => toPoint(point, frame));
  const [from = { x: 0, y: 0 }, to = from] = points;
  const width = lineWidth(size);
  switch (mark.kind) {
    case "label":
      return null;
    case "spot":
      // Hollow: what is shown must be seen.
      return { path: circle(from, SPOT_RADIUS * width), filled: false };
    case "circle":
      return { path: circle(from, Math.hypot(to.x - from.x, to.y - from.y)), filled: false };
    case "arrow":
      return { path: arrow(from, to, 5 * width), filled: false };
    case "ink":
      return { path: ink(points, 1.6 * width), filled: true };
  }
}

/** Dark, light, then the author's colour. */
export function layersOf({ filled }: Shape, size: Size, colour: string): readonly Layer[] {
  const core = filled ? 0 : lineWidth(size);
  return [
    { colour: DARK, width: core + 7 },
    { colour: LIGHT, width: core + 4 },
    { colour, width: core },
  ];
}

const told = (pixels: number): number => Math.round(pixels * 100) / 100;
const at = ({ x, y }: Point): string => `${told(x)} ${told(y)}`;

function circle({ x, y }: Point, radius: number): string {
  const r = told(Math.max(1, radius));
  return `M${at({ x: x - r, y })}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;
}

function arrow(from: Point, to: Point, head: number): string {
  const length = Math.min(head, Math.hypot(to.x - from.x, to.y - from.y));
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const [one, other] = [angle - 0.5, angle + 0.5].map((side) => ({
    x: to.x - length * Math.cos(side),
    y: to.y - length * Math.sin(side),
  }));
  if (one === undefined || other === undefined) return "";
  return `M${at(from)}L${at(to)}M${at(one)}L${at(to)}L${at(other)}`;
}

/** The outline of a stroke made by hand, smooth between its points. */
function ink(points: readonly Point[], size: number): string {
  const outline = getStroke([...points], { size, thinning: 0.3, smoothing: 0.6, streamline: 0.35, last: true });
  const [first] = outline;
  if (first === undefined) return "";
  const curves = outline.map(([x, y], index) => {
    const [nextX, nextY] = outline[(index + 1) % outline.length] ?? first;
    return `${at({ x, y })} ${at({ x: (x + nextX) / 2, y: (y + nextY) / 2 })}`;
  });
  return `M${at({ x: first[0], y: first[1] })}Q${curves.join(" ")}Z`;
}
