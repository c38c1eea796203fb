import type { ScreenShare } from "../screenShare";
import { part, setState } from "../views/parts";
import type { RoomParts } from "./parts";

/** The helped person's side: her screen, and the helper's mark over her own view of it. */
export function wireSharing(
  { root, say, line, mesh, presence, stage, board }: RoomParts,
  share: ScreenShare,
): void {
  const button = part("share", HTMLButtonElement);
  const show = () => {
    root.dataset.sharing = share.state;
    button.hidden = share.state === "unsupported";
    setState(button, share.state);
    if (share.state === "unsupported") stage.show(null, "unsupported");
  };
  button.addEventListener("click", () => {
    board.clear("share");
    if (share.state === "on") share.stop();
    else void share.start();
  });
  share.on("state", show);
  share.on("send", (message) => line.send(message));
  share.on("track", (track) => {
    void mesh.setScreen(track);
    stage.show(track);
  });
  share.on("notShared", (why) => {
    const text = say(why === "stopped_in_browser" ? "share_stopped" : `share_${why}`);
    board.show("share", { kind: why === "impossible" ? "warning" : "info", text });
  });
  line.on("joined", () => share.handleRoom(presence.me?.sharing ?? false));
  line.on("refused", ({ about }) => {
    if (about === "sharing.set") share.stop();
  });
  mesh.on("message", ({ peer, message }) => {
    const mayPoint = presence.find(peer)?.role === "helper" && share.state === "on";
    if (mayPoint && (message.type === "pointer.move" || message.type === "pointer.hide"))
      stage.overlay.handlePointer(message);
  });
  for (const name of ["linked", "lost"] as const) mesh.on(name, () => stage.overlay.reset());
  show();
}

/** The helper's side: the screen of the helped person. */
export function wireWatching({ root, mesh, presence, stage }: RoomParts): void {
  const tracks = new Map<string, MediaStreamTrack>();
  const interrupted = new Set<string>();
  const show = () => {
    const { sharer } = presence;
    root.dataset.sharing = sharer === null ? "off" : "on";
    // Rather no picture than one that stands still: she may have stopped showing, or be somewhere else.
    const live = sharer !== null && !interrupted.has(sharer.id) ? tracks.get(sharer.id) : undefined;
    stage.show(live ?? null, sharer === null ? "off" : "arriving");
  };
  mesh.on("lost", ({ peer }) => {
    interrupted.add(peer);
    show();
  });
  mesh.on("linked", ({ peer }) => {
    interrupted.delete(peer);
    show();
  });
  mesh.on("screen", ({ peer, track }) => {
    tracks.set(peer, track);
    show();
  });
  presence.on("changed", show);
}
