import type { RoomParts } from "./parts";

export function wireChat({ line, chat, board }: RoomParts): void {
  chat.on("send", (message) => line.send(message));
  line.on("joined", ({ lines }) => chat.handleRoom(lines));
  line.on("chat", (said) => chat.handleLine(said));
  line.on("refused", ({ about = "", message }) => {
    if (!chat.handleRefused(about, message)) board.show("server", { kind: "warning", text: message });
  });
}
