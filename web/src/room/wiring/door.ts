import { Door } from "../door";
import { DoorView } from "../views/doorView";
import { optionalPart } from "../views/parts";
import type { RoomParts } from "./parts";

/** Somebody more: invited, at the door, in the room, gone. */
export function wireDoor({ line, presence, mesh, marks, camera, sound, board, people, say }: RoomParts): void {
  line.on("gone", ({ id }) => {
    // One's own going is the end of this page.
    if (id === presence.me?.id) return;
    presence.handleGone(id);
    mesh.handleGone(id);
    sound.forget(id);
    camera.setVoice(id, null);
    marks.forget(id);
  });
  const dialog = optionalPart("invite-dialog", HTMLDialogElement);
  optionalPart("invite", HTMLButtonElement)?.addEventListener("click", () => dialog?.showModal());
  if (optionalPart("door-dialog", HTMLDialogElement) === null) return;
  const door = new Door(presence);
  door.on("send", (message) => line.send(message));
  people.on("showOut", ({ id }) => door.answer(id, false));
  new DoorView(door, board, say);
}
