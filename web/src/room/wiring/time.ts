import { PROLONG_MINUTES } from "../../lib/protocol";
import { part, setText } from "../views/parts";
import type { RoomParts } from "./parts";

/** How long the visit lasts still: quiet in the bar, a notice near the end, which the helped person may put off. */
export function wireTime({ root, say, line, board, limit }: RoomParts): void {
  const words = part("time", HTMLElement);
  const mayProlong = root.dataset.role === "helped";
  line.on("joined", (room) => limit.handle(room));
  line.on("time", (time) => limit.handle(time));
  limit.on("left", (minutes) => {
    words.hidden = minutes === null;
    if (minutes !== null) setText(words, minutes === 0 ? say("time_over") : say("time_left", { minutes }));
  });
  limit.on("warning", (minutes) => {
    const prolong = {
      label: say("time_prolong", { minutes: PROLONG_MINUTES }),
      run: () => line.send({ type: "visit.prolong" }),
    };
    const text = say(mayProlong ? "time_warning" : "time_warning_other", { minutes });
    board.show("time", { kind: "warning", text, ...(mayProlong ? { action: prolong } : {}) });
  });
  limit.on("prolonged", (minutes) => {
    board.show("time", { kind: "success", text: say("time_prolonged", { minutes }) });
  });
}
