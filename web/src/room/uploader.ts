import { backoff, type Patience } from "../lib/backoff";
import { Emitter } from "../lib/emitter";
import { integer, struct } from "../lib/shape";
import { onWake } from "../lib/wake";
import type { Answer, Http } from "./http";
import { type KeptPiece, MemoryStore, type PieceStore } from "./pieceStore";

export interface Piece {
  readonly segment: number;
  readonly number: number;
  readonly blob: Blob;
}

export interface UploaderEvents {
  /** Pieces stored on the server by this page, and still in this browser. */
  progress: { readonly sent: number; readonly waiting: number };
  /** A piece does not get through; it is tried again. */
  stuck: { readonly why: "unreachable" | "disk_full" | "server"; readonly sentence: string };
  /** Pieces get through again. */
  flowing: undefined;
  /** No room left here: the film must not go on. What is here is still sent. */
  full: undefined;
  /** Nothing more is sent by this page; unless the server may still want them (`kept`), those left are forgotten. */
  over: { readonly code: string; readonly sentence: string; readonly kept: boolean };
}

export interface UploaderOptions {
  readonly http: Pick<Http, "put">;
  readonly store: PieceStore;
  readonly recording: string;
  /** Address with `__segment__` and `__number__`. */
  readonly pieceUrl: string;
  /** Of pieces made by this page and not sent yet. */
  readonly maxBytes?: number;
  readonly patience?: Patience;
}

/** Without a lasting store all of it weighs on the page. */
const MAX_BYTES = { lasting: 800 * 1024 * 1024, memory: 200 * 1024 * 1024 };
/** What browsers still send for a page that is closing. */
const KEEPALIVE_BYTES = 60_000;
/** Of this piece only: the film goes on with a hole. */
const NOT_WANTED = ["piece_conflict", "piece_too_large", "take_over"];
/** The server is through with the film, or it is not ours. */
export const FILM_OVER = ["recording_over", "recording_unknown", "not_the_recorder", "not_your_visit"];

type Refused = Extract<Answer, { kind: "refused" }>;

const readReceipt = struct<{ segment: number; number: number }>({ segment: integer(0), number: integer(0) }, {});

async function sha256(bytes: ArrayBuffer): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Keeps the pieces of a film, and sends them in order, each until it is acknowledged. What other pages left in the
 * store is sent too. Sending a piece twice is harmless.
 */
export class Uploader extends Emitter<UploaderEvents> {
  readonly #options: UploaderOptions;
  /** For pieces the store has no room for. */
  readonly #spare = new MemoryStore();
  readonly #listening = new AbortController();
  /** The newest pieces not acknowledged, small enough together to leave with a closing page. */
  #light: KeptPiece[] = [];
  #keeping: Promise<void> = Promise.resolve();
  #beingKept = 0;
  #waiting = 0;
  /** Bytes of the pieces made here that wait, by piece. */
  readonly #sizes = new Map<string, number>();
  #sent = 0;
  #attempt = 0;
  #running: Promise<void> | null = null;
  /** Something was kept while the sending was about to rest. */
  #wanted = false;
  #over = false;
  #full = false;
  #wake: (() => void) | null = null;

