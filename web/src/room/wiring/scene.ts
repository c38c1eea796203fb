import type { Scene } from "../compositor";
import { authorOf } from "./marks";
import type { RoomParts } from "./parts";

/** What the film shows now: what everyone sees, with everyone's marks; a card while there is nothing to see. */
export function sceneOf({
  say,
  presence,
  marks,
  stage,
}: Pick<RoomParts, "say" | "presence" | "marks" | "stage">): Scene {
  const isHidden = presence.photo === null && presence.sharer?.hidden === true;
  return {
    // Even a last picture of a hidden screen is not for the film.
    picture: isHidden ? null : stage.picture,
    card: say(isHidden ? "film_hidden" : "film_card"),
    marks: marks.marks,
    pointers: marks.pointers,
    authorOf: (id) => authorOf(presence, id),
    now: marks.now,
  };
}
