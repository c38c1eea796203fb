import type { ParticipantInfo } from "../../lib/protocol";
import type { Presence } from "../presence";
import type { Say } from "../texts";
import { part, setText } from "./parts";

/** Who is there, and how: a line of words and a small portrait each. */
export class PeopleView {
  readonly #list = part("people", HTMLUListElement);
  readonly #say: Say;
  #shown = "";

  constructor(say: Say) {
    this.#say = say;
  }

  show(presence: Presence, myVoiceIsOn: boolean): void {
    const { me, others } = presence;
    const people = [...others, ...(me === null ? [] : [me])].map((one) => {
      const mine = one === me;
      return { one, mine, voice: mine ? myVoiceIsOn : presence.voiceIsOn(one.id) };
    });
    // Rebuilt only when something changed, for those who read it with their fingers or ears.
    const now = JSON.stringify(people);
    if (now === this.#shown) return;
    this.#shown = now;
    this.#list.replaceChildren(...people.map(({ one, mine, voice }) => this.#person(one, mine, voice)));
  }

  #person(one: ParticipantInfo, mine: boolean, voice: boolean): HTMLElement {
    const item = document.createElement("li");
    item.dataset.epRoom = "person";
    item.dataset.present = String(one.present);
    item.dataset.voice = String(voice);
    item.className = "room__person";
    const portrait = document.createElement("span");
    portrait.className = `avatar avatar--${one.role === "helper" ? 1 : 0}`;
    portrait.ariaHidden = "true";
    setText(portrait, one.first_name.slice(0, 1).toUpperCase());
    const name = document.createElement("strong");
    setText(name, one.first_name);
    const words = document.createElement("span");
    words.className = "room__how";
    setText(words, this.#words(one, mine, voice));
    const label = document.createElement("span");
    label.append(name, " ", words);
    item.append(portrait, label);
    return item;
  }

  #words(one: ParticipantInfo, mine: boolean, voice: boolean): string {
    if (!one.present && !mine) return this.#say("absent");
    const words = [this.#say(mine ? "you" : "present"), this.#say(voice ? "mic_on" : "mic_off")];
    if (one.sharing) words.push(this.#say("shows_screen"));
    return words.join(", ");
  }
}
