import { Emitter } from "../lib/emitter";
import { drawScene, FILM, type Scene } from "./compositor";
import type { Ticker } from "./ticker";
import { VoiceMix } from "./voiceMix";

export interface CameraEvents {
  /** About two seconds of film. Pieces of one take only make sense together, in order. */
  piece: Blob;
  /** The browser could not go on. */
  broken: undefined;
}

/** Films a scene and voices into small pieces. A take is from `start` to `stop`. */
export interface Camera {
  on: Emitter<CameraEvents>["on"];
  readonly isAble: boolean;
  /** Waits a moment for the browser to allow sound; false when it wants a click first. */
  ready(): Promise<boolean>;
  setVoice(whose: string, track: MediaStreamTrack | null): void;
  /** The film hears nothing while `on`; those who speak still hear each other. */
  setSilent(on: boolean): void;
  start(): void;
  /** What is filmed so far comes out at once, as a piece; the take goes on. */
  flush(): void;
  /** Resolves once the last piece of the take is out. */
  stop(): Promise<void>;
  close(): void;
}

const PICTURES_PER_SECOND = 12;
const PIECE_MS = 2000;
/**
 * After a piece that never arrives, the picture is back this soon. By itself Chromium takes eight seconds; with two,
 * the film of a page of text is three times as heavy (11 MB a minute instead of 4), too much for a slow line.
 */
const KEY_PICTURE_MS = 4000;
const VIDEO_BITS_PER_SECOND = 1_200_000;
const AUDIO_BITS_PER_SECOND = 48_000;

/** Newer than the types of the compiler; browsers that do not know it ignore it. */
interface RecorderOptions extends MediaRecorderOptions {
  /** Milliseconds between pictures that can be read without those before. */
  readonly videoKeyFrameIntervalDuration: number;
}
/** What the server can finish: a browser that makes only MP4 is told that it cannot film. */
const TYPES = ["video/webm;codecs=vp9,opus", "video/webm;codecs=vp8,opus", "video/webm"];
const SOUND_MS = 1000;

/** The first kind of film this browser makes, empty when it makes none. */
function filmType(): string {
  if (typeof MediaRecorder === "undefined" || typeof AudioContext === "undefined") return "";
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? "";
}

/** A canvas and the mixed voices, through the browser's MediaRecorder. */
export class BrowserCamera extends Emitter<CameraEvents> implements Camera {
  readonly #scene: () => Scene;
  readonly #ticker: Ticker;
  readonly #canvas = document.createElement("canvas");
  readonly #voices = new Map<string, MediaStreamTrack>();
  #mix: VoiceMix | null = null;
  #silent = false;
  #recorder: MediaRecorder | null = null;
  #stopTicking: (() => void) | null = null;

  constructor(scene: () => Scene, ticker: Ticker) {
    super();
    this.#scene = scene;
    this.#ticker = ticker;
    this.#canvas.width = FILM.width;
    this.#canvas.height = FILM.height;
  }

  get isAble(): boolean {
    // Pieces are sent with a checksum, which browsers only compute on a secure address.
    return filmType() !== "" && globalThis.crypto.subtle !== undefined;
  }

  async ready(): Promise<boolean> {
    if (this.#mix === null) {
      this.#mix = new VoiceMix();
      this.#mix.setSilent(this.#silent);
      for (const [whose, track] of this.#voices) this.#mix.set(whose, track);
    }
    return await this.#mix.resume(SOUND_MS);
  }

  setVoice(whose: string, track: MediaStreamTrack | null): void {
    if (track === null) this.#voices.delete(whose);
    else this.#voices.set(whose, track);
    this.#mix?.set(whose, track);
  }

  setSilent(on: boolean): void {
    this.#silent = on;
    this.#mix?.setSilent(on);
  }

  start(): void {
    const brush = this.#canvas.getContext("2d", { alpha: false });
    if (brush === null || this.#recorder !== null) return;
    const pictures = this.#canvas.captureStream(PICTURES_PER_SECOND);
    const stream = new MediaStream([...pictures.getVideoTracks(), ...(this.#mix?.tracks ?? [])]);
    const options: RecorderOptions = {
      mimeType: filmType(),
      videoBitsPerSecond: VIDEO_BITS_PER_SECOND,
      audioBitsPerSecond: AUDIO_BITS_PER_SECOND,
      videoKeyFrameIntervalDuration: KEY_PICTURE_MS,
    };
    const recorder = new MediaRecorder(stream, options);
    recorder.ondataavailable = ({ data }) => {
      if (data.size > 0) this.emit("piece", data);
    };
    recorder.onerror = () => this.emit("broken", undefined);
    const draw = () => drawScene(brush, this.#scene());
    draw();
    this.#stopTicking = this.#ticker(1000 / PICTURES_PER_SECOND, draw);
    recorder.start(PIECE_MS);
    this.#recorder = recorder;
  }

  flush(): void {
    if (this.#recorder?.state === "recording") this.#recorder.requestData();
  }

  async stop(): Promise<void> {
    const recorder = this.#recorder;
    this.#recorder = null;
    this.#stopTicking?.();
    if (recorder === null || recorder.state === "inactive") return;
    const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
    recorder.stop();
    await stopped;
    for (const track of recorder.stream.getVideoTracks()) track.stop();
  }

  close(): void {
    void this.stop();
    this.#mix?.close();
    this.#mix = null;
  }
}
