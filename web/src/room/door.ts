import { Emitter } from "../lib/emitter";
import type { Admit } from "../lib/protocol";
import type { Newcomer, Presence } from "./presence";

export interface DoorEvents {
  /** Who waits now, the first who came first. */
  changed: readonly Newcomer[];
  /** Somebody has just come. */
  knocked: Newcomer;
  /** For the server. */
  send: Admit;
}

/** The door of the visit: who waits there, and the helped person's answers. */
export class Door extends Emitter<DoorEvents> {
  readonly #presence: Presence;
  #waiting: readonly Newcomer[] = [];

  constructor(presence: Presence) {
    super();
    this.#presence = presence;
    presence.on("changed", () => this.#look());
  }

  get waiting(): readonly Newcomer[] {
    return this.#waiting;
  }

  /** Lets in who waits, or turns him away; later, `yes` false shows him out. */
  answer(participant: string, yes: boolean): void {
    this.emit("send", { type: "admit", participant, yes });
  }

  #look(): void {
    const before = new Set(this.#waiting.map(({ id }) => id));
    const waiting = this.#presence.atTheDoor;
    const isSame = waiting.length === before.size && waiting.every(({ id }) => before.has(id));
    this.#waiting = waiting;
    if (isSame) return;
    for (const one of waiting) if (!before.has(one.id)) this.emit("knocked", one);
    this.emit("changed", waiting);
  }
}
