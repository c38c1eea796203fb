import { onEscapeTwice } from "../keys";
import { optionalPart, part } from "../views/parts";
import type { RoomParts } from "./parts";

/** « Arrêter », by its button and by Escape twice; for those without the button, by the keys alone. */
export function wireStop({ say, presence, board, stopAll }: RoomParts): void {
  const button = optionalPart("stop", HTMLButtonElement);
  button?.addEventListener("click", () => stopAll.run());
  onEscapeTwice(document, () => stopAll.run());
  stopAll.on("stopped", ({ anything }) => {
    if (button === null) {
      if (anything) board.show("stopped", { kind: "info", text: say("stopped_mine") });
      return;
    }
    const alone = presence.others.filter((one) => one.present && one.admitted).length < 2;
    board.show("stopped", {
      kind: "success",
      text: say(alone ? "stopped" : "stopped_for_all"),
      action: { label: say("stopped_resume"), run: () => board.clear("stopped") },
      otherAction: { label: say("stopped_end"), run: () => part("leave", HTMLButtonElement).click() },
    });
  });
}
