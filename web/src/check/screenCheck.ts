import { answerWithin, errorName, stopTracks } from "../room/answerWithin";
import { Check } from "./check";
import type { Finding } from "./findings";

type AskForScreen = (options: DisplayMediaStreamOptions) => Promise<MediaStream>;

const PICKER_MS = 60_000;
const FAILURES: Readonly<Record<string, Finding<"screen">>> = {
  NotAllowedError: "cancelled",
  // The browser wants a click of her own, just before.
  InvalidStateError: "click",
};

/** Can the screen be shown? Tried for real; nothing is sent to anyone, and it stops at once. */
export class ScreenCheck extends Check<"screen"> {
  readonly #ask: AskForScreen | null;

  /** `ask` is null where the browser cannot (telephones). */
  constructor(ask: AskForScreen | null) {
    super("screen");
    this.#ask = ask;
  }

  protected async perform(): Promise<Finding<"screen">> {
    if (this.#ask === null) return "impossible";
    try {
      const stream = await answerWithin(this.#ask({ video: true, audio: false }), PICKER_MS, stopTracks);
      if (stream === "timeout") return "no_answer";
      const shown = stream.getVideoTracks().some((track) => track.readyState === "live");
      stopTracks(stream);
      return shown ? "shown" : "broken";
    } catch (error) {
      return FAILURES[errorName(error)] ?? "broken";
    }
  }
}
