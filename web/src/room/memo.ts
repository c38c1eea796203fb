import { backoff, type Patience } from "../lib/backoff";
import { Emitter } from "../lib/emitter";
import { type MemoChanged, readMemoChanged, type StepInfo } from "../lib/protocol";
import { struct, text } from "../lib/shape";
import type { MemoUrls } from "./config";
import type { Point } from "./geometry";
import type { Answer, Http } from "./http";
import { newId } from "./newId";
import type { SendBody } from "./sendFile";

type Deed = "ask" | "agree" | "stop" | "drop" | "word";

/** A step that was taken, as it becomes one of the memo. */
export interface StepOnItsWay {
  readonly clientId: string;
  /** `waiting` for the network, and tried again by itself; `lost`, it will not be kept. */
  readonly state: "sending" | "waiting" | "kept" | "lost";
  /** How much of it left, 0 to 100. */
  readonly percent: number;
  /** In the memo; 0 while it is not kept. */
  readonly number: number;
  /** Why it waits or is lost, in the server's words; empty when it said nothing. */
  readonly why: string;
}

export interface Taking {
  /** Null when the browser could make no picture. */
  readonly picture: Promise<Blob | null>;
  readonly sentence: string;
  /** Where the mark is, in fractions of the picture. */
  readonly focus: Point | null;
}

export interface MemoEvents {
  changed: undefined;
  step: StepOnItsWay;
  /** The server said no, or nothing (empty sentence). */
  refused: { readonly deed: Deed; readonly sentence: string };
}

export interface MemoOptions {
  readonly http: Pick<Http, "get" | "post">;
  readonly urls: MemoUrls;
  readonly send: SendBody;
  readonly patience?: Patience;
}

interface Queued extends Taking {
  readonly clientId: string;
  sentence: string;
}

/** The server answers with the fields of the socket's message; a step that was taken is named. */
const readAnswer = struct<{ memo: MemoChanged; step?: string }>(
  { memo: (value) => readMemoChanged({ ...Object(value), type: "memo" }) },
  { step: text(1) },
);
const PATIENCE = { firstMs: 1000, maxMs: 15_000 };
/** Of what a click wants: then the person is told. */
const ATTEMPTS = 4;

/** The steps kept of this visit, who agreed to them, and the pictures on their way. The server decides. */
export class Memo extends Emitter<MemoEvents> {
  readonly #options: MemoOptions;
  readonly #queue: Queued[] = [];
  /** Of the steps this page took: their names in the memo. */
  readonly #kept = new Map<string, string>();
  readonly #whenIdle: (() => void)[] = [];
  #told: MemoChanged = { type: "memo", state: "off", asked_by: "", steps: [] };
  #isKnown = false;
  /** Messages of the socket: they overtake answers that were on their way. */
  #heard = 0;
  #running = false;
  #wake: (() => void) | null = null;

