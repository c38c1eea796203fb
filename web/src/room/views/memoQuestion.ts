import type { Memo } from "../memo";
import type { Say } from "../texts";
import type { NoticeBoard } from "./noticeBoard";
import { part, setState } from "./parts";

/** On the page of the helped person: the question whether pictures may be kept, and her own button under « Plus ». */
export class MemoQuestion {
  readonly #memo: Memo;
  readonly #say: Say;
  readonly #board: NoticeBoard;
  readonly #root = part("root", HTMLElement);
  readonly #dialog = part("memo-dialog", HTMLDialogElement);
  readonly #button = part("memo-toggle", HTMLButtonElement);
  /** She has seen this question: it does not come again by itself. */
  #isPut = false;

  constructor(memo: Memo, board: NoticeBoard, say: Say) {
    this.#memo = memo;
    this.#say = say;
    this.#board = board;
    this.#button.addEventListener("click", () => void this.#pressed());
    this.#dialog.addEventListener("close", () => void this.#answered());
    // Events of dialogs do not rise, but they are heard on their way down.
    this.#root.addEventListener("close", () => this.#putWhenFree(), { capture: true });
    memo.on("changed", () => this.#changed());
    memo.on("refused", ({ deed, sentence }) => {
      if (deed === "word") return;
      const text = sentence === "" ? this.#say("memo_no_server") : sentence;
      const action = { label: this.#say("memo_answer"), run: () => this.#put() };
      this.#board.show("memo", { kind: "warning", text, ...(memo.state === "asked" ? { action } : {}) });
    });
    setState(this.#button, memo.state);
  }

  #changed(): void {
    const { state } = this.#memo;
    setState(this.#button, state);
    if (state === "asked") {
      this.#putWhenFree();
      return;
    }
    this.#isPut = false;
    this.#board.clear("memo");
    if (this.#dialog.open) this.#dialog.close("gone");
  }

  /** One thing at a time: what she is reading first, then this. */
  #putWhenFree(): void {
    const isFree = this.#root.querySelector("dialog[open]") === null;
    if (this.#memo.state === "asked" && !this.#isPut && isFree && !this.#root.hidden) this.#put();
  }

  #put(): void {
    if (this.#memo.state !== "asked" || this.#dialog.open) return;
    this.#isPut = true;
    this.#dialog.showModal();
  }

  /** Only a clear yes is a yes: Escape is a no. */
  async #answered(): Promise<void> {
    const { returnValue } = this.#dialog;
    this.#dialog.returnValue = "";
    if (returnValue === "gone") return;
    if (returnValue === "yes") await this.#memo.agree();
    else await this.#memo.stop();
  }

  async #pressed(): Promise<void> {
    if (this.#memo.state === "asked") {
      this.#put();
      return;
    }
    if (this.#button.ariaBusy === "true") return;
    this.#button.ariaBusy = "true";
    await (this.#memo.state === "on" ? this.#memo.stop() : this.#memo.agree());
    this.#button.ariaBusy = "false";
  }
}
