import { Emitter } from "../lib/emitter";
import { takeOver } from "../lib/onePage";
import { integer, struct } from "../lib/shape";
import type { Camera } from "./camera";
import { closeTake, type FinalAnswer, insist, sayDone, sendingOf, wait } from "./filmServer";
import type { Http } from "./http";
import { newId } from "./newId";
import { type FilmAddresses, openPieceStore, type PieceStore, type Take } from "./pieceStore";
import type { Recording } from "./recordingFlow";
import { Uploader, type UploaderEvents } from "./uploader";

/**
 * `off`; `preparing` a take; `silenced`, the browser wants a click before it lets us take the voices; `elsewhere`,
 * another page of the same person films still; `filming`; `paused` until somebody who came in agrees; `storing` what
 * is filmed; `stored`, all of it; `lost`, the server takes no more of it.
 */
export type FilmState =
  | "off"
  | "preparing"
  | "silenced"
  | "elsewhere"
  | "filming"
  | "paused"
  | "storing"
  | "stored"
  | "lost";

export interface FilmEvents {
  state: FilmState;
  progress: UploaderEvents["progress"];
  stuck: UploaderEvents["stuck"];
  flowing: undefined;
  /** This browser keeps nothing: what is not sent yet would be lost with the page. */
  forgetful: undefined;
  /** This page cannot film (any more): the recording should be stopped. */
  stopWanted: { readonly why: "not_able" | "broken" | "full" | "lost" };
  lost: { readonly code: string; readonly sentence: string };
}

/** Paths with `__recording__`; more in `FilmAddresses`. */
export interface FilmUrls extends FilmAddresses {
  readonly segment_url: string;
}

export interface FilmOptions {
  readonly http: Pick<Http, "post" | "put">;
  readonly urls: FilmUrls;
  readonly camera: Camera;
  /** Public id of the person whose page this is. */
  readonly owner: string;
  readonly openStore?: () => Promise<PieceStore>;
  /** How long to wait before asking again while another page films, milliseconds. */
  readonly busyMs?: number;
}

const readSegment = struct<{ segment: number }>({ segment: integer(0) }, {});
const BUSY_MS = 2000;
/** Asked in vain so often, the person is told. */
const BUSY_ATTEMPTS = 5;

/** The recorder's page makes the film: takes, pieces, storage. A reloaded page goes on with a take of its own. */
export class Film extends Emitter<FilmEvents> {
  readonly #options: FilmOptions;
  readonly #page = newId();
  #opening: Promise<PieceStore> | null = null;
  #uploader: Uploader | null = null;
  #letGo: () => void = () => undefined;
  #take: Take | null = null;
  #state: FilmState = "off";
  /** The film this page works on, the one it is through with, and the one the server has the count of. */
  #filming = "";
  #finished = "";
  #counted = "";
  /** Grows with each take wanted or wanted no more, so that one being prepared knows. */
  #turn = 0;
  /** Resolves once the last piece of the former take is out. */
  #cut: Promise<void> = Promise.resolve();

