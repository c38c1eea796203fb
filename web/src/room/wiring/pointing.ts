import { PointerCapture } from "../pointer";
import { part } from "../views/parts";
import type { RoomParts } from "./parts";

/** « Montrer »: what the helper points at. On by itself whenever a screen arrives, unless turned off before. */
export function wirePointing({ mesh, stage }: RoomParts): void {
  const button = part("point", HTMLButtonElement);
  const capture = new PointerCapture(stage.surface, () => (stage.isOn ? stage.overlay.frame : null));
  let wanted = true;
  const show = () => {
    capture.enabled = wanted && stage.isOn;
    button.disabled = !stage.isOn;
    button.ariaPressed = String(capture.enabled);
    stage.surface.dataset.pointing = String(capture.enabled);
  };
  button.addEventListener("click", () => {
    wanted = !wanted;
    show();
  });
  stage.on("state", show);
  capture.on("message", (message) => {
    mesh.send(message);
    stage.overlay.handlePointer(message);
  });
}
