import { optionalPart, setState } from "../views/parts";
import type { RoomParts } from "./parts";

/** « Cacher mon écran », by its button, the key H, and by itself when a password may come up. */
export function wireHiding(parts: RoomParts, { sensitive }: { readonly sensitive: boolean }): void {
  const { root, say, line, mesh, talk, presence, board, share, hiding, outgoing } = parts;
  const button = optionalPart("hide", HTMLButtonElement);
  const toggle = () => void hiding.toggle();
  const show = () => {
    root.dataset.picture = outgoing.wanted;
    if (button === null) return;
    button.disabled = hiding.state === "none";
    // On a telephone there is no room for what can never be pressed.
    button.hidden = button.disabled && share.state === "unsupported";
    setState(button, hiding.state === "none" ? "off" : hiding.state);
  };
  outgoing.on("picture", show);
  hiding.on("state", (state) => {
    if (state !== "off") board.clear("hide");
    show();
  });
  hiding.on("send", (message) => line.send(message));
  // Also from page to page, for the one that films and may be cut from the server. Nothing to hide is no word.
  const tell = () => {
    if (root.dataset.role !== "helped" || hiding.state === "none") return;
    mesh.send({ type: "hidden", on: hiding.state !== "off" });
  };
  hiding.on("state", tell);
  mesh.on("linked", tell);
  talk.on("message", ({ peer, message }) => {
    if (message.type === "hidden") presence.handleHiding(peer, message.on);
  });
  line.on("joined", () => hiding.handleRoom(presence.me?.hidden ?? false));
  button?.addEventListener("click", toggle);
  share.on("state", (state) => {
    show();
    if (state === "on" && sensitive && button !== null && hiding.state !== "on") {
      const action = { label: say("hide_now"), run: toggle };
      board.show("hide", { kind: "warning", text: say("hide_first"), action });
    }
  });
  show();
}