  constructor(options: UploaderOptions) {
    super();
    this.#options = options;
    onWake(() => this.#wake?.(), this.#listening.signal);
  }

  /** Pieces not acknowledged yet. */
  get waiting(): number {
    return this.#over ? 0 : this.#waiting;
  }

  /** Nobody is to send more: the film is over, or another page does it. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Sends what is in the store. */
  start(): void {
    this.#wanted = true;
    if (!this.#over) this.#running ??= this.#run();
  }

  push(piece: Piece): void {
    if (this.#over) return;
    this.#beingKept += 1;
    this.#waiting += 1;
    this.#sizes.set(nameOf(piece), piece.blob.size);
    this.#checkRoom();
    this.#keeping = this.#keeping.then(() => this.#keep(piece));
  }

  /** Resolves once nothing waits any more: all is stored, or it is over. */
  async idle(): Promise<void> {
    do {
      await this.#keeping;
      this.start();
      await this.#running;
    } while (this.waiting > 0);
  }

  /** The page is closing: what is small enough may still leave. Nobody will hear the answer. */
  flushOnLeave(): void {
    if (this.#over) return;
    for (const piece of this.#light) void this.#put(piece, true);
  }

  /** This page sends no more; what is left stays in the store. */
  close(): void {
    this.#listening.abort();
    this.#over = true;
    this.#wake?.();
  }

  async #keep({ segment, number, blob }: Piece): Promise<void> {
    const { store, recording } = this.#options;
    try {
      const bytes = await blob.arrayBuffer();
      const piece = { recording, segment, number, bytes, type: blob.type, sha256: await sha256(bytes) };
      this.#light.push(piece);
      this.#lighten();
      await store.keep(piece).catch(async () => {
        // The disk of this computer is full, or its browser forgets: while the page lives nothing is lost.
        await this.#spare.keep(piece);
        if (store.lasts) this.#tellFull();
      });
    } catch {
      // The browser lost what it gave us: a hole of two seconds.
      this.#waiting -= 1;
      this.#sizes.delete(nameOf({ segment, number }));
    }
    this.#beingKept -= 1;
    this.start();
  }

  async #run(): Promise<void> {
    await this.#recount();
    while (this.#wanted && !this.#over) {
      this.#wanted = false;
      for (let piece = await this.#next(); piece !== null && !this.#over; piece = await this.#next()) {
        await this.#sendOnce(piece);
      }
    }
    this.#running = null;
  }

  async #next(): Promise<KeptPiece | null> {
    const { store, recording } = this.#options;
    const kept = await store.next(recording).catch(() => null);
    return kept ?? (await this.#spare.next(recording));
  }

  async #sendOnce(piece: KeptPiece): Promise<void> {
    const answer = await this.#put(piece);
    if (this.#over) return;
    if (answer.kind === "done" && isReceipt(answer.body, piece)) await this.#acknowledged(piece);
    else if (answer.kind === "refused" && NOT_WANTED.includes(answer.code)) await this.#settled(piece);
    else if (answer.kind === "refused" && isFinal(answer)) await this.#giveUp(answer);
    else await this.#stuck(answer);
  }

  #put(piece: KeptPiece, keepalive = false): Promise<Answer> {
    const url = this.#options.pieceUrl
      .replace("__segment__", String(piece.segment))
      .replace("__number__", String(piece.number));
    return this.#options.http.put(url, piece.bytes, piece.type, piece.sha256, keepalive);
  }

  async #acknowledged(piece: KeptPiece): Promise<void> {
    this.#sent += 1;
    if (this.#attempt > 0) this.emit("flowing", undefined);
    this.#attempt = 0;
    await this.#settled(piece);
  }

  async #settled(piece: KeptPiece): Promise<void> {
    await this.#options.store.remove(piece).catch(() => undefined);
    await this.#spare.remove(piece);
    this.#light = this.#light.filter((one) => nameOf(one) !== nameOf(piece));
    this.#sizes.delete(nameOf(piece));
    await this.#recount();
  }

  async #stuck(answer: Answer): Promise<void> {
    if (answer.kind !== "refused") this.emit("stuck", { why: "unreachable", sentence: "" });
    else this.emit("stuck", { why: answer.status === 507 ? "disk_full" : "server", sentence: answer.sentence });
    const wait = backoff(this.#attempt, this.#options.patience ?? { firstMs: 1000, maxMs: 20_000 });
    this.#attempt += 1;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, wait);
    });
    this.#wake = null;
  }

  async #giveUp(answer: Refused): Promise<void> {
    const kept = !FILM_OVER.includes(answer.code);
    this.close();
    await this.#keeping;
    if (!kept) await this.#options.store.forget(this.#options.recording).catch(() => undefined);
    this.emit("over", { code: answer.code, sentence: answer.sentence, kept });
  }

  async #recount(): Promise<void> {
    const { store, recording } = this.#options;
    const kept = (await store.count(recording).catch(() => 0)) + (await this.#spare.count(recording));
    this.#waiting = kept + this.#beingKept;
    this.emit("progress", { sent: this.#sent, waiting: this.#waiting });
  }

  #checkRoom(): void {
    const most = this.#options.maxBytes ?? MAX_BYTES[this.#options.store.lasts ? "lasting" : "memory"];
    const bytes = [...this.#sizes.values()].reduce((sum, size) => sum + size, 0);
    if (bytes > most) this.#tellFull();
  }

  #tellFull(): void {
    if (this.#full) return;
    this.#full = true;
    this.emit("full", undefined);
  }

  #lighten(): void {
    let room = KEEPALIVE_BYTES;
    this.#light = this.#light.reverse().filter(({ bytes }) => {
      room -= bytes.byteLength;
      return room >= 0;
    });
    this.#light.reverse();
  }
}

function nameOf({ segment, number }: Pick<Piece, "segment" | "number">): string {
  return `${segment}/${number}`;
}

/** A yes that is not about this piece is none: a network's own page may have answered. */
function isReceipt(body: unknown, { segment, number }: KeptPiece): boolean {
  try {
    const receipt = readReceipt(body);
    return receipt.segment === segment && receipt.number === number;
  } catch {
    return false;
  }
}

/** A refusal that trying again cannot change. A piece damaged on its way, haste, slowness and 5xx pass. */
function isFinal({ status, code }: Refused): boolean {
  return status >= 400 && status < 500 && ![408, 429].includes(status) && code !== "piece_damaged";
}
