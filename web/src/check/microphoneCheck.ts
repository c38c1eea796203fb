import { answerWithin, stopTracks } from "../room/answerWithin";
import { type AskForMicrophone, VOICE, whyNoVoice } from "../room/voice";
import { Check } from "./check";
import type { Finding } from "./findings";

/** Measures a sound until it is closed. */
export interface LevelMeter {
  /** Root mean square of the last instants, from 0 to 1. */
  level(): number;
  close(): void;
}

const PROMPT_MS = 60_000;
const LOOK_MS = 100;
/** A room where nobody speaks is below, a voice above. */
const VOICE_LEVEL = 0.01;
const LOOKS_HEARD = 5;
/** Long enough to see the meter move; then long enough to be told to speak and to do it. */
const LISTEN_MS = 2000;
const PATIENCE_MS = 12_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The browser's own measure. */
export function meterOf(stream: MediaStream): LevelMeter {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    level: () => {
      analyser.getFloatTimeDomainData(samples);
      return Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
    },
    close: () => void context.close(),
  };
}

/** Is this person heard? Says `speak` once the browser gave the microphone, until a voice was heard. */
export class MicrophoneCheck extends Check<"microphone"> {
  readonly #ask: AskForMicrophone;
  readonly #meterOf: typeof meterOf;

  constructor(ask: AskForMicrophone, meter: typeof meterOf = meterOf) {
    super("microphone");
    this.#ask = ask;
    this.#meterOf = meter;
  }

  protected async perform(): Promise<Finding<"microphone">> {
    let stream: MediaStream | "timeout";
    try {
      stream = await answerWithin(this.#ask(VOICE), PROMPT_MS, stopTracks);
    } catch (error) {
      const why = whyNoVoice(error);
      return why === "unplugged" ? "missing" : why;
    }
    if (stream === "timeout") return "no_answer";
    this.become("speak");
    const meter = this.#meterOf(stream);
    try {
      return (await this.#hears(meter)) ? "heard" : "silent";
    } finally {
      meter.close();
      stopTracks(stream);
      this.emit("level", 0);
    }
  }

  async #hears(meter: LevelMeter): Promise<boolean> {
    let loud = 0;
    for (let passed = 0; passed < PATIENCE_MS; passed += LOOK_MS) {
      await pause(LOOK_MS);
      const level = meter.level();
      this.emit("level", level);
      if (level > VOICE_LEVEL) loud += 1;
      if (loud >= LOOKS_HEARD && passed >= LISTEN_MS) return true;
    }
    return false;
  }
}
