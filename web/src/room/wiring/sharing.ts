import { optionalPart, part, setState } from "../views/parts";
import type { RoomParts } from "./parts";

/** Runs `begin` once the person may show something; later, or never, when she has to be asked first. */
export type Gate = (begin: () => void) => void;

export const openGate: Gate = (begin) => begin();

/** What this page shows: her screen, or what her camera sees. */
export function wireShowing(parts: RoomParts, gate = openGate): void {
  const { say, line, presence, board, share, outgoing } = parts;
  const button = optionalPart("share", HTMLButtonElement);
  const show = () => {
    if (button === null) return;
    button.hidden = share.state === "unsupported";
    setState(button, share.state);
  };
  button?.addEventListener("click", () => {
    board.clear("share");
    if (share.state === "on") share.stop();
    else gate(() => void share.start());
  });
  share.on("state", show);
  share.on("send", (message) => line.send(message));
  share.on("track", (track) => void outgoing.show(track));
  share.on("notShared", (why) => {
    const text = say(why === "stopped_in_browser" ? "share_stopped" : `share_${why}`);
    const serious = why === "impossible" || why === "camera_impossible" || why === "camera_refused";
    board.show("share", { kind: serious ? "warning" : "info", text });
  });
  line.on("joined", () => share.handleRoom(presence.me?.sharing ?? false));
  line.on("refused", ({ about }) => {
    if (about === "sharing.set") share.stop();
  });
  presence.on("changed", () => {
    const { me, sharer } = presence;
    if (share.surface === null || me === null || me.role === "helped" || sharer === null || sharer === me) return;
    share.stop();
    board.show("share", { kind: "info", text: say("share_gives_way", { name: sharer.first_name }) });
  });
  show();
}

/** What is seen on the stage: one's own screen as the others see it, else the one that somebody shows. */
export function wireWatching(parts: RoomParts): void {
  const { root, mesh, presence, stage, share, outgoing, hiding } = parts;
  const caption = part("caption", HTMLElement);
  const tracks = new Map<string, MediaStreamTrack>();
  const interrupted = new Set<string>();
  const showOwn = (track: MediaStreamTrack) => {
    root.dataset.sharing = share.state;
    const isSeen = hiding.state === "off" || hiding.state === "none";
    stage.show(isSeen ? track : null, "hidden");
  };
  const showTheirs = () => {
    const { sharer, me } = presence;
    if (sharer === null || sharer === me) {
      root.dataset.sharing = share.state;
      stage.show(null, share.state === "unsupported" && root.dataset.role === "helped" ? "unsupported" : "off");
      return;
    }
    root.dataset.sharing = "on";
    // Rather no picture than one that stands still: she may have stopped showing, or be somewhere else.
    const live = sharer.hidden || interrupted.has(sharer.id) ? undefined : tracks.get(sharer.id);
    stage.show(live ?? null, sharer.hidden ? "hidden" : "arriving");
  };
  const show = () => {
    const { captured } = outgoing;
    root.dataset.showing = captured === null ? "theirs" : "mine";
    if (captured === null) showTheirs();
    else showOwn(captured);
  };
  const whatIsOn = () => (presence.photo === null ? (root.dataset.showing ?? "") : "photo");
  stage.on("state", (state) => setState(caption, state === "on" ? whatIsOn() : state));
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
  share.on("state", show);
  hiding.on("state", show);
  outgoing.on("picture", show);
  show();
}
