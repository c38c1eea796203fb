import { FocusKeeper } from "../focusKeeper";
import { part } from "../views/parts";
import type { RoomParts } from "./parts";

/** The keyboard always has its place; what was chosen under « Plus » closes it, and dialogs come back to its button. */
export function wireFocus({ root, stage }: Pick<RoomParts, "root" | "stage">): void {
  new FocusKeeper(root, stage.surface);
  const more = part("more", HTMLElement);
  more.addEventListener(
    "click",
    ({ target }) => {
      if (target instanceof Element && target.closest("button, a") !== null) more.hidePopover();
    },
    { capture: true },
  );
}
