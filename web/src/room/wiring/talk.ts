import type { RoomParts } from "./parts";

/** What the pages say to one another: in by either way, always past the ladder; out by one. */
export function wireTalk({ line, mesh, talk, clock }: Pick<RoomParts, "line" | "mesh" | "talk" | "clock">): void {
  line.on("joined", ({ now }) => clock.handleNow(now));
  mesh.on("message", ({ peer, message }) => talk.handle(peer, message));
  line.on("peer", ({ sender, message }) => talk.handle(sender, message));
  talk.on("channel", (message) => mesh.send(message));
  talk.on("server", (message) => line.send({ type: "peer.send", message }));
}
