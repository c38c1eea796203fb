import type { Attachment, Attachments } from "../attachments";
import type { Say } from "../texts";
import { part, setText } from "./parts";

const REASONS = { too_large: "file_too_large", not_taken: "file_not_taken" } as const;

/** The buttons that take a photo or a document, and how those on their way are doing. */
export class AttachmentsView {
  readonly #attachments: Attachments;
  readonly #say: Say;
  readonly #panel = part("chat", HTMLDetailsElement);
  readonly #list = part("attachments", HTMLUListElement);
  readonly #items = new Map<string, HTMLLIElement>();

  constructor(attachments: Attachments, say: Say) {
    this.#attachments = attachments;
    this.#say = say;
    this.#offer("attach", part("attach-input", HTMLInputElement));
    this.#offer("take-photo", part("photo-input", HTMLInputElement));
    attachments.on("changed", (list) => this.#show(list));
  }

  /** Every button of that name, wherever the page has one. */
  #offer(name: string, input: HTMLInputElement): void {
    for (const button of document.querySelectorAll(`[data-ep-room="${name}"]`)) {
      button.addEventListener("click", () => input.click());
    }
    input.addEventListener("change", () => {
      this.#panel.open ||= (input.files?.length ?? 0) > 0;
      for (const file of input.files ?? []) void this.#attachments.add(file);
      // The same file again is another choice.
      input.value = "";
    });
  }

  #show(list: readonly Attachment[]): void {
    const gone = new Set(this.#items.keys());
    for (const one of list) {
      gone.delete(one.clientId);
      this.#update(this.#items.get(one.clientId) ?? this.#added(one), one);
    }
    for (const id of gone) {
      this.#items.get(id)?.remove();
      this.#items.delete(id);
    }
    this.#list.hidden = list.length === 0;
  }

  #added({ clientId }: Attachment): HTMLLIElement {
    const item = document.createElement("li");
    item.className = "room__attachment";
    item.dataset.epRoom = "attachment";
    const words = document.createElement("span");
    words.dataset.epRoom = "attachment-words";
    item.append(
      words,
      this.#button("attachment-retry", "chat_retry", () => void this.#attachments.retry(clientId)),
      this.#button("attachment-drop", "file_drop", () => this.#attachments.drop(clientId)),
    );
    this.#items.set(clientId, item);
    this.#list.append(item);
    return item;
  }

  #button(name: string, text: "chat_retry" | "file_drop", run: () => void): HTMLButtonElement {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.dataset.epRoom = name;
    setText(button, this.#say(text));
    button.addEventListener("click", run);
    return button;
  }

  #update(item: HTMLLIElement, one: Attachment): void {
    const failedBefore = item.dataset.state === "failed";
    item.dataset.state = one.state;
    part("attachment-retry", HTMLButtonElement, item).hidden = one.state !== "failed" || one.isHopeless;
    setText(part("attachment-words", HTMLElement, item), this.#words(one));
    // Only what comes into the list is spoken: the refusal, not each percent.
    if (one.state === "failed" && !failedBefore) this.#list.append(item);
  }

  #words({ name: file, state, percent, sentence, why }: Attachment): string {
    if (state === "sending") return this.#say("file_sending", { file, percent });
    if (state === "waiting") return sentence === "" ? this.#say("file_waiting", { file }) : sentence;
    if (why !== null) return this.#say(REASONS[why]);
    return sentence === "" ? this.#say("file_failed", { file }) : sentence;
  }
}
