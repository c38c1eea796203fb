import { Emitter } from "../lib/emitter";
import type { SetSharing } from "../lib/protocol";
import { answerWithin, errorName, stopTracks } from "./answerWithin";

export type SharingState = "unsupported" | "off" | "asking" | "on";
/** Why nothing is shown: the person chose nothing, her computer cannot, the picker stayed open, she ended it. */
export type NotShared = "cancelled" | "impossible" | "no_answer" | "stopped_in_browser";

export interface ScreenShareEvents {
  state: SharingState;
  /** What everyone sees from now on. */
  track: MediaStreamTrack | null;
  /** Tells the server, which tells the others. */
  send: SetSharing;
  notShared: NotShared;
}

type AskForScreen = (options: DisplayMediaStreamOptions) => Promise<MediaStream>;
type Surface = NonNullable<SetSharing["surface"]>;

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

/** The helped person's screen. Only a click of hers starts it. */
export class ScreenShare extends Emitter<ScreenShareEvents> {
  readonly #ask: AskForScreen | null;
  #stream: MediaStream | null = null;
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

  /** From a click. Whatever happens, the button comes back. */
  async start(): Promise<void> {
    if (this.#ask === null || this.#state !== "off") return;
    this.#become("asking");
    this.#question += 1;
    const question = this.#question;
    try {
      const stream = await answerWithin(this.#ask(OPTIONS), PICKER_MS, stopTracks);
      if (stream === "timeout") this.#failed(question, "no_answer");
      else this.#started(question, stream);
    } catch (error) {
      this.#failed(question, errorName(error) === "NotAllowedError" ? "cancelled" : "impossible");
    }
  }

  /** Works without anybody: nothing more leaves this computer once it returns. */
  stop(): void {
    this.#question += 1;
    if (this.#stream !== null) {
      stopTracks(this.#stream);
      this.#stream = null;
      this.emit("track", null);
      this.emit("send", { type: "sharing.set", on: false });
    }
    if (this.#state !== "unsupported" && this.#state !== "off") this.#become("off");
  }

  /** In the room again: `known` is what the server believes, which a cut may have made wrong. */
  handleRoom(known: boolean): void {
    const track = this.#stream?.getVideoTracks()[0];
    if (track !== undefined && !known) this.#tell(track);
    if (track === undefined && known) this.emit("send", { type: "sharing.set", on: false });
  }

  #started(question: number, stream: MediaStream): void {
    const track = stream.getVideoTracks()[0];
    if (question !== this.#question || track === undefined) {
      stopTracks(stream);
      this.#failed(question, "impossible");
      return;
    }
    this.#stream = stream;
    track.contentHint = "detail";
    track.addEventListener("ended", () => {
      if (this.#stream !== stream) return;
      this.stop();
      this.emit("notShared", "stopped_in_browser");
    });
    this.#tell(track);
    this.emit("track", track);
    this.#become("on");
  }

  #tell(track: MediaStreamTrack): void {
    this.emit("send", { type: "sharing.set", on: true, surface: surfaceOf(track) });
  }

  #failed(question: number, why: NotShared): void {
    if (question !== this.#question) return;
    this.#become("off");
    this.emit("notShared", why);
  }

  #become(state: SharingState): void {
    this.#state = state;
    this.emit("state", state);
  }
}
