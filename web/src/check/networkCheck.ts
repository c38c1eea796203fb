import { parseCheckToPage } from "../lib/protocol";
import { socketAddress } from "../lib/reconnectingSocket";
import { Check } from "./check";
import type { Finding } from "./findings";

const OPEN_MS = 8000;
const ANSWER_MS = 5000;
const PINGS = 5;
/** Milliseconds there and back: below, a conversation feels as in one room; then it does not hurt. */
const FAST_MS = 120;
const FAIR_MS = 400;

/** The echo of our server, one question after the other. */
class Echo {
  readonly #socket: WebSocket;
  #refused = false;
  #settle: ((answered: boolean) => void) | null = null;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onopen = () => this.#settle?.(true);
    socket.onclose = () => this.#settle?.(false);
    socket.onmessage = ({ data }) => {
      const message = typeof data === "string" ? parseCheckToPage(data) : null;
      if (message?.type === "error") this.#refused = true;
      this.#settle?.(message?.type === "pong");
    };
  }

  get isRefused(): boolean {
    return this.#refused;
  }

  opened(): Promise<boolean> {
    return this.#within(OPEN_MS);
  }

  /** Milliseconds there and back; null when no answer came. */
  async ask(): Promise<number | null> {
    const from = performance.now();
    this.#socket.send(JSON.stringify({ type: "ping" }));
    return (await this.#within(ANSWER_MS)) ? performance.now() - from : null;
  }

  close(): void {
    this.#socket.onopen = this.#socket.onclose = this.#socket.onmessage = null;
    this.#socket.close();
  }

  #within(ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      this.#settle = (answered) => {
        clearTimeout(timer);
        resolve(answered);
      };
    });
  }
}

/** Does our server answer without delay, as the room needs? */
export class NetworkCheck extends Check<"network"> {
  readonly #url: string;
  readonly #connect: (url: string) => WebSocket;

  constructor(url: string, connect: (url: string) => WebSocket = (address) => new WebSocket(address)) {
    super("network");
    this.#url = url;
    this.#connect = connect;
  }

  protected async perform(): Promise<Finding<"network">> {
    if (!navigator.onLine) return "offline";
    const echo = new Echo(this.#connect(socketAddress(this.#url)));
    try {
      if (!(await echo.opened())) return "blocked";
      const trips: number[] = [];
      for (let asked = 0; asked < PINGS; asked += 1) {
        const trip = await echo.ask();
        if (trip === null) return echo.isRefused ? "too_many" : "cut";
        trips.push(trip);
      }
      const middle = trips.sort((one, other) => one - other)[Math.floor(PINGS / 2)] ?? 0;
      if (middle <= FAST_MS) return "fast";
      return middle <= FAIR_MS ? "fair" : "slow";
    } finally {
      echo.close();
    }
  }
}
