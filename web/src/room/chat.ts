import { Emitter } from "../lib/emitter";
import { CHAT_MAX_LENGTH, type ChatLine, type SendChat } from "../lib/protocol";
import { list, struct, text } from "../lib/shape";
import { newId } from "./newId";

/** A line of ours that the server has not confirmed. */
export interface PendingLine {
  readonly clientId: string;
  readonly text: string;
  /** The server's sentence when it refused the line, empty while it is on its way. */
  readonly refusal: string;
}

export interface ChatEvents {
  /** To the server; not confirmed before the line comes back. */
  send: SendChat;
  /** A line of the conversation, in order, once. */
  line: ChatLine;
  /** The unconfirmed lines changed. */
  pending: readonly PendingLine[];
}

/** What is kept of a `Storage`, under names of our own. */
export type Keep = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Kept through a reload. */
const KEPT = "lines";
const DRAFT = "draft";

/** The conversation: what was written is never lost, and never shown twice. */
export class Chat extends Emitter<ChatEvents> {
  readonly #keep: Keep;
  readonly #key: string;
  readonly #shown = new Set<number>();
  #last = 0;
  #pending: PendingLine[] = [];

  /** `key` names the visit in `keep`. */
  constructor(keep: Keep, key: string) {
    super();
    this.#keep = keep;
    this.#key = key;
    this.#pending = readPending(this.#read(KEPT));
  }

  /** Number of the last line shown: what `join` asks to continue from. */
  get lastNumber(): number {
    return this.#last;
  }

  get pending(): readonly PendingLine[] {
    return this.#pending;
  }

  /** What was being typed before the page was reloaded. */
  get draft(): string {
    return this.#read(DRAFT);
  }

  set draft(text: string) {
    this.#write(DRAFT, text);
  }

  /** Takes a line to send; false when there is nothing in it or too much. */
  say(text: string): boolean {
    const trimmed = text.trim();
    if (trimmed === "" || [...trimmed].length > CHAT_MAX_LENGTH) return false;
    const line = { clientId: newId(), text: trimmed, refusal: "" };
    this.#setPending([...this.#pending, line]);
    this.#send(line);
    this.draft = "";
    return true;
  }

  /** Tries a refused line again. */
  retry(clientId: string): void {
    this.#setPending(this.#pending.map((line) => (line.clientId === clientId ? { ...line, refusal: "" } : line)));
    const line = this.#pending.find((one) => one.clientId === clientId);
    if (line !== undefined) this.#send(line);
  }

  /** In the room, for the first time or again: what was missed, then what was not sent. */
  handleRoom(lines: readonly ChatLine[]): void {
    for (const line of lines) this.handleLine(line);
    for (const line of this.#pending) if (line.refusal === "") this.#send(line);
  }

  handleLine(line: ChatLine): void {
    if (this.#pending.some((one) => one.clientId === line.client_id)) {
      this.#setPending(this.#pending.filter((one) => one.clientId !== line.client_id));
    }
    if (this.#shown.has(line.number)) return;
    this.#shown.add(line.number);
    this.#last = Math.max(this.#last, line.number);
    this.emit("line", line);
  }

  /** The server refuses the line `clientId`; true when it is one of ours. */
  handleRefused(clientId: string, sentence: string): boolean {
    if (!this.#pending.some((line) => line.clientId === clientId)) return false;
    this.#setPending(
      this.#pending.map((line) => (line.clientId === clientId ? { ...line, refusal: sentence } : line)),
    );
    return true;
  }

  #send(line: PendingLine): void {
    this.emit("send", { type: "chat.send", client_id: line.clientId, text: line.text });
  }

  #setPending(lines: PendingLine[]): void {
    this.#pending = lines;
    this.#write(KEPT, lines.length === 0 ? "" : JSON.stringify(lines));
    this.emit("pending", lines);
  }

  #read(name: string): string {
    try {
      return this.#keep.getItem(`${this.#key}.${name}`) ?? "";
    } catch {
      return "";
    }
  }

  /** A browser that keeps nothing, or is full, costs only the memory of a reload. */
  #write(name: string, text: string): void {
    try {
      if (text === "") this.#keep.removeItem(`${this.#key}.${name}`);
      else this.#keep.setItem(`${this.#key}.${name}`, text);
    } catch {
      // Nothing to do about it.
    }
  }
}

const readLines = list(struct<PendingLine>({ clientId: text(), text: text(), refusal: text() }, {}));

function readPending(json: string): PendingLine[] {
  try {
    return readLines(JSON.parse(json));
  } catch {
    return [];
  }
}
