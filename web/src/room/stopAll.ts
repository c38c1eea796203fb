import { Emitter } from "../lib/emitter";
import type { ScreenShare } from "./screenShare";
import type { Voice } from "./voice";

export interface StopAllEvents {
  /** Nothing leaves this computer any more. `anything`: something did. */
  stopped: { readonly anything: boolean };
}

/**
 * « Arrêter »: screen, camera and microphone are let go first, at once; then everybody is told. It needs nobody:
 * neither the server nor the other pages.
 */
export class StopAll extends Emitter<StopAllEvents> {
  readonly #share: ScreenShare;
  readonly #voice: Voice;

  constructor(share: ScreenShare, voice: Voice) {
    super();
    this.#share = share;
    this.#voice = voice;
  }

  /** From the button or the keys. */
  run(): void {
    const anything = this.#share.surface !== null || this.#share.state === "asking" || this.#voice.state !== "off";
    this.silence();
    this.emit("stopped", { anything });
  }

  /** The same without a word, when the visit ends anyway. */
  silence(): void {
    this.#share.release();
    this.#voice.release();
    this.#share.stop();
    this.#voice.stop();
  }
}
