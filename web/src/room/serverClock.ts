/** The server's clock, as far as this page knows it: its own may be wrong. */
export class ServerClock {
  #aheadMs = 0;

  /** `now` is what the server's clock says at this moment, ISO 8601. */
  handleNow(now: string): void {
    const server = Date.parse(now);
    if (Number.isFinite(server)) this.#aheadMs = server - Date.now();
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return Date.now() + this.#aheadMs;
  }
}
