import { Emitter } from "../lib/emitter";
import type { SetSharing } from "../lib/protocol";
import { answerWithin, errorName, stopTracks } from "./answerWithin";

export type SharingState = "unsupported" | "off" | "asking" | "on";
/** Why nothing is shown: the person chose nothing, her computer cannot, the picker stayed open, she ended it. */
export type NotShared =
  | "cancelled"
  | "impossible"
  | "no_answer"
  | "stopped_in_browser"
  | "camera_refused"
  | "camera_impossible"
  | "camera_no_answer"
  | "camera_stopped";

export interface ScreenShareEvents {
  state: SharingState;
  /** What everyone sees from now on. */
  track: MediaStreamTrack | null;
  /** Tells the server, which tells the others. */
  send: SetSharing;
  notShared: NotShared;
}

export type AskForScreen = (options: DisplayMediaStreamOptions) => Promise<MediaStream>;
type AskForCamera = () => Promise<MediaStream>;
type Surface = NonNullable<SetSharing["surface"]>;

/** Where a picture comes from, and how it fails. */
interface Source {
  readonly refused: NotShared;
  readonly impossible: NotShared;
  readonly unanswered: NotShared;
  readonly ended: NotShared;
  surface(track: MediaStreamTrack): Surface;
}

const PICKER_MS = 60_000;
/** Options newer than TypeScript's types: no mirror in a mirror, and a way to change one's mind in the middle. */
const OPTIONS = {
  video: { frameRate: { ideal: 24, max: 30 } },
  audio: false,
  selfBrowserSurface: "exclude",
  surfaceSwitching: "include",
};
const SURFACES: readonly Surface[] = ["monitor", "window", "browser"];

/** The browser's way to show a screen, null where there is none (telephones). */
export function screenPicker(devices: Partial<MediaDevices> | undefined): AskForScreen | null {
  const ask = devices?.getDisplayMedia;
  return ask === undefined ? null : (options) => ask.call(devices, options);
}

function surfaceOf(track: MediaStreamTrack): Surface {
  const { displaySurface } = track.getSettings();
  return SURFACES.find((surface) => surface === displaySurface) ?? "unknown";
}

const SCREEN: Source = {
  refused: "cancelled",
  impossible: "impossible",
  unanswered: "no_answer",
  ended: "stopped_in_browser",
  surface: surfaceOf,
};
const CAMERA: Source = {
  refused: "camera_refused",
  impossible: "camera_impossible",
  unanswered: "camera_no_answer",
  ended: "camera_stopped",
  surface: () => "camera",
};

/** This person's screen, or what her camera is aimed at. Only a click of hers starts it. */
export class ScreenShare extends Emitter<ScreenShareEvents> {
  readonly #ask: AskForScreen | null;
  #stream: MediaStream | null = null;
  #source: Source = SCREEN;
  #state: SharingState;
  /** Counts the questions: an answer to a former one is not taken. */
  #question = 0;

  constructor(ask: AskForScreen | null) {
    super();
    this.#ask = ask;
    this.#state = ask === null ? "unsupported" : "off";
  }

  get state(): SharingState {
    return this.#state;
  }

  get surface(): Surface | null {
    const track = this.#track;
    return track === undefined ? null : this.#source.surface(track);
  }

  /** From a click. Whatever happens, the button comes back. */
  async start(): Promise<void> {
    const ask = this.#ask;
    if (ask !== null && this.#state === "off") await this.#begin(SCREEN, () => ask(OPTIONS));
  }

  /** From a click. The same with a camera, also where screens cannot be shown. */
  async startCamera(ask: AskForCamera): Promise<void> {
    if (this.#stream === null && this.#state !== "asking") await this.#begin(CAMERA, ask);
  }

  /** Another camera in the place of this one, which is let go first: telephones open one at a time. */
  async changeCamera(ask: (current: MediaStreamTrack) => Promise<MediaStream>): Promise<void> {
    const current = this.#track;
    if (this.#stream === null || current === undefined || this.#source !== CAMERA) return;
    stopTracks(this.#stream);
    await this.#answer(() => ask(current));
  }

  /** Lets the screen or the camera go, before anybody is told: `stop` does the rest. */
  release(): void {
    this.#question += 1;
    if (this.#stream !== null) stopTracks(this.#stream);
  }

  /** Works without anybody: nothing more leaves this computer once it returns. */
  stop(): void {
    this.release();
    if (this.#stream !== null) {
      this.#stream = null;
      this.emit("track", null);
      this.emit("send", { type: "sharing.set", on: false });
    }
    if (this.#state !== this.#idle) this.#become(this.#idle);
  }

  /** In the room again: `known` is what the server believes, which a cut may have made wrong. */
  handleRoom(known: boolean): void {
    const track = this.#track;
    if (track !== undefined && !known) this.#tell(track);
    if (track === undefined && known) this.emit("send", { type: "sharing.set", on: false });
  }

  get #track(): MediaStreamTrack | undefined {
    return this.#stream?.getVideoTracks()[0];
  }

  get #idle(): SharingState {
    return this.#ask === null ? "unsupported" : "off";
  }

  async #begin(source: Source, ask: () => Promise<MediaStream>): Promise<void> {
    this.#source = source;
    this.#become("asking");
    await this.#answer(ask);
  }

  async #answer(ask: () => Promise<MediaStream>): Promise<void> {
    this.#question += 1;
    const question = this.#question;
    const source = this.#source;
    try {
      const stream = await answerWithin(ask(), PICKER_MS, stopTracks);
      if (stream === "timeout") this.#failed(question, source.unanswered);
      else this.#started(question, stream);
    } catch (error) {
      this.#failed(question, errorName(error) === "NotAllowedError" ? source.refused : source.impossible);
    }
  }

  #started(question: number, stream: MediaStream): void {
    const track = stream.getVideoTracks()[0];
    if (question !== this.#question || track === undefined) {
      stopTracks(stream);
      this.#failed(question, this.#source.impossible);
      return;
    }
    this.#stream = stream;
    track.contentHint = "detail";
    track.addEventListener("ended", () => {
      if (this.#stream !== stream) return;
      this.stop();
      this.emit("notShared", this.#source.ended);
    });
    this.#tell(track);
    this.emit("track", track);
    this.#become("on");
  }

  #tell(track: MediaStreamTrack): void {
    this.emit("send", { type: "sharing.set", on: true, surface: this.#source.surface(track) });
  }

  #failed(question: number, why: NotShared): void {
    if (question !== this.#question) return;
    this.stop();
    this.emit("notShared", why);
  }

  #become(state: SharingState): void {
    this.#state = state;
    this.emit("state", state);
  }
}