  constructor(options: FilmOptions) {
    super();
    this.#options = options;
    options.camera.on("piece", (blob) => this.#keep(blob));
    options.camera.on("broken", () => this.#cannot("broken"));
  }

  get state(): FilmState {
    return this.#state;
  }

  /** Opened by the page that films only. */
  get #store(): Promise<PieceStore> {
    this.#opening ??= (this.#options.openStore ?? openPieceStore)();
    return this.#opening;
  }

  /** Pieces not on the server yet. */
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
      // Ours is lost, or the page that filmed is closed: what this browser still has is all there will be.
      void this.#finishLeft(id);
    }
  }

  /** Stops filming, stores all pieces, tells the server. Also when the visit ends. */
  async finish(): Promise<void> {
    if (this.#filming === "") return;
    this.#counted = this.#filming;
    this.#become("storing");
    await this.#endTake();
    await this.#storeAll(this.#finished);
  }

  /** Another page of the same person goes on, and sends what this one filmed. */
  async handOver(): Promise<void> {
    if (this.#filming === "") return;
    this.#become("storing");
    await this.#endTake();
    const store = await this.#store;
    // A page that keeps nothing must send what it has by itself.
    if (!store.lasts) await this.#uploader?.idle();
    this.#uploader?.close();
    this.#letGo();
    if (this.#state === "storing") this.#become("stored");
  }

  /** A click or key: the browser may allow sound now. */
  handleGesture(): void {
    if (this.#state === "silenced") void this.#options.camera.ready();
  }

  /** The page may be about to go: what the camera holds comes out now. */
  handleLeaving(): void {
    this.#options.camera.flush();
  }

  /** The page goes: what may still leave leaves, and the next page need not wait for this one. */
  handleLeave(): void {
    if (this.#take !== null) this.#sayClosed(this.#take, true);
    this.#uploader?.flushOnLeave();
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
    this.#cut = this.#closeTake();
  }

  #begin(id: string): void {
    this.#filming = id;
    this.#uploader?.close();
    this.#uploader = null;
    this.#prepare();
  }

  #prepare(): void {
    this.#become("preparing");
    if (this.#options.camera.isAble) this.#startTake().catch(() => this.#cannot("broken"));
    else this.#cannot("not_able");
  }

  async #startTake(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const id = this.#filming;
    const wanted = () => this.#turn === turn;
    await this.#cut;
    this.#uploader ??= await this.#openUploader(id);
    while (!(await this.#options.camera.ready())) {
      if (!wanted()) return;
      this.#become("silenced");
    }
    const answer = await this.#askForTake(id, wanted);
    if (!wanted()) return;
    if (answer.kind !== "done") {
      // Paused or stopped meanwhile: the server's word is on its way.
      if (answer.code === "recording_over") this.#pause();
      else this.#lose(answer);
      return;
    }
    const { segment } = readSegment(answer.body);
    await (await this.#store).beginTake(id, segment).catch(() => undefined);
    if (!wanted()) {
      this.#sayClosed({ segment, pieces: 0 });
      return;
    }
    this.#take = { segment, pieces: 0 };
    this.#options.camera.start();
    this.#become("filming");
  }

  /** Waits for another page of the same person to let go; says so when it does not. */
  async #askForTake(id: string, wanted: () => boolean): Promise<FinalAnswer> {
    const { http, urls, busyMs = BUSY_MS } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      const url = urls.segment_url.replace("__recording__", id);
      const answer = await insist(http, url, { page: this.#page }, wanted);
      if (answer.kind === "done" || answer.code !== "recorder_busy" || !wanted()) return answer;
      if (attempt >= BUSY_ATTEMPTS) this.#become("elsewhere");
      await wait(busyMs);
    }
  }

  #addresses(id: string): FilmAddresses {
    const { close_url, piece_url, done_url } = this.#options.urls;
    const of = (url: string) => url.replace("__recording__", id);
    return { close_url: of(close_url), piece_url: of(piece_url), done_url: of(done_url) };
  }

  /** Sends what is left of the film, and all that comes. The other pages of this browser leave it to this one. */
  async #openUploader(recording: string): Promise<Uploader> {
    const { http, owner } = this.#options;
    const store = await this.#store;
    const addresses = this.#addresses(recording);
    await store.begin({ recording, owner, at: Date.now(), ...addresses }).catch(() => undefined);
    if (!store.lasts) this.emit("forgetful", undefined);
    const uploader = new Uploader({ http, store, recording, pieceUrl: addresses.piece_url });
    uploader.on("progress", (progress) => this.emit("progress", progress));
    uploader.on("stuck", (stuck) => this.emit("stuck", stuck));
    uploader.on("flowing", () => this.emit("flowing", undefined));
    uploader.on("full", () => this.#cannot("full"));
    uploader.on("over", (over) => this.#lose(over));
    this.#letGo();
    this.#letGo = store.lasts ? takeOver(sendingOf(recording), () => uploader.close()) : () => undefined;
    uploader.start();
    return uploader;
  }

  #keep(blob: Blob): void {
    if (this.#take === null || this.#uploader === null) return;
    const { segment, pieces } = this.#take;
    this.#uploader.push({ segment, number: pieces, blob });
    this.#take = { segment, pieces: pieces + 1 };
  }

  async #endTake(): Promise<void> {
    if (this.#filming !== "") this.#finished = this.#filming;
    this.#filming = "";
    this.#turn += 1;
    await this.#cut;
    await this.#closeTake();
  }

  /** Stops the camera, and tells the server how many pieces the take has. */
  async #closeTake(): Promise<void> {
    await this.#options.camera.stop();
    if (this.#take !== null) this.#sayClosed(this.#take);
    this.#take = null;
  }

  /** Not insisted on: the count of all takes is told again at the end. */
  #sayClosed(take: Take, keepalive = false): void {
    const id = this.#filming === "" ? this.#finished : this.#filming;
    void closeTake(this.#options.http, this.#addresses(id).close_url, take, keepalive);
  }

  #cannot(why: FilmEvents["stopWanted"]["why"]): void {
    if (this.#filming === "") return;
    this.emit("stopWanted", { why });
    void this.finish();
  }

  #lose(over: FilmEvents["lost"]): void {
    void this.#endTake();
    this.#counted = "";
    this.#uploader?.close();
    this.#letGo();
    this.#become("lost");
    this.emit("lost", { code: over.code, sentence: over.sentence });
    this.emit("stopWanted", { why: "lost" });
  }

  async #finishLeft(id: string): Promise<void> {
    this.#counted = id;
    this.#uploader = await this.#openUploader(id);
    if (this.#state !== "lost") this.#become("storing");
    await this.#storeAll(id);
  }

  async #storeAll(id: string): Promise<void> {
    const { http } = this.#options;
    const store = await this.#store;
    this.#uploader ??= await this.#openUploader(id);
    const uploader = this.#uploader;
    await uploader.idle();
    if (uploader.isOver) {
      // Lost, or in the hands of another page.
      if (this.#state === "storing") this.#become("stored");
      return;
    }
    const takes = await store.takes(id).catch(() => []);
    const answer = await sayDone(http, this.#addresses(id).done_url, takes);
    // Refused as over: the server has begun to make the film with what it has, which is everything.
    const isDone = answer.kind === "done" || answer.code === "recording_over";
    if (isDone) await store.forget(id).catch(() => undefined);
    uploader.close();
    this.#letGo();
    if (this.#state !== "storing") return;
    if (answer.kind === "done" || answer.code === "recording_over") this.#become("stored");
    else this.#lose(answer);
  }

  #become(state: FilmState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit("state", state);
  }
}
