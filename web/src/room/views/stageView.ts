import { Emitter } from "../../lib/emitter";
import { Overlay } from "../overlay";
import { part, setState, setText } from "./parts";

export type StageState = "off" | "unsupported" | "arriving" | "on";

/** The shared screen, large, with the mark over it. */
export class StageView extends Emitter<{ state: StageState }> {
  readonly surface = part("stage", HTMLElement);
  readonly video = part("screen", HTMLVideoElement);
  readonly overlay = new Overlay(this.video, part("mark", HTMLElement));
  readonly #caption = part("caption", HTMLElement);
  #track: MediaStreamTrack | null = null;

  constructor(helperName: string) {
    super();
    setText(part("mark-name", HTMLElement), helperName);
    this.video.addEventListener("playing", () => {
      if (this.#track !== null) this.#become("on");
    });
  }

  get isOn(): boolean {
    return this.surface.dataset.state === "on";
  }

  /** Shows `track`, or says that nothing is shown. */
  show(track: MediaStreamTrack | null, otherwise: StageState = "off"): void {
    if (track === this.#track) {
      if (track === null) this.#become(otherwise);
      return;
    }
    this.#track = track;
    this.overlay.reset();
    // A new stream each time: the last picture of the former one must not come back.
    this.video.srcObject = track === null ? null : new MediaStream([track]);
    this.#become(track === null ? otherwise : "arriving");
    if (track !== null) this.video.play().catch(() => undefined);
  }

  #become(state: StageState): void {
    setState(this.surface, state);
    setState(this.#caption, state);
    this.emit("state", state);
  }
}
