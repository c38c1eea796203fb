import type { Door } from "../door";
import type { Newcomer } from "../presence";
import type { Say } from "../texts";
import type { NoticeBoard } from "./noticeBoard";
import { part, setText } from "./parts";

/** The helped person's side of the door: a question for each who knocks, and a notice until she has answered. */
export class DoorView {
  readonly #door: Door;
  readonly #board: NoticeBoard;
  readonly #say: Say;
  readonly #dialog = part("door-dialog", HTMLDialogElement);
  readonly #question = part("door-question", HTMLElement);
  #asked: Newcomer | null = null;
  #noticed = new Set<string>();

  constructor(door: Door, board: NoticeBoard, say: Say) {
    this.#door = door;
    this.#board = board;
    this.#say = say;
    this.#dialog.addEventListener("close", () => this.#answered());
    door.on("changed", (waiting) => this.#show(waiting));
    door.on("knocked", (one) => this.#ask(one));
  }

  #show(waiting: readonly Newcomer[]): void {
    const ids = new Set(waiting.map(({ id }) => id));
    for (const id of this.#noticed) if (!ids.has(id)) this.#board.clear(`door-${id}`);
    this.#noticed = ids;
    for (const one of waiting) {
      this.#board.show(`door-${one.id}`, {
        kind: "info",
        text: this.#knocks(one),
        action: { label: this.#say("door_yes"), run: () => this.#door.answer(one.id, true) },
        otherAction: { label: this.#say("door_no"), run: () => this.#door.answer(one.id, false) },
      });
    }
    if (this.#asked !== null && !ids.has(this.#asked.id) && this.#dialog.open) this.#dialog.close("gone");
  }

  #ask(one: Newcomer): void {
    // A former answer may still be on its way from the browser: it must not count for the next one.
    if (this.#asked !== null || document.querySelector("dialog[open]") !== null) return;
    this.#asked = one;
    setText(this.#question, this.#knocks(one));
    this.#dialog.showModal();
  }

  /** Closed without a word, it waits in its notice. */
  #answered(): void {
    const { returnValue } = this.#dialog;
    if (this.#asked !== null && (returnValue === "yes" || returnValue === "no")) {
      this.#door.answer(this.#asked.id, returnValue === "yes");
    }
    this.#dialog.returnValue = "";
    this.#asked = null;
  }

  #knocks(one: Newcomer): string {
    return this.#say("door_knocks", { name: one.first_name, role: this.#say(`role_${one.role}`) });
  }
}
