import { backoff } from "../lib/backoff";
import { Emitter } from "../lib/emitter";
import { type RecordingChanged, readRecordingChanged } from "../lib/protocol";
import { nullable, struct } from "../lib/shape";
import { waitOrWake } from "../lib/wake";
import type { Answer, Http } from "./http";

export type Recording = RecordingChanged;
type Deed = "propose" | "accept" | "decline" | "cancel" | "stop";

export interface RecordingUrls {
  readonly state_url: string;
  readonly propose_url: string;
  readonly accept_url: string;
  readonly decline_url: string;
  readonly cancel_url: string;
  readonly stop_url: string;
}

export interface RecordingFlowEvents {
  changed: Recording | null;
  /** The server said no, or nothing (empty sentence). */
  refused: { readonly deed: Deed; readonly sentence: string };
  /** The network is down: this is said again by itself until it is heard, or makes no sense any more. */
  delayed: { readonly deed: Deed };
}

/** In which states of a film an answer still makes sense. What is not here is only said once: she presses again. */
const INSISTED: Partial<Record<Deed, readonly Recording["state"][]>> = {
  accept: ["proposed", "paused"],
  decline: ["proposed", "paused"],
  stop: ["proposed", "recording", "paused"],
};
const PATIENCE = { firstMs: 1000, maxMs: 15_000 };

/** The server answers with the fields of the socket's message, without its `type`. */
const readAnswer = struct<{ recording: Recording | null }>(
  { recording: nullable((value) => readRecordingChanged({ ...Object(value), type: "recording" })) },
  {},
);

function isSame(one: Recording | null, other: Recording | null): boolean {
  return one?.id === other?.id && one?.state === other?.state && one?.awaited.join() === other?.awaited.join();
}

/** Who proposed, who said yes, what the film has become. The server decides; the pages follow. */
export class RecordingFlow extends Emitter<RecordingFlowEvents> {
  readonly #http: Pick<Http, "get" | "post">;
  readonly #urls: RecordingUrls;
  #recording: Recording | null = null;
  /** Grows with each deed: the last one counts. */
  #turn = 0;
  #news: () => void = () => undefined;

  constructor(http: Pick<Http, "get" | "post">, urls: RecordingUrls) {
    super();
    this.#http = http;
    this.#urls = urls;
  }

  get recording(): Recording | null {
    return this.#recording;
  }

  /** In the room, for the first time or again: what happened meanwhile. */
  async refresh(): Promise<void> {
    this.#take(await this.#http.get(this.#urls.state_url));
  }

  handleRecording(recording: Recording): void {
    this.#become(recording);
  }

  propose(): Promise<boolean> {
    return this.#do("propose");
  }

  accept(): Promise<boolean> {
    return this.#do("accept");
  }

  decline(): Promise<boolean> {
    return this.#do("decline");
  }

  /** Takes one's own proposal back. */
  cancel(): Promise<boolean> {
    return this.#do("cancel");
  }

  stop(): Promise<boolean> {
    return this.#do("stop");
  }

  async #do(deed: Deed): Promise<boolean> {
    this.#turn += 1;
    const turn = this.#turn;
    const id = this.#recording?.id;
    for (let attempt = 0; ; attempt += 1) {
      const answer = await this.#http.post(this.#urls[`${deed}_url`]);
      if (turn !== this.#turn) return answer.kind === "done";
      if (this.#take(answer)) return true;
      const passing = answer.kind === "unreachable" || (answer.kind === "refused" && answer.status >= 500);
      if (!passing || INSISTED[deed] === undefined) {
        this.emit("refused", { deed, sentence: answer.kind === "refused" ? answer.sentence : "" });
        return false;
      }
      if (attempt === 0) this.emit("delayed", { deed });
      await this.#waitOrNews(backoff(attempt, PATIENCE));
      if (turn !== this.#turn || !this.#stillMeant(deed, id)) return false;
    }
  }

  /** Waits `ms` at most: the network, or what the server tells, may change everything. */
  #waitOrNews(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#news = resolve;
      void waitOrWake(ms).then(resolve);
    });
  }

  #stillMeant(deed: Deed, id: string | undefined): boolean {
    const recording = this.#recording;
    return recording !== null && recording.id === id && INSISTED[deed]?.includes(recording.state) === true;
  }

  #take(answer: Answer): boolean {
    if (answer.kind !== "done") return false;
    try {
      this.#become(readAnswer(answer.body).recording);
      return true;
    } catch {
      return false;
    }
  }

  #become(recording: Recording | null): void {
    const same = isSame(recording, this.#recording);
    this.#recording = recording;
    if (same) return;
    this.emit("changed", recording);
    this.#news();
  }
}
