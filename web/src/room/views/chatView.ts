import type { ChatLine } from "../../lib/protocol";
import type { Chat, PendingLine } from "../chat";
import type { Say } from "../texts";
import { fileElement } from "./fileLine";
import { part, setText } from "./parts";

export interface ChatNames {
  readonly me: () => string;
  readonly nameOf: (id: string) => string;
}

/** The written conversation. */
export class ChatView {
  readonly #chat: Chat;
  readonly #say: Say;
  readonly #names: ChatNames;
  readonly #panel = part("chat", HTMLDetailsElement);
  readonly #title = part("chat-title", HTMLElement);
  readonly #log = part("log", HTMLElement);
  readonly #lines = part("lines", HTMLOListElement);
  readonly #text = part("text", HTMLTextAreaElement);
  #pending: HTMLElement[] = [];
  #unread = 0;

  constructor(chat: Chat, names: ChatNames, say: Say) {
    this.#chat = chat;
    this.#names = names;
    this.#say = say;
    this.#panel.open = matchMedia("(min-width: 60rem)").matches;
    this.#panel.addEventListener("toggle", () => this.#opened());
    this.#text.value = chat.draft;
    this.#text.addEventListener("input", () => {
      chat.draft = this.#text.value;
    });
    this.#text.addEventListener("keydown", (event) => this.#key(event));
    part("write", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    chat.on("line", (line) => this.#showLine(line));
    chat.on("pending", (lines) => this.#showPending(lines));
    this.#showPending(chat.pending);
  }

  #key(event: KeyboardEvent): void {
    // While a text is being composed (accents, other scripts), Enter belongs to the keyboard.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit(): void {
    if (this.#chat.say(this.#text.value)) this.#text.value = "";
    this.#text.focus();
  }

  #opened(): void {
    if (!this.#panel.open) return;
    this.#unread = 0;
    this.#showTitle();
    this.#scrollDown();
    this.#panel.scrollIntoView({ block: "nearest" });
  }

  #showTitle(): void {
    const title = this.#unread === 0 ? this.#say("chat_title") : this.#say("chat_unread", { count: this.#unread });
    setText(this.#title, title);
  }

  #showLine(line: ChatLine): void {
    const mine = line.author === this.#names.me();
    const item = this.#item(mine ? this.#say("chat_you") : this.#names.nameOf(line.author), line.text, mine);
    if (line.file != null) item.append(fileElement(line.file, this.#say));
    if (line.masked) item.append(noteOf(this.#say("chat_masked")));
    if (line.tool) item.append(noteOf(this.#say("chat_tool")));
    item.dataset.state = "sent";
    item.dataset.number = String(line.number);
    this.#lines.insertBefore(item, this.#pending[0] ?? null);
    if (!mine && !this.#panel.open) {
      this.#unread += 1;
      this.#showTitle();
    }
    this.#scrollDown();
  }

  #showPending(lines: readonly PendingLine[]): void {
    for (const item of this.#pending) item.remove();
    this.#pending = lines.map((line) => this.#pendingItem(line));
    this.#lines.append(...this.#pending);
    this.#scrollDown();
  }

  #pendingItem({ clientId, text, refusal }: PendingLine): HTMLElement {
    const item = this.#item(this.#say("chat_you"), text, true);
    item.dataset.state = refusal === "" ? "waiting" : "failed";
    item.append(noteOf(refusal === "" ? this.#say("chat_pending") : refusal));
    if (refusal !== "") {
      const again = document.createElement("button");
      again.type = "button";
      again.className = "button";
      again.dataset.epRoom = "chat-retry";
      setText(again, this.#say("chat_retry"));
      again.addEventListener("click", () => this.#chat.retry(clientId));
      item.append(again);
    }
    return item;
  }

  #item(author: string, text: string, mine: boolean): HTMLLIElement {
    const item = document.createElement("li");
    item.className = "room__line";
    item.dataset.epRoom = "line";
    item.dataset.mine = String(mine);
    const who = document.createElement("strong");
    setText(who, author);
    const words = document.createElement("span");
    words.className = "room__line-text";
    setText(words, text);
    item.append(who);
    if (text !== "") item.append(words);
    return item;
  }

  #scrollDown(): void {
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}

/** What is said under a line. */
function noteOf(words: string): HTMLElement {
  const note = document.createElement("span");
  note.className = "room__line-note";
  setText(note, words);
  return note;
}
