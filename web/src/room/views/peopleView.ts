import { Emitter } from "../../lib/emitter";
import type { ParticipantInfo } from "../../lib/protocol";
import { isNewcomer, type Presence } from "../presence";
import type { Say, TextKey } from "../texts";
import { part, setText } from "./parts";

export interface PeopleViewEvents {
  /** The helped person wants this newcomer to leave. */
  showOut: { readonly id: string };
}

/** Who is there, and how: a line of words and a small portrait each. */
export class PeopleView extends Emitter<PeopleViewEvents> {
  readonly #list = part("people", HTMLUListElement);
  readonly #say: Say;
  #shown = "";

  constructor(say: Say) {
    super();
    this.#say = say;
  }

  show(presence: Presence, myVoiceIsOn: boolean): void {
    const { me, others, atTheDoor } = presence;
    const people = [...others, ...(me === null ? [] : [me]), ...atTheDoor].map((one) => {
      const mine = one === me;
      return { one, mine, voice: mine ? myVoiceIsOn : presence.voiceIsOn(one.id) };
    });
    // Rebuilt only when something changed, for those who read it with their fingers or ears.
    const now = JSON.stringify(people);
    if (now === this.#shown) return;
    this.#shown = now;
    const isHost = me?.role === "helped";
    this.#list.replaceChildren(
      ...people.map(({ one, mine, voice }) => {
        const item = this.#person(one, mine, voice);
        if (isHost && isNewcomer(one) && one.admitted) item.append(this.#wayOut(one));
        return item;
      }),
    );
  }

  #person(one: ParticipantInfo, mine: boolean, voice: boolean): HTMLElement {
    const item = document.createElement("li");
    item.dataset.epRoom = "person";
    item.dataset.present = String(one.present);
    item.dataset.voice = String(voice);
    item.dataset.mine = String(mine);
    item.className = "room__person";
    const portrait = document.createElement("span");
    portrait.className = `avatar avatar--${one.colour}`;
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

  #wayOut({ id, first_name }: ParticipantInfo): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--quiet";
    button.dataset.epRoom = "show-out";
    setText(button, this.#say("show_out"));
    button.ariaLabel = this.#say("show_out_name", { name: first_name });
    button.addEventListener("click", () => this.emit("showOut", { id }));
    return button;
  }

  #words(one: ParticipantInfo, mine: boolean, voice: boolean): string {
    const role = isNewcomer(one) && !mine ? [this.#say(`role_${one.role}`)] : [];
    if (!one.admitted) return [...role, this.#say("at_the_door")].join(", ");
    if (!one.present && !mine) return [...role, this.#say("absent")].join(", ");
    const words = [...role, this.#say(mine ? "you" : "present"), this.#say(voice ? "mic_on" : "mic_off")];
    if (one.sharing) words.push(this.#say(shownBy(one)));
    return words.join(", ");
  }
}

function shownBy({ hidden, surface }: ParticipantInfo): TextKey {
  if (hidden) return "hides_screen";
  return surface === "camera" ? "shows_camera" : "shows_screen";
}
