import { contentRect, type Point, type Rect, toPoint } from "./geometry";

/** What the film shows at one moment. */
export interface Scene {
  /** The shared screen, null when nothing is shared. */
  readonly video: HTMLVideoElement | null;
  /** Where the helper points, in fractions of the shared screen. */
  readonly mark: Point | null;
  readonly name: string;
}

type Brush = Pick<
  CanvasRenderingContext2D,
  "fillStyle" | "strokeStyle" | "lineWidth" | "font" | "textAlign" | "textBaseline"
> &
  Pick<
    CanvasRenderingContext2D,
    "fillRect" | "fillText" | "drawImage" | "beginPath" | "arc" | "stroke" | "roundRect" | "fill" | "measureText"
  >;

export const FILM: Rect = { left: 0, top: 0, width: 1280, height: 720 };
const FONT = '"Atkinson Hyperlegible Next Variable", Verdana, sans-serif';
const GROUND = "#2b211b";
const INK = "#fffdf9";
const MARK = "#e8a41c";

/** Draws one picture of the film: the shared screen between bands, the mark with its name; else a quiet card. */
export function drawScene(brush: Brush, scene: Scene, notShared: string): void {
  brush.fillStyle = GROUND;
  brush.fillRect(0, 0, FILM.width, FILM.height);
  const { video, mark } = scene;
  const frame = video && contentRect({ width: video.videoWidth, height: video.videoHeight }, FILM);
  if (video === null || frame === null) {
    drawCard(brush, notShared);
    return;
  }
  brush.drawImage(video, frame.left, frame.top, frame.width, frame.height);
  if (mark !== null) drawMark(brush, toPoint(mark, frame), scene.name);
}

function drawCard(brush: Brush, text: string): void {
  brush.fillStyle = INK;
  brush.font = `48px ${FONT}`;
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  brush.fillText(text, FILM.width / 2, FILM.height / 2);
}

function drawMark(brush: Brush, at: Point, name: string): void {
  for (const [style, width] of [
    [GROUND, 10],
    [MARK, 6],
  ] as const) {
    brush.strokeStyle = style;
    brush.lineWidth = width;
    brush.beginPath();
    brush.arc(at.x, at.y, 22, 0, 2 * Math.PI);
    brush.stroke();
  }
  brush.font = `24px ${FONT}`;
  const width = brush.measureText(name).width + 24;
  const left = at.x + 30 + width > FILM.width ? at.x - 30 - width : at.x + 30;
  const top = at.y + 60 > FILM.height ? at.y - 60 : at.y + 20;
  brush.fillStyle = GROUND;
  brush.beginPath();
  brush.roundRect(left, top, width, 36, 18);
  brush.fill();
  brush.fillStyle = INK;
  brush.textAlign = "left";
  brush.textBaseline = "middle";
  brush.fillText(name, left + 12, top + 19);
}
