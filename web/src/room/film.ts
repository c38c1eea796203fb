import { backoff } from "../lib/backoff";
import { Emitter } from "../lib/emitter";
import { integer, struct } from "../lib/shape";
import type { Camera } from "./camera";
import type { Answer, Http } from "./http";
import { newId } from "./newId";
import type { Recording } from "./recordingFlow";
import { Uploader, type UploaderEvents } from "./uploader";

/**
 * `off`; `preparing` a take; `silenced`, the browser wants a click before it lets us take the voices; `filming`;
 * `paused` until somebody who came in agrees; `storing` what is filmed; `stored`, all of it; `lost`, the server takes no more of it.
 */
export type FilmState = "off" | "preparing" | "silenced" | "filming" | "paused" | "storing" | "stored" | "lost";

export interface FilmEvents {
  state: FilmState;
  progress: UploaderEvents["progress"];
  stuck: UploaderEvents["stuck"];
  flowing: undefined;
  /** This page cannot film (any more): the recording should be stopped. */
  stopWanted: { readonly why: "not_able" | "broken" | "full" | "lost" };
  lost: UploaderEvents["over"];
}

export interface FilmUrls {
  /** All of them with `__recording__`. */
  readonly segment_url: string;
  /** With `__segment__`. */
  readonly close_url: string;
  /** With `__segment__` and `__number__`. */
  readonly piece_url: string;
  readonly done_url: string;
}

type Done = Extract<Answer, { kind: "done" }>;
type FinalAnswer = Extract<Answer, { kind: "refused" }>;

interface Take {
  readonly segment: number;
  pieces: number;
}

const readSegment = struct<{ segment: number }>({ segment: integer(0) }, {});
const PATIENCE = { firstMs: 1000, maxMs: 15_000 };
const DONE_ATTEMPTS = 5;

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** The recorder's page makes the film: takes, pieces, storage. A reloaded page goes on with a take of its own. */
export class Film extends Emitter<FilmEvents> {
  readonly #http: Pick<Http, "post" | "put">;
  readonly #urls: FilmUrls;
  readonly #camera: Camera;
  readonly #page = newId();
  readonly #takes: Take[] = [];
  #uploader: Uploader | null = null;
  #state: FilmState = "off";
  /** The film this page works on, the one it is through with, and the one the server has the count of. */
  #filming = "";
  #finished = "";
  #counted = "";
  /** Grows with each take wanted or wanted no more, so that one being prepared knows. */
  #turn = 0;
  /** Resolves once the last piece of the former take is out. */
  #cut: Promise<void> = Promise.resolve();

