import { backoff, type Patience } from "../lib/backoff";
import { Emitter } from "../lib/emitter";
import type { ChatLine } from "../lib/protocol";
import type { Answer } from "./http";
import { newId } from "./newId";
import type { SendFile } from "./sendFile";

/** A file of ours that the server has not confirmed. */
export interface Attachment {
  readonly clientId: string;
  readonly name: string;
  /** On its way; held up by the network, and tried again by itself; refused. */
  readonly state: "sending" | "waiting" | "failed";
  /** How much of it left, 0 to 100. */
  readonly percent: number;
  /** Why it is held up or refused, in the server's words; empty when it said nothing. */
  readonly sentence: string;
  /** Why this page itself does not send it. */
  readonly why: "too_large" | "not_taken" | null;
  /** Refused for what it is: sent again, it would be refused again. */
  readonly isHopeless: boolean;
}

export interface AttachmentsOptions {
  readonly send: SendFile;
  /** Makes a heavy photo lighter before it leaves. */
  readonly lighten: (file: Blob) => Promise<Blob>;
  readonly patience?: Patience;
}

interface Waiting extends Attachment {
  readonly body: Blob;
}

/** The server's own limit. */
export const FILE_MAX_BYTES = 10 * 1024 * 1024;
/** Damaged; too large; neither photo nor PDF. */
const HOPELESS = [400, 413, 415];
const TAKEN = ["image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf"];

/** Photos and documents on their way: one at a time, each until it is there, never twice. */
export class Attachments extends Emitter<{ changed: readonly Attachment[] }> {
  readonly #options: AttachmentsOptions;
  readonly #aborts = new Map<string, AbortController>();
  #list: Waiting[] = [];
  #running = false;
  #wake: (() => void) | null = null;

  constructor(options: AttachmentsOptions) {
    super();
    this.#options = options;
    globalThis.addEventListener("online", () => this.#wake?.());
  }

  get list(): readonly Attachment[] {
    return this.#list;
  }

  /** Something has still to leave: the page should stay open. */
  get isBusy(): boolean {
    return this.#list.some(({ state }) => state !== "failed");
  }

  /** Takes a file to send, under a name of its own that never changes. */
  async add(file: File): Promise<void> {
    const body = await this.#options.lighten(file);
    const why = refusedHere(body);
    const state = why === null ? "sending" : "failed";
    const isHopeless = why !== null;
    const start = { clientId: newId(), name: file.name, body, percent: 0, sentence: "" };
    this.#list = [...this.#list, { ...start, state, why, isHopeless }];
    this.#changed();
    await this.#run();
  }

  /** Tries a refused file again. */
  async retry(clientId: string): Promise<void> {
    this.#set(clientId, { state: "sending", percent: 0, sentence: "" });
    await this.#run();
  }

  /** It does not leave after all. */
  drop(clientId: string): void {
    this.#list = this.#list.filter((one) => one.clientId !== clientId);
    this.#aborts.get(clientId)?.abort();
    this.#wake?.();
    this.#changed();
  }

  /** The line came back: the file is there, even if its answer got lost. */
  handleLine(line: ChatLine): void {
    if (this.#find(line.client_id) !== undefined) this.drop(line.client_id);
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    let attempt = 0;
    for (let next = this.#next; next !== undefined; next = this.#next) {
      const answer = await this.#send(next);
      if (answer.kind === "done" || this.#find(next.clientId) === undefined) {
        this.drop(next.clientId);
        attempt = 0;
      } else if (answer.kind === "refused" && isFinal(answer.status)) {
        const isHopeless = HOPELESS.includes(answer.status);
        this.#set(next.clientId, { state: "failed", sentence: answer.sentence, isHopeless });
      } else {
        const sentence = answer.kind === "refused" ? answer.sentence : "";
        this.#set(next.clientId, { state: "waiting", sentence });
        await this.#pause(attempt);
        attempt += 1;
      }
    }
    this.#running = false;
  }

  get #next(): Waiting | undefined {
    return this.#list.find(({ state }) => state !== "failed");
  }

  async #send({ clientId, name, body }: Waiting): Promise<Answer> {
    const abort = new AbortController();
    this.#aborts.set(clientId, abort);
    this.#set(clientId, { state: "sending", percent: 0, sentence: "" });
    const onProgress = (share: number) => this.#set(clientId, { percent: Math.floor(share * 100) });
    const answer = await this.#options.send({ clientId, name, body }, onProgress, abort.signal);
    this.#aborts.delete(clientId);
    return answer;
  }

  async #pause(attempt: number): Promise<void> {
    const wait = backoff(attempt, this.#options.patience ?? { firstMs: 1000, maxMs: 20_000 });
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, wait);
    });
    this.#wake = null;
  }

  #find(clientId: string): Waiting | undefined {
    return this.#list.find((one) => one.clientId === clientId);
  }

  #set(clientId: string, change: Partial<Attachment>): void {
    this.#list = this.#list.map((one) => (one.clientId === clientId ? { ...one, ...change } : one));
    this.#changed();
  }

  #changed(): void {
    this.emit("changed", this.#list);
  }
}

/** What the server would refuse is not even sent. A type that the browser does not know is left to the server. */
function refusedHere({ size, type }: Blob): Attachment["why"] {
  if (type !== "" && !TAKEN.includes(type)) return "not_taken";
  return size > FILE_MAX_BYTES ? "too_large" : null;
}

/** A refusal that only the person can do something about. Haste, slowness and a server in trouble pass. */
function isFinal(status: number): boolean {
  return status === 507 || (status >= 400 && status < 500 && status !== 408 && status !== 429);
}
