import { readFileSync } from "node:fs";
import { type Say, textsOf } from "../texts";

const TEMPLATES = "epaule/visits/templates/visits";

/** The markup of a Django template with those it includes, without what only the server understands. */
function markup(name: string): string {
  return readFileSync(`${TEMPLATES}/${name}`, "utf8")
    .replace(/\{% include "visits\/(room\/\S+)" %\}/g, (_tag, included: string) => markup(included))
    .replace(/\{% translate (["'])(.*?)\1 %\}/g, "$2")
    .replace(/\{[%#].*?[%#]\}/gs, "")
    .replace(/\{\{.*?\}\}/g, "");
}

/** For tests: puts the real page of the room in the document, with the parts of both roles, and its texts. */
export function openPage(): Say {
  document.body.innerHTML = markup("room_texts.html") + markup("room.html");
  const texts = document.getElementById("room-texts");
  if (!(texts instanceof HTMLTemplateElement)) throw new Error("no texts");
  const say = textsOf(texts);
  return (key, values) => say(key, { name: "Karim", ...values });
}

/** Lets promises and events that wait run. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
