import { backoff, type Patience } from "../lib/backoff";
import { Emitter } from "../lib/emitter";
import type { Keep } from "./chat";
import type { Http } from "./http";

/** What nobody must ask; `called` is « quelqu’un m’a appelé ». The server's `AlarmKind`. */
export const ALARM_KINDS = [
  "called",
  "password",
  "sms_code",
  "card",
  "transfer",
  "install",
  "gift_card",
  "other",
] as const;

export type AlarmKind = (typeof ALARM_KINDS)[number];

export interface AlarmEvents {
  /** At once, before anybody is told: everything that leaves this computer must stop. */
  raised: AlarmKind;
  /** How far the server is: being told, told, or it will not hear of it. */
  state: "telling" | "told" | "refused";
}

const PATIENCE: Patience = { firstMs: 1000, maxMs: 30_000 };
const KEPT = "alarm";

export function alarmKind(word: string): AlarmKind | null {
  return ALARM_KINDS.find((kind) => kind === word) ?? null;
}

/** A page of ours answers with `received`; the page of somebody who is signed out does not. */
function isReceived(body: unknown): boolean {
  return typeof body === "object" && body !== null && "received" in body;
}

/** « On me demande ça »: stops here first, then tells the server until it answers, through a reload if need be. */
export class Alarm extends Emitter<AlarmEvents> {
  readonly #http: Pick<Http, "post">;
  readonly #url: string;
  readonly #keep: Keep;
  #isRaised = false;

  /** `url` also names the visit in `keep`. */
  constructor(http: Pick<Http, "post">, url: string, keep: Keep) {
    super();
    this.#http = http;
    this.#url = url;
    this.#keep = keep;
  }

  get isRaised(): boolean {
    return this.#isRaised;
  }

  /** From a click. Once: what is said first counts. */
  raise(kind: AlarmKind): void {
    if (this.#isRaised) return;
    this.#isRaised = true;
    this.emit("raised", kind);
    this.#remember(kind);
    this.emit("state", "telling");
    void this.#tell(kind, 0);
  }

  /** The page was reloaded before the server had answered: the room must not come back as if nothing was. */
  resume(): void {
    const kind = alarmKind(this.#remembered());
    if (kind !== null) this.raise(kind);
  }

  async #tell(kind: AlarmKind, attempt: number): Promise<void> {
    const answer = await this.#http.post(this.#url, { kind });
    if (answer.kind === "done" && isReceived(answer.body)) this.#settled("told");
    else if (answer.kind === "refused" && answer.status < 500 && answer.status !== 429) this.#settled("refused");
    else setTimeout(() => void this.#tell(kind, attempt + 1), backoff(attempt, PATIENCE));
  }

  #settled(state: "told" | "refused"): void {
    this.#remember("");
    this.emit("state", state);
  }

  get #name(): string {
    return `${this.#url}.${KEPT}`;
  }

  #remembered(): string {
    try {
      return this.#keep.getItem(this.#name) ?? "";
    } catch {
      return "";
    }
  }

  /** A browser that keeps nothing costs only the memory of a reload. */
  #remember(kind: AlarmKind | ""): void {
    try {
      if (kind === "") this.#keep.removeItem(this.#name);
      else this.#keep.setItem(this.#name, kind);
    } catch {
      // Nothing to do about it.
    }
  }
}
