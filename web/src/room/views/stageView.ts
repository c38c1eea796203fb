import { Emitter } from "../../lib/emitter";
import type { Rect, Size } from "../geometry";
import { Overlay, type Picture, sizeOf } from "../overlay";
import { part, setState } from "./parts";

export type StageState = "off" | "unsupported" | "arriving" | "on" | "hidden";

/** What is shown, large: the shared screen, or a photo in its place. The marks go in `layer`, exactly over it. */
export class StageView extends Emitter<{ state: StageState }> {
  readonly surface = part("stage", HTMLElement);
  readonly video = part("screen", HTMLVideoElement);
  readonly photo = part("photo", HTMLImageElement);
  readonly layer = part("marks", HTMLElement);
  readonly overlay = new Overlay(this.layer);
  #track: MediaStreamTrack | null = null;
  #screenState: StageState = "off";
  #photoState: StageState | null = null;

  constructor() {
    super();
    this.overlay.cover(this.video);
    this.video.addEventListener("playing", () => {
      if (this.#track !== null) this.#screenState = "on";
      this.#become();
    });
    this.photo.addEventListener("load", () => this.#photoCame("on"));
    this.photo.addEventListener("error", () => this.#photoCame("off"));
  }

  get isOn(): boolean {
    return this.surface.dataset.state === "on";
  }

  /** Where the picture is in the viewport, null while there is none. */
  get frame(): Rect | null {
    return this.isOn ? this.overlay.frame : null;
  }

  /** What is seen now, with its own size in pixels; null while there is nothing. */
  get picture(): (Size & { readonly source: Picture }) | null {
    if (!this.isOn) return null;
    const source = this.#photoState === null ? this.video : this.photo;
    return { source, ...sizeOf(source) };
  }

  /** Shows `track`, or says that nothing is shown. */
  show(track: MediaStreamTrack | null, otherwise: StageState = "off"): void {
    if (track !== this.#track) {
      this.#track = track;
      // A new stream each time: the last picture of the former one must not come back.
      this.video.srcObject = track === null ? null : new MediaStream([track]);
      this.#screenState = "arriving";
      if (track !== null) this.video.play().catch(() => undefined);
    }
    if (track === null) this.#screenState = otherwise;
    this.#become();
  }

  /** Shows the photo at `url` in the place of the screen; null brings the screen back. */
  showPhoto(url: string | null, alt = ""): void {
    this.surface.dataset.surface = url === null ? "screen" : "photo";
    this.photo.hidden = url === null;
    this.photo.alt = alt;
    if (url === null) this.photo.removeAttribute("src");
    else if (this.photo.getAttribute("src") !== url) this.photo.src = url;
    this.overlay.cover(url === null ? this.video : this.photo);
    this.#photoState = url === null ? null : this.#isLoaded ? "on" : "arriving";
    this.#become();
  }

  get #isLoaded(): boolean {
    return this.photo.complete && this.photo.naturalWidth > 0;
  }

  #photoCame(state: StageState): void {
    if (this.#photoState === null) return;
    this.#photoState = state;
    this.#become();
  }

  #become(): void {
    const state = this.#photoState ?? this.#screenState;
    setState(this.surface, state);
    this.emit("state", state);
  }
}
