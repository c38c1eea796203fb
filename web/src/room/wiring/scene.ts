import type { Scene } from "../compositor";
import { authorOf } from "./marks";
import type { RoomParts } from "./parts";

/** She hides what she shows: the film is black, and hears nothing. A photo in the place of the screen is not hidden. */
export function isHidden(presence: RoomParts["presence"]): boolean {
  const { photo, sharer } = presence;
  return photo === null && sharer !== null && presence.hides(sharer);
}

/** What the film shows now: what everyone sees, with everyone's marks; a card while there is nothing to see. */
export function sceneOf({
  say,
  presence,
  marks,
  stage,
}: Pick<RoomParts, "say" | "presence" | "marks" | "stage">): Scene {
  const hidden = isHidden(presence);
  return {
    // Even a last picture of a hidden screen is not for the film.
    picture: hidden ? null : stage.picture,
    card: say(hidden ? "film_hidden" : "film_card"),
    marks: marks.marks,
    pointers: marks.pointers,
    authorOf: (id) => authorOf(presence, id),
    now: marks.now,
  };
}
