import type { Scene } from "./compositor";
import type { Point, Size } from "./geometry";
import { type Brush, type Marked, paintMarks } from "./markPainter";
import { LIGHT } from "./markShapes";
import { type Mark, placeOf } from "./marks";

type PictureBrush = Brush & Pick<CanvasRenderingContext2D, "scale">;

/** What a step needs of a canvas. */
export interface PictureCanvas extends Size {
  width: number;
  height: number;
  getContext(kind: "2d"): PictureBrush | null;
  toBlob(done: (blob: Blob | null) => void, type: string, quality: number): void;
}

/** Pixels of the longest side the server keeps: more would only leave slower. */
export const LONGEST_SIDE = 2560;
/** Marks are as large in a picture as they would be on a screen that wide. */
const SEEN_AT = 1280;
const QUALITY = 0.9;

const newCanvas = (): PictureCanvas => document.createElement("canvas");

/**
 * The picture that is shown at this instant, with its marks drawn in, without names: it may teach others one day.
 * Drawn at once, encoded later. Null while nothing may be seen.
 */
export function takePicture(scene: Scene, canvas = newCanvas()): Promise<Blob | null> | null {
  const { picture } = scene;
  const longest = Math.max(picture?.width ?? 0, picture?.height ?? 0);
  const brush = canvas.getContext("2d");
  if (picture === null || longest === 0 || brush === null) return null;
  const scale = Math.min(1, LONGEST_SIDE / longest);
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const unit = Math.max(1, Math.max(canvas.width, canvas.height) / SEEN_AT);
  const frame = { left: 0, top: 0, width: canvas.width / unit, height: canvas.height / unit };
  brush.scale(unit, unit);
  // Under a photo that lets see through.
  brush.fillStyle = LIGHT;
  brush.fillRect(0, 0, frame.width, frame.height);
  brush.drawImage(picture.source, 0, 0, frame.width, frame.height);
  paintMarks(brush, frame, onPaper(scene));
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

/** As something printed shows it: nothing fades, and who marked something does not point at it as well. */
function onPaper({ marks, pointers, authorOf, now }: Marked): Marked {
  const marking = new Set(marks.map(({ author }) => author));
  return {
    marks: marks.map((mark) => ({ ...mark, stays: true })),
    pointers: new Map([...pointers].filter(([author]) => !marking.has(author))),
    authorOf: (id) => ({ ...authorOf(id), name: "" }),
    now,
  };
}

/** Where one looks in the picture: at the last mark, else at what is `pointed` at. */
export function focusOf(marks: readonly Mark[], pointed: Point | null): Point | null {
  const last = marks.at(-1);
  return (last && placeOf(last)) ?? pointed;
}

/** What the step is about, in the words that are seen already: the last label, else the sentence that stands. */
export function proposedSentence(marks: readonly Mark[], standing: string): string {
  return marks.findLast(({ kind }) => kind === "label")?.text ?? standing;
}