  constructor(http: Pick<Http, "post" | "put">, urls: FilmUrls, camera: Camera) {
    super();
    this.#http = http;
    this.#urls = urls;
    this.#camera = camera;
    camera.on("piece", (blob) => this.#keep(blob));
    camera.on("broken", () => this.#cannot("broken"));
  }

  get state(): FilmState {
    return this.#state;
  }

  /** Pieces that closing the page would lose. */
  get unsaved(): number {
    return this.#uploader?.waiting ?? 0;
  }

  /** What the server says of the film of this visit; `mine` when this page is to make it. */
  handleRecording(recording: Recording | null, mine: boolean): void {
    const id = recording?.id ?? "";
    if (mine && recording?.state === "recording") {
      this.#roll(id);
    } else if (mine && recording?.state === "paused" && id === this.#filming) {
      this.#pause();
    } else if (this.#filming !== "") {
      void this.finish();
    } else if (mine && recording?.state === "uploading" && id !== this.#counted) {
      // Ours is lost, or the page that filmed is closed: what the server has is all there will be.
      void this.#sayDone(id, []);
    }
  }

  /** Stops filming, stores all pieces, tells the server. Also when the visit ends. */
  async finish(): Promise<void> {
    if (this.#filming === "") return;
    this.#counted = this.#filming;
    await this.#endTake();
    this.#become("storing");
    await this.#uploader?.idle();
    if (this.#state !== "storing") return;
    const answer = await this.#sayDone(this.#finished, this.#takes);
    // Refused as over: the server has begun to make the film with what it has, which is everything.
    if (answer.kind === "done" || answer.code === "recording_over") this.#become("stored");
    else this.#lose(answer);
  }

  /** Another page of the same person goes on; this one only stores what it filmed. */
  async handOver(): Promise<void> {
    if (this.#filming === "") return;
    await this.#endTake();
    this.#become("storing");
    await this.#uploader?.idle();
    if (this.#state === "storing") this.#become("stored");
  }

  /** A click or key: the browser may allow sound now. */
  handleGesture(): void {
    if (this.#state === "silenced") void this.#camera.ready();
  }

  handleLeave(): void {
    void this.#uploader?.flushOnLeave();
  }

  #roll(id: string): void {
    if (id === this.#finished) this.emit("stopWanted", { why: "lost" });
    else if (id !== this.#filming) this.#begin(id);
    else if (this.#state === "paused") this.#prepare();
  }

  /** Ends the take at once; the next one is another segment of the same film. */
  #pause(): void {
    if (this.#state === "paused") return;
    this.#turn += 1;
    this.#become("paused");
    this.#cut = this.#camera.stop();
  }

  #begin(id: string): void {
    this.#filming = id;
    this.#uploader = null;
    this.#takes.length = 0;
    this.#prepare();
  }

  #prepare(): void {
    this.#become("preparing");
    if (this.#camera.isAble) this.#startTake().catch(() => this.#cannot("broken"));
    else this.#cannot("not_able");
  }

  async #startTake(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const wanted = () => this.#turn === turn;
    await this.#cut;
    while (!(await this.#camera.ready())) {
      if (!wanted()) return;
      this.#become("silenced");
    }
    const url = this.#urls.segment_url.replace("__recording__", this.#filming);
    let answer = await this.#insist(url, { page: this.#page }, wanted);
    // The page that was here before this one filmed until a moment ago.
    while (answer.kind === "refused" && answer.code === "recorder_busy" && wanted()) {
      await wait(PATIENCE.firstMs);
      answer = await this.#insist(url, { page: this.#page }, wanted);
    }
    if (!wanted()) return;
    if (answer.kind !== "done") {
      // Paused or stopped meanwhile: the server's word is on its way.
      if (answer.code === "recording_over") this.#pause();
      else this.#lose(answer);
      return;
    }
    this.#uploader ??= this.#newUploader();
    this.#takes.push({ segment: readSegment(answer.body).segment, pieces: 0 });
    this.#camera.start();
    this.#become("filming");
  }

  #newUploader(): Uploader {
    const uploader = new Uploader({
      http: this.#http,
      pieceUrl: this.#urls.piece_url.replace("__recording__", this.#filming),
    });
    uploader.on("progress", (progress) => this.emit("progress", progress));
    uploader.on("stuck", (stuck) => this.emit("stuck", stuck));
    uploader.on("flowing", () => this.emit("flowing", undefined));
    uploader.on("full", () => this.#cannot("full"));
    uploader.on("over", (over) => this.#lose(over));
    return uploader;
  }

  #keep(blob: Blob): void {
    const take = this.#takes.at(-1);
    if (take === undefined || this.#uploader === null) return;
    this.#uploader.push({ segment: take.segment, number: take.pieces, blob });
    take.pieces += 1;
  }

  async #endTake(): Promise<void> {
    if (this.#filming !== "") this.#finished = this.#filming;
    this.#filming = "";
    this.#turn += 1;
    await this.#cut;
    await this.#camera.stop();
  }

  #cannot(why: FilmEvents["stopWanted"]["why"]): void {
    if (this.#filming === "") return;
    this.emit("stopWanted", { why });
    void this.finish();
  }

  #lose(over: UploaderEvents["over"]): void {
    void this.#endTake();
    this.#counted = "";
    this.#become("lost");
    this.emit("lost", { code: over.code, sentence: over.sentence });
    this.emit("stopWanted", { why: "lost" });
  }

  /** The server may learn of the end of the recording a moment after us: 409 is asked again a few times. */
  async #sayDone(id: string, takes: readonly Take[]): Promise<Done | FinalAnswer> {
    this.#counted = id;
    for (let attempt = 0; ; attempt += 1) {
      const url = this.#urls.done_url.replace("__recording__", id);
      const answer = await this.#insist(url, { segments: takes });
      if (answer.kind === "done" || answer.status !== 409 || attempt === DONE_ATTEMPTS) return answer;
      await wait(backoff(attempt, PATIENCE));
    }
  }

  /** Posts until the server answers yes or no, or until the answer is not `wanted` any more. */
  async #insist(url: string, body?: unknown, wanted = () => true): Promise<Done | FinalAnswer> {
    for (let attempt = 0; wanted(); attempt += 1) {
      const answer = await this.#http.post(url, body);
      const passing = answer.kind === "unreachable" || (answer.kind === "refused" && answer.status >= 500);
      if (!passing) return answer;
      await wait(backoff(attempt, PATIENCE));
    }
    return { kind: "refused", status: 0, code: "", sentence: "" };
  }

  #become(state: FilmState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit("state", state);
  }
}
