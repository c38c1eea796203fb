import { onEscapeTwice, onLetter } from "../keys";
import { optionalPart, part } from "../views/parts";
import type { RoomParts } from "./parts";

/** The two keys that protect, in this page or in another document of it: Escape twice stops, H hides. */
export function guardKeys({ root, stopAll, hiding }: RoomParts, target: Document): void {
  onEscapeTwice(target, () => stopAll.run());
  if (root.dataset.role === "helped") onLetter(target, "h", () => void hiding.toggle());
}

/** « Arrêter », by its button and by Escape twice; for those without the button, by the keys alone. */
export function wireStop(parts: RoomParts): void {
  const { say, presence, board, share, voice, stopAll } = parts;
  const button = optionalPart("stop", HTMLButtonElement);
  button?.addEventListener("click", () => stopAll.run());
  guardKeys(parts, document);
  // Whatever she starts again makes it untrue.
  const startedAgain = (state: string) => state === "on" && board.clear("stopped");
  share.on("state", startedAgain);
  voice.on("state", startedAgain);
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
