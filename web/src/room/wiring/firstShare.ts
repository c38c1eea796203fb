import { FirstShare } from "../firstShare";
import { FirstShareView } from "../views/firstShareView";
import type { RoomParts } from "./parts";
import type { Gate } from "./sharing";

/** The helped person meets her helper before she shows him anything. To be wired before what is shown. */
export function wireFirstShare({ say, line, board, share, alarm }: RoomParts, first = new FirstShare()): Gate {
  const view = new FirstShareView(first, say);
  first.on("send", (message) => line.send(message));
  first.on("unsafe", () => alarm.raise("called"));
  line.on("joined", ({ trusted }) => first.handleRoom(trusted));
  line.on("refused", ({ code }) => first.handleRefused(code));
  share.on("state", () => {
    if (share.surface === "monitor") board.show("monitor", { kind: "info", text: say("share_whole_screen") });
    else board.clear("monitor");
  });
  return (begin) => {
    if (first.isKnown) begin();
    else view.ask(begin);
  };
}
