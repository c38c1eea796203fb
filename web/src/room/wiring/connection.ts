import { onWake } from "../../lib/wake";
import { iceConfiguration } from "../iceConfiguration";
import { part, setState, setText } from "../views/parts";
import type { RoomParts } from "./parts";

/** The server, the other pages, and the words that say how it stands between us. */
export function wireConnection(parts: RoomParts): void {
  const { root, say, line, mesh, presence, voice, board, people } = parts;
  const words = part("connection", HTMLElement);
  const show = () => {
    const { connection } = presence;
    root.dataset.connection = connection;
    setState(words, connection);
    setText(words, say(connection));
    people.show(presence, voice.state === "on");
    if (connection === "unreachable") board.show("reach", { kind: "warning", text: say("unreachable_help") });
    else board.clear("reach");
  };
  presence.on("changed", show);
  voice.on("state", show);
  line.on("joined", (room) => {
    board.clear("unsent");
    presence.handleRoom(room);
    mesh.handleJoined(presence.peers, iceConfiguration(room));
  });
  line.on("participant", (participant) => {
    presence.handleParticipant(participant);
    const peer = presence.peers.find((one) => one.id === participant.id);
    if (peer !== undefined) mesh.handlePeer(peer);
  });
  line.on("stage", (photo) => presence.handlePhoto(photo));
  line.on("unsent", () => board.show("unsent", { kind: "warning", text: say("not_sent") }));
  line.on("lost", () => {
    presence.handleServerLost();
    mesh.handleSignallingLost();
  });
  onWake((why) => why !== "seen" && mesh.handleNetwork());
  line.on("signal", (signal) => mesh.handleSignal(signal));
  mesh.on("signal", (signal) => line.send(signal));
  mesh.on("linked", ({ peer }) => presence.handleLink(peer, "together"));
  mesh.on("lost", ({ peer }) => presence.handleLink(peer, "linking"));
  mesh.on("unreachable", ({ peer }) => presence.handleLink(peer, "unreachable"));
}
