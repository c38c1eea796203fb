import { pageLanguage, utteranceOf, voiceFor } from "../../lib/voices";
import { Announcer } from "../announcer";
import type { Point } from "../geometry";
import { Sentences } from "../sentence";
import { Speaker } from "../speaker";
import { part, setText } from "../views/parts";
import { type Guidance, SentenceView, TellView } from "../views/sentenceView";
import type { RoomParts } from "./parts";

/** The sentence that stands, which every page knows. */
export function wireSentences({ mesh, line, presence, ladder, talk }: RoomParts): Sentences {
  const sentences = new Sentences(() => presence.me?.id ?? "");
  sentences.on("send", (message) => talk.send(message));
  talk.on("message", ({ peer, message }) => {
    if (message.type === "sentence") sentences.handleSentence(peer, message);
    else if (message.type === "answer") sentences.handleAnswer(message);
  });
  const retell = () => {
    const { me } = presence;
    if (me !== null && me.role !== "helped" && ladder.mayMark(me.id)) sentences.handleLinked();
  };
  mesh.on("linked", retell);
  line.on("joined", () => {
    if (talk.way === "server") retell();
  });
  return sentences;
}

/** The helper tells her what to do, and learns whether she found it. */
export function wireTelling({ say, presence, ladder, stage, board }: RoomParts, sentences: Sentences): void {
  const helped = () => presence.others.find(({ role }) => role === "helped")?.first_name ?? "";
  const view = new TellView((text) => sentences.say(text));
  const show = () => {
    const me = presence.me?.id ?? "";
    const { standing } = sentences;
    const stands = standing === null ? "" : say("sentence_standing", { name: helped(), text: standing.text });
    view.show(ladder.mayMark(me), stands, standing?.author === me);
  };
  sentences.on("changed", show);
  presence.on("changed", show);
  stage.on("state", show);
  sentences.on("answered", ({ found }) => {
    const text = say(found ? "found" : "not_found", { name: helped() });
    board.show("answer", { kind: found ? "success" : "warning", text });
  });
}

/** What is said in words to the helped person: on her page, and aloud when she wishes. Returns who says it. */
export function wireGuidance(parts: RoomParts, sentences: Sentences): Speaker {
  const { say, line, presence, marks } = parts;
  const view = new SentenceView((found) => sentences.answer(found));
  const show = () => view.show(guidanceOf(parts, sentences));
  sentences.on("changed", show);
  marks.on("focus", show);
  const speaker = speakerOfThisBrowser();
  const announcement = part("announcement", HTMLElement);
  const nameOf = (id: string) => presence.find(id)?.first_name ?? "";
  const announcer = new Announcer(marks, () => presence.me?.id ?? "");
  announcer.on("announce", ({ author, zone, text }) => {
    const place = { name: nameOf(author), zone: say(`zone_${zone}`), text };
    const words = say(text === "" ? "shows_at" : "shows_words_at", place);
    setText(announcement, words);
    speaker.say(words);
    sentences.handleShown();
  });
  marks.on("focus", (focus) => {
    if (focus === null) setText(announcement, "");
  });
  let spoken = sentences.standing;
  sentences.on("changed", () => {
    const { standing } = sentences;
    if (standing !== null && standing !== spoken) {
      speaker.say(say("sentence_said", { name: nameOf(standing.author), text: standing.text }));
    }
    spoken = standing;
  });
  for (const name of ["ended", "over", "replaced"] as const) line.on(name, () => speaker.silence());
  show();
  return speaker;
}

/** What stands before her now. */
export function guidanceOf({ say, presence, marks }: RoomParts, sentences: Sentences): Guidance {
  const { standing, answered } = sentences;
  const helper = presence.others.find(({ role }) => role === "helper")?.first_name ?? "";
  return {
    sentence: standing?.text ?? "",
    answerable: standing !== null || shownTo({ presence, marks }) !== null,
    told: answered === null ? "" : say(answered ? "told_found" : "told_not_found", { name: helper }),
  };
}

/** Where somebody else shows her something. */
export function shownTo({ presence, marks }: Pick<RoomParts, "presence" | "marks">): Point | null {
  const { focus } = marks;
  return focus === null || focus.author === presence.me?.id ? null : focus.place;
}

function speakerOfThisBrowser(): Speaker {
  const speaker = new Speaker({
    synthesis: "speechSynthesis" in window ? speechSynthesis : null,
    speaks: (voices) => voiceFor(pageLanguage(), voices) !== undefined,
    utter: utteranceOf,
    storage: localStorage,
  });
  const button = part("speak", HTMLButtonElement);
  const show = () => {
    button.hidden = !speaker.isAble;
    button.ariaPressed = String(speaker.isOn);
  };
  button.addEventListener("click", () => speaker.toggle());
  speaker.on("changed", show);
  show();
  return speaker;
}
