import type { RoomParts } from "./parts";

export function wireChat({ line, chat, board }: RoomParts): void {
  chat.on("send", (message) => line.send(message));
  line.on("joined", ({ lines }) => chat.handleRoom(lines));
  line.on("chat", (said) => chat.handleLine(said));
  line.on("refused", ({ about = "", message }) => {
    // The hand was taken back while a mark was on its way: the control of the hand says so already.
    if (about === "peer.send") return;
    if (!chat.handleRefused(about, message)) board.show("server", { kind: "warning", text: message });
  });
}
