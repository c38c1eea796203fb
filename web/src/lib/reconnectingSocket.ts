import { backoff, type Patience } from "./backoff";
import { Emitter } from "./emitter";
import { onWake } from "./wake";

export interface SocketEvents<In> {
  /** Connected, for the first time or again: say hello. */
  open: undefined;
  message: In;
  /** The connection is lost; it comes back by itself. */
  down: undefined;
  /** The server hung up for good; `code` says why (`CLOSE_…` of protocol.ts). */
  over: { readonly code: number };
}

export interface SocketOptions<In, Out> {
  /** Path on this server, or a whole address. */
  readonly url: string;
  readonly parse: (text: string) => In | null;
  /** Sent every `pingMs`; a line on which nothing comes for `answerWithinMs` after one is dead. */
  readonly ping: Out;
  readonly pingMs: number;
  readonly answerWithinMs?: number;
  readonly openWithinMs?: number;
  readonly patience?: Patience;
  readonly connect?: (url: string) => WebSocket;
}

/** Codes 4400 to 4499 are the server's last word; all other ends are bad luck. */
const isLastWord = (code: number): boolean => code >= 4400 && code <= 4499;

/** The whole WebSocket address of a path of this server. */
export function socketAddress(path: string): string {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}

/** After a sleep or a change of network the line is more likely dead than slow. Milliseconds. */
const WOKEN_ANSWER_MS = 4000;

/** A WebSocket of typed messages that survives cuts, server restarts and sleeping computers. */
export class ReconnectingSocket<In, Out> extends Emitter<SocketEvents<In>> {
  readonly #options: SocketOptions<In, Out>;
  readonly #listening = new AbortController();
  #socket: WebSocket | null = null;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | null = null;
  #opening: ReturnType<typeof setTimeout> | undefined;
  #pinging: ReturnType<typeof setInterval> | undefined;
  #answering: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SocketOptions<In, Out>) {
    super();
    this.#options = options;
  }

  /** Connects, and stays connected until `close` or the server's last word. */
  start(): void {
    onWake(() => this.#woken(), this.#listening.signal);
    this.#connect();
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** False when the line is down and nothing was sent. */
  send(message: Out): boolean {
    if (this.#socket === null || !this.isOpen) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  close(): void {
    this.#listening.abort();
    if (this.#retry !== null) clearTimeout(this.#retry);
    this.#retry = null;
    this.#letGo();
  }

  #connect(): void {
    const address = socketAddress(this.#options.url);
    const socket = this.#options.connect?.(address) ?? new WebSocket(address);
    this.#socket = socket;
    this.#opening = setTimeout(() => this.#lost(), this.#options.openWithinMs ?? 10_000);
    socket.onopen = () => this.#opened();
    socket.onmessage = (event) => this.#received(event.data);
    socket.onclose = (event) => this.#closed(event.code);
  }

  #opened(): void {
    clearTimeout(this.#opening);
    this.#pinging = setInterval(() => this.#ping(this.#options.answerWithinMs ?? 10_000), this.#options.pingMs);
    this.emit("open", undefined);
  }

  #received(data: unknown): void {
    clearTimeout(this.#answering);
    this.#attempt = 0;
    const message = typeof data === "string" ? this.#options.parse(data) : null;
    if (message !== null) this.emit("message", message);
  }

  /** Asks for a sign of life within `ms`. */
  #ping(ms: number): void {
    if (!this.send(this.#options.ping)) return;
    clearTimeout(this.#answering);
    this.#answering = setTimeout(() => this.#lost(), ms);
  }

  #closed(code: number): void {
    if (!isLastWord(code)) {
      this.#lost();
      return;
    }
    this.close();
    this.emit("over", { code });
  }

  #lost(): void {
    this.#letGo();
    const wait = backoff(this.#attempt, this.#options.patience ?? { firstMs: 600, maxMs: 15_000 });
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.#reconnect(), wait);
    this.emit("down", undefined);
  }

  #woken(): void {
    if (this.#retry !== null) {
      clearTimeout(this.#retry);
      this.#reconnect();
    } else this.#ping(WOKEN_ANSWER_MS);
  }

  #reconnect(): void {
    this.#retry = null;
    this.#connect();
  }

  /** Forgets the socket; what it still says is not heard. */
  #letGo(): void {
    clearTimeout(this.#opening);
    clearInterval(this.#pinging);
    clearTimeout(this.#answering);
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
