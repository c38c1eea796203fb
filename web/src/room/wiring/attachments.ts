import { optionalPart, part } from "../views/parts";
import type { RoomParts } from "./parts";

/** Photos and documents: sent, put in the place of the screen, and taken away. */
export function wireAttachments({
  say,
  line,
  chat,
  presence,
  attachments,
  stage,
}: Pick<RoomParts, "say" | "line" | "chat" | "presence" | "attachments" | "stage">): void {
  chat.on("line", (said) => attachments.handleLine(said));
  addEventListener("beforeunload", (event) => {
    if (attachments.isBusy) event.preventDefault();
  });
  part("lines", HTMLOListElement).addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>("[data-ep-room=photo-show]") : null;
    const file = button?.dataset.file;
    if (file === undefined) return;
    line.send({ type: "stage.set", file });
    stage.surface.scrollIntoView({ block: "nearest" });
  });
  const away = optionalPart("photo-away", HTMLButtonElement);
  away?.addEventListener("click", () => line.send({ type: "stage.set" }));
  // Over the photo, but not on it: it is no mark.
  for (const gesture of ["pointerdown", "keydown"])
    away?.addEventListener(gesture, (event) => event.stopPropagation());
  let shown = "";
  presence.on("changed", () => {
    const { photo } = presence;
    if (shown === (photo?.id ?? "")) return;
    shown = photo?.id ?? "";
    stage.showPhoto(photo?.url ?? null, photo === null ? "" : say("photo_alt", { file: photo.name }));
    if (away !== null) away.hidden = photo === null;
  });
}
