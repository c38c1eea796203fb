import { Emitter } from "../lib/emitter";
import { answerWithin, errorName, stopTracks } from "./answerWithin";

export type VoiceState = "off" | "asking" | "on" | "muted";
/** Why there is no voice: refused, no microphone, taken by another program, no answer, unplugged. */
export type NoVoice = "refused" | "missing" | "busy" | "no_answer" | "unplugged";

export interface VoiceEvents {
  state: VoiceState;
  /** What everyone hears from now on; a muted track stays and is silent. */
  track: MediaStreamTrack | null;
  noVoice: NoVoice;
}

export type AskForMicrophone = (constraints: MediaStreamConstraints) => Promise<MediaStream>;

const PROMPT_MS = 60_000;
/** What a voice needs of a microphone. */
export const VOICE = { audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } };
const REASONS: Readonly<Record<string, NoVoice>> = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
};

/** Why the browser gave no microphone; "busy" for whatever it does not name. */
export function whyNoVoice(error: unknown): NoVoice {
  return REASONS[errorName(error)] ?? "busy";
}

/** The browser's microphone; a page without a secure address has none. */
export function microphone(devices: Partial<MediaDevices> | undefined): AskForMicrophone {
  return (constraints) => {
    if (devices?.getUserMedia === undefined) return Promise.reject(new DOMException("", "NotFoundError"));
    return devices.getUserMedia(constraints);
  };
}

/** This person's microphone: optional, asked for at the first click only. */
export class Voice extends Emitter<VoiceEvents> {
  readonly #ask: AskForMicrophone;
  #stream: MediaStream | null = null;
  #state: VoiceState = "off";
  /** Counts the questions: an answer to a former one is not taken. */
  #question = 0;

  constructor(ask: AskForMicrophone) {
    super();
    this.#ask = ask;
  }

  get state(): VoiceState {
    return this.#state;
  }

  /** The one button: on, muted, on again. */
  async toggle(): Promise<void> {
    if (this.#state === "off") await this.#start();
    else if (this.#state !== "asking") this.#setHeard(this.#state === "muted");
  }

  /** Lets the microphone go, before anybody is told: `stop` does the rest. */
  release(): void {
    this.#question += 1;
    if (this.#stream !== null) stopTracks(this.#stream);
  }

  /** Lets the microphone go. */
  stop(): void {
    this.release();
    if (this.#stream !== null) {
      this.#stream = null;
      this.emit("track", null);
    }
    if (this.#state !== "off") this.#become("off");
  }

  async #start(): Promise<void> {
    this.#become("asking");
    this.#question += 1;
    const question = this.#question;
    try {
      const stream = await answerWithin(this.#ask(VOICE), PROMPT_MS, stopTracks);
      if (stream === "timeout") this.#failed(question, "no_answer");
      else this.#started(question, stream);
    } catch (error) {
      this.#failed(question, whyNoVoice(error));
    }
  }

  #started(question: number, stream: MediaStream): void {
    const track = stream.getAudioTracks()[0];
    if (question !== this.#question || track === undefined) {
      stopTracks(stream);
      this.#failed(question, "missing");
      return;
    }
    this.#stream = stream;
    track.addEventListener("ended", () => {
      if (this.#stream !== stream) return;
      this.stop();
      this.emit("noVoice", "unplugged");
    });
    this.emit("track", track);
    this.#become("on");
  }

  #setHeard(heard: boolean): void {
    for (const track of this.#stream?.getAudioTracks() ?? []) track.enabled = heard;
    this.#become(heard ? "on" : "muted");
  }

  #failed(question: number, why: NoVoice): void {
    if (question !== this.#question) return;
    this.#become("off");
    this.emit("noVoice", why);
  }

  #become(state: VoiceState): void {
    this.#state = state;
    this.emit("state", state);
  }
}
