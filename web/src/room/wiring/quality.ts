import type { Ticker } from "../ticker";
import { part, setState } from "../views/parts";
import type { RoomParts } from "./parts";

/** How the link is, in words beside how it stands between us; and the picture that goes out, live or stills. */
export function wireQuality(parts: RoomParts, ticker: Ticker): void {
  const { root, mesh, talk, presence, share, outgoing, meter } = parts;
  const words = part("quality", HTMLElement);
  /** What the others say of their own pictures. */
  const pictures = new Map<string, "live" | "stills">();
  let wasTogether = false;
  const tell = () => {
    if (share.state === "on") talk.send({ type: "quality", picture: meter.picture });
  };
  const show = () => {
    const { connection, sharer, me } = presence;
    wasTogether ||= connection === "together";
    const isCut = wasTogether && ["reconnecting", "linking", "unreachable"].includes(connection);
    const level = connection === "together" ? meter.level : "none";
    root.dataset.quality = level;
    const picture = sharer === null ? "live" : sharer === me ? meter.picture : pictures.get(sharer.id);
    if (level === "none") setState(words, isCut ? "none" : "unknown");
    else setState(words, picture === "stills" ? "stills" : level);
  };
  meter.on("level", show);
  meter.on("picture", (picture) => {
    void outgoing.setStills(picture === "stills");
    tell();
    show();
  });
  share.on("state", tell);
  mesh.on("linked", tell);
  talk.on("message", ({ peer, message }) => {
    if (message.type !== "quality") return;
    pictures.set(peer, message.picture);
    show();
  });
  presence.on("changed", show);
  meter.start(ticker);
  show();
}
