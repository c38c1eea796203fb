import { type Point, type Rect, toPoint } from "./geometry";
import { anchorOf, DARK, LIGHT, layersOf, lineWidth, markColour, shapeOf, signatureOf } from "./markShapes";
import { type Mark, opacityOf } from "./marks";

export type Brush = Pick<
  CanvasRenderingContext2D,
  "fillStyle" | "strokeStyle" | "lineWidth" | "lineJoin" | "lineCap" | "font" | "textAlign" | "textBaseline"
> &
  Pick<CanvasRenderingContext2D, "globalAlpha" | "save" | "restore" | "translate"> &
  Pick<
    CanvasRenderingContext2D,
    "fillRect" | "fillText" | "drawImage" | "beginPath" | "arc" | "stroke" | "roundRect" | "fill" | "measureText"
  >;

/** Everything that is pointed at and drawn at one moment. */
export interface Marked {
  readonly marks: readonly Mark[];
  readonly pointers: ReadonlyMap<string, Point>;
  readonly authorOf: (id: string) => { readonly name: string; readonly colour: number };
  /** Milliseconds of the board's clock. */
  readonly now: number;
}

export const FONT = '"Atkinson Hyperlegible Next Variable", Verdana, sans-serif';
const CHIP_HEIGHT = 36;

/** Paints pointers and marks, with names, over a picture that is at `frame` of a canvas. */
export function paintMarks(brush: Brush, frame: Rect, { marks, pointers, authorOf, now }: Marked): void {
  for (const mark of marks) {
    const { name, colour } = authorOf(mark.author);
    brush.globalAlpha = opacityOf(mark, now);
    paintShape(brush, frame, mark, markColour(colour));
    const anchor = anchorOf(mark);
    const words = mark.kind === "label" ? signed(mark.text, name) : signatureOf(mark, name);
    if (anchor !== undefined) paintChip(brush, toPoint(anchor, frame), frame, words, markColour(colour));
  }
  brush.globalAlpha = 1;
  for (const [author, place] of pointers) {
    const { name, colour } = authorOf(author);
    paintPointer(brush, toPoint(place, frame), frame, markColour(colour));
    paintChip(brush, toPoint(place, frame), frame, name, markColour(colour));
  }
}

/** A name that is empty is not written. */
const signed = (text: string, name: string): string => (name === "" ? text : `${name}\u00a0: ${text}`);

function paintShape(brush: Brush, frame: Rect, mark: Mark, colour: string): void {
  const shape = shapeOf(mark, frame);
  if (shape === null) return;
  const path = new Path2D(shape.path);
  brush.save();
  brush.translate(frame.left, frame.top);
  brush.lineJoin = "round";
  brush.lineCap = "round";
  for (const layer of layersOf(shape, frame, colour)) {
    brush.fillStyle = layer.colour;
    brush.strokeStyle = layer.colour;
    brush.lineWidth = layer.width;
    if (shape.filled) brush.fill(path);
    if (layer.width > 0) brush.stroke(path);
  }
  brush.restore();
}

function paintPointer(brush: Brush, at: Point, frame: Rect, colour: string): void {
  const width = lineWidth(frame);
  for (const [style, more] of [
    [DARK, 7],
    [LIGHT, 4],
    [colour, 0],
  ] as const) {
    brush.strokeStyle = style;
    brush.lineWidth = width + more;
    brush.beginPath();
    brush.arc(at.x, at.y, 22, 0, 2 * Math.PI);
    brush.stroke();
  }
}

/** Words beside `at`, on the side where there is room in the picture. */
function paintChip(brush: Brush, at: Point, frame: Rect, words: string, colour: string): void {
  if (words === "") return;
  brush.font = `24px ${FONT}`;
  const width = brush.measureText(words).width + 24;
  const right = at.x + 30 + width <= frame.left + frame.width;
  const below = at.y + 20 + CHIP_HEIGHT <= frame.top + frame.height;
  const left = right ? at.x + 30 : at.x - 30 - width;
  const top = below ? at.y + 20 : at.y - 20 - CHIP_HEIGHT;
  brush.fillStyle = DARK;
  brush.strokeStyle = colour;
  brush.lineWidth = 3;
  brush.beginPath();
  brush.roundRect(left, top, width, CHIP_HEIGHT, CHIP_HEIGHT / 2);
  brush.fill();
  brush.stroke();
  brush.fillStyle = LIGHT;
  brush.textAlign = "left";
  brush.textBaseline = "middle";
  brush.fillText(words, left + 12, top + CHIP_HEIGHT / 2 + 1);
}