  constructor(options: MemoOptions) {
    super();
    this.#options = options;
    globalThis.addEventListener("online", () => this.#wake?.());
  }

  /** `off`, `asked` of the helped person, or `on`: pictures may be kept. */
  get state(): MemoChanged["state"] {
    return this.#told.state;
  }

  get steps(): readonly StepInfo[] {
    return this.#told.steps;
  }

  /** The server has said how it stands. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Pictures on their way. */
  get pending(): number {
    return this.#queue.length;
  }

  /** In the room, for the first time or again: what happened meanwhile. */
  async refresh(): Promise<void> {
    const { http, urls } = this.#options;
    await this.#insist(() => http.get(urls.state_url));
  }

  handleMemo(told: MemoChanged): void {
    this.#heard += 1;
    this.#become(told);
  }

  /** Asks the helped person. */
  ask(): Promise<boolean> {
    return this.#do("ask", this.#options.urls.ask_url);
  }

  agree(): Promise<boolean> {
    return this.#do("agree", this.#options.urls.agree_url);
  }

  /** Her no, or no more pictures; for the helper: takes his question back. */
  stop(): Promise<boolean> {
    return this.#do("stop", this.#options.urls.stop_url);
  }

  /** Removes a step. One that is gone already is removed too. */
  async drop(step: string): Promise<boolean> {
    const url = this.#options.urls.drop_url.replace("__step__", encodeURIComponent(step));
    return this.#do("drop", url, undefined, "step_unknown");
  }

  /** Keeps a step: sent until it is there, in order, never twice. Returns the name this page knows it by. */
  take(taking: Taking): string {
    const clientId = newId();
    this.#queue.push({ ...taking, clientId });
    this.#tell({ clientId, state: "sending" });
    void this.#run();
    return clientId;
  }

  /** Another sentence for a step that this page took, wherever it is now. `leaving`: the page closes. */
  word(clientId: string, sentence: string, { leaving = false } = {}): void {
    const queued = this.#queue.find((one) => one.clientId === clientId);
    const step = this.#kept.get(clientId);
    if (queued !== undefined) queued.sentence = sentence;
    else if (step !== undefined) void this.#word(step, sentence, leaving);
  }

  /** Resolves once nothing is on its way any more, after `ms` at the latest. */
  async idle(ms: number): Promise<void> {
    if (this.#queue.length === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenIdle.push(resolve);
      setTimeout(resolve, ms);
    });
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    let attempt = 0;
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      attempt = (await this.#sendOnce(next, attempt)) ? 0 : attempt + 1;
    }
    this.#running = false;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** True when that one is over with: kept or lost. */
  async #sendOnce(one: Queued, attempt: number): Promise<boolean> {
    const { clientId, sentence } = one;
    const body = await one.picture;
    if (body === null) return this.#lose(one, "");
    const heard = this.#heard;
    const answer = await this.#options.send(this.#addressOf(one), body, (share) =>
      this.#tell({ clientId, state: "sending", percent: Math.floor(share * 100) }),
    );
    const read = answer.kind === "done" ? this.#read(answer, heard) : null;
    if (read?.step !== undefined) {
      this.#keep(one, read.step, read.memo.steps);
      if (one.sentence !== sentence) await this.#word(read.step, one.sentence, false);
      return true;
    }
    if (answer.kind === "refused" && !passes(answer)) return this.#lose(one, answer.sentence);
    this.#tell({ clientId, state: "waiting", why: answer.kind === "refused" ? answer.sentence : "" });
    await this.#pause(attempt);
    return false;
  }

  #addressOf({ clientId, sentence, focus }: Queued): string {
    const query = new URLSearchParams({ client_id: clientId, sentence });
    if (focus !== null) for (const axis of ["x", "y"] as const) query.set(axis, focus[axis].toFixed(4));
    return `${this.#options.urls.take_url}?${query}`;
  }

  #keep({ clientId }: Queued, step: string, steps: readonly StepInfo[]): void {
    this.#queue.shift();
    this.#kept.set(clientId, step);
    const number = steps.find(({ id }) => id === step)?.number ?? steps.length;
    this.#tell({ clientId, state: "kept", percent: 100, number });
  }

  #lose({ clientId }: Queued, why: string): true {
    this.#queue.shift();
    this.#tell({ clientId, state: "lost", why });
    return true;
  }

  async #word(step: string, sentence: string, leaving: boolean): Promise<void> {
    const url = this.#options.urls.word_url.replace("__step__", encodeURIComponent(step));
    if (leaving) await this.#options.http.post(url, { sentence }, true);
    else await this.#do("word", url, { sentence });
  }

  /** `anyway` is the code of a refusal that means: it is so already. */
  async #do(deed: Deed, url: string, body?: unknown, anyway = ""): Promise<boolean> {
    const answer = await this.#insist(() => this.#options.http.post(url, body));
    if (answer.kind === "done") return true;
    if (answer.kind === "refused" && anyway !== "" && answer.code === anyway) {
      await this.refresh();
      return true;
    }
    this.emit("refused", { deed, sentence: answer.kind === "refused" ? answer.sentence : "" });
    return false;
  }

  /** Asks again while the network or the server fails, some times. */
  async #insist(ask: () => Promise<Answer>): Promise<Answer> {
    for (let attempt = 0; ; attempt += 1) {
      const heard = this.#heard;
      const answer = await ask();
      if (answer.kind === "done") this.#read(answer, heard);
      if (!passes(answer) || attempt + 1 === ATTEMPTS) return answer;
      await new Promise((resolve) => setTimeout(resolve, backoff(attempt, this.#patience)));
    }
  }

  /** What an answer says; null when it makes no sense. It is believed unless the socket spoke since it was asked. */
  #read({ body }: Extract<Answer, { kind: "done" }>, heard: number): { memo: MemoChanged; step?: string } | null {
    try {
      const read = readAnswer(body);
      if (heard === this.#heard) this.#become(read.memo);
      return read;
    } catch {
      return null;
    }
  }

  get #patience(): Patience {
    return this.#options.patience ?? PATIENCE;
  }

  async #pause(attempt: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, backoff(attempt, this.#patience));
    });
    this.#wake = null;
  }

  #tell(step: Pick<StepOnItsWay, "clientId" | "state"> & Partial<StepOnItsWay>): void {
    this.emit("step", { percent: 0, number: 0, why: "", ...step });
  }

  #become(told: MemoChanged): void {
    this.#told = told;
    this.#isKnown = true;
    this.emit("changed", undefined);
  }
}

/** Trying again may help: no answer, haste, slowness, a server in trouble. */
function passes(answer: Answer): boolean {
  if (answer.kind !== "refused") return answer.kind === "unreachable";
  return [408, 429].includes(answer.status) || (answer.status >= 500 && answer.status !== 507);
}
