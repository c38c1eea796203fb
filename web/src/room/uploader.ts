import { backoff, type Patience } from "../lib/backoff";
import { Emitter } from "../lib/emitter";
import type { Answer, Http } from "./http";

export interface Piece {
  readonly segment: number;
  readonly number: number;
  readonly blob: Blob;
}

export interface UploaderEvents {
  /** Pieces stored on the server, and still here. */
  progress: { readonly sent: number; readonly waiting: number };
  /** A piece does not get through; it is tried again. */
  stuck: { readonly why: "unreachable" | "disk_full" | "server"; readonly sentence: string };
  /** Pieces get through again. */
  flowing: undefined;
  /** No room left here: the film must not go on. What is here is still sent. */
  full: undefined;
  /** The server wants no more pieces of this film; those left are forgotten. */
  over: { readonly code: string; readonly sentence: string };
}

export interface UploaderOptions {
  readonly http: Pick<Http, "put">;
  /** Address with `__segment__` and `__number__`. */
  readonly pieceUrl: string;
  readonly maxBytes?: number;
  readonly patience?: Patience;
}

const MAX_BYTES = 200 * 1024 * 1024;
/** What browsers still send for a page that is closing. */
const KEEPALIVE_BYTES = 60_000;

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Sends the pieces of a film in order, each until it is acknowledged. Sending one twice is harmless. */
export class Uploader extends Emitter<UploaderEvents> {
  readonly #options: UploaderOptions;
  readonly #queue: Piece[] = [];
  readonly #listening = new AbortController();
  #bytes = 0;
  #sent = 0;
  #attempt = 0;
  #running = false;
  #over = false;
  #wake: (() => void) | null = null;
  #whenIdle: (() => void)[] = [];

  constructor(options: UploaderOptions) {
    super();
    this.#options = options;
    globalThis.addEventListener("online", () => this.#wake?.(), { signal: this.#listening.signal });
  }

  /** Pieces not acknowledged yet. */
  get waiting(): number {
    return this.#queue.length;
  }

  push(piece: Piece): void {
    if (this.#over) return;
    this.#queue.push(piece);
    this.#bytes += piece.blob.size;
    this.#tellProgress();
    if (this.#bytes > (this.#options.maxBytes ?? MAX_BYTES)) this.emit("full", undefined);
    if (!this.#running) void this.#run();
  }

  /** Resolves once nothing waits any more: all is stored, or the film is over. */
  async idle(): Promise<void> {
    if (this.#queue.length > 0) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  /** The page is closing: what is small enough may still leave. Nobody will hear the answer. */
  async flushOnLeave(): Promise<void> {
    let room = KEEPALIVE_BYTES;
    for (const piece of this.#queue) {
      room -= piece.blob.size;
      if (room < 0) return;
      const bytes = await piece.blob.arrayBuffer();
      void this.#put(piece, bytes, await sha256(bytes), true);
    }
  }

  close(): void {
    this.#listening.abort();
    this.#forget();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let piece = this.#queue[0]; piece !== undefined; piece = this.#queue[0]) await this.#sendOnce(piece);
    this.#running = false;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  async #sendOnce(piece: Piece): Promise<void> {
    const answer = await this.#readAndPut(piece);
    if (this.#over) return;
    if (answer.kind === "done") this.#acknowledged(piece);
    else if (answer.kind === "refused" && isFinal(answer)) this.#giveUp(answer);
    else await this.#stuck(answer);
  }

  async #readAndPut(piece: Piece): Promise<Answer> {
    try {
      const bytes = await piece.blob.arrayBuffer();
      return await this.#put(piece, bytes, await sha256(bytes));
    } catch {
      // The browser lost what it kept of the piece: a film with a hole cannot be read.
      return { kind: "refused", status: 410, code: "unreadable", sentence: "" };
    }
  }

  #put(piece: Piece, bytes: ArrayBuffer, hash: string, keepalive = false): Promise<Answer> {
    const url = this.#options.pieceUrl
      .replace("__segment__", String(piece.segment))
      .replace("__number__", String(piece.number));
    return this.#options.http.put(url, bytes, piece.blob.type, hash, keepalive);
  }

  #acknowledged(piece: Piece): void {
    this.#queue.shift();
    this.#bytes -= piece.blob.size;
    this.#sent += 1;
    if (this.#attempt > 0) this.emit("flowing", undefined);
    this.#attempt = 0;
    this.#tellProgress();
  }

  async #stuck(answer: Exclude<Answer, { kind: "done" }>): Promise<void> {
    if (answer.kind === "unreachable") this.emit("stuck", { why: "unreachable", sentence: "" });
    else this.emit("stuck", { why: answer.status === 507 ? "disk_full" : "server", sentence: answer.sentence });
    const wait = backoff(this.#attempt, this.#options.patience ?? { firstMs: 1000, maxMs: 20_000 });
    this.#attempt += 1;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, wait);
    });
    this.#wake = null;
  }

  #giveUp(answer: Extract<Answer, { kind: "refused" }>): void {
    this.#forget();
    this.emit("over", { code: answer.code, sentence: answer.sentence });
  }

  #forget(): void {
    this.#over = true;
    this.#queue.length = 0;
    this.#bytes = 0;
    this.#wake?.();
  }

  #tellProgress(): void {
    this.emit("progress", { sent: this.#sent, waiting: this.#queue.length });
  }
}

/** A refusal that trying again cannot change. A piece damaged on its way, haste, slowness and 5xx pass. */
function isFinal({ status, code }: Extract<Answer, { kind: "refused" }>): boolean {
  return status >= 400 && status < 500 && ![408, 429].includes(status) && code !== "piece_damaged";
}
