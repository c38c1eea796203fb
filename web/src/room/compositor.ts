import { contentRect, type Rect, type Size } from "./geometry";
import { type Brush, FONT, type Marked, paintMarks } from "./markPainter";
import { LIGHT } from "./markShapes";

/** What the film shows at one moment. */
export interface Scene extends Marked {
  /** The shared screen or photo, null when nothing may be seen. */
  readonly picture: (Size & { readonly source: CanvasImageSource }) | null;
  /** What a quiet card says instead. */
  readonly card: string;
}

export const FILM: Rect = { left: 0, top: 0, width: 1280, height: 720 };
const GROUND = "#000000";

/** Draws one picture of the film: what is shown between bands, everyone's marks over it; else a quiet card. */
export function drawScene(brush: Brush, scene: Scene): void {
  brush.fillStyle = GROUND;
  brush.fillRect(0, 0, FILM.width, FILM.height);
  const { picture } = scene;
  const frame = picture && contentRect(picture, FILM);
  if (picture === null || frame === null) {
    drawCard(brush, scene.card);
    return;
  }
  brush.drawImage(picture.source, frame.left, frame.top, frame.width, frame.height);
  paintMarks(brush, frame, scene);
}

function drawCard(brush: Brush, text: string): void {
  brush.fillStyle = LIGHT;
  brush.font = `48px ${FONT}`;
  brush.textAlign = "center";
  brush.textBaseline = "middle";
  brush.fillText(text, FILM.width / 2, FILM.height / 2);
}
