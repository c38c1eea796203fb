import { Emitter } from "../lib/emitter";
import type { SetHidden } from "../lib/protocol";
import type { Outgoing } from "./outgoing";

/** `none`: there is nothing to hide. */
export type HidingState = "none" | "off" | "hiding" | "on";

export interface HidingEvents {
  state: HidingState;
  /** Tells the server, which tells the others. */
  send: SetHidden;
}

type Black = Pick<Outgoing, "on" | "setHidden">;

/** « Cacher mon écran »: black goes out until the person wants otherwise, or stops sharing. */
export class Hiding extends Emitter<HidingEvents> {
  readonly #outgoing: Black;
  #state: HidingState = "none";

  constructor(outgoing: Black) {
    super();
    this.#outgoing = outgoing;
    outgoing.on("picture", (picture) => {
      if (picture === "off") this.#become("none");
      else this.#become(picture === "hidden" ? "on" : "off");
    });
  }

  get state(): HidingState {
    return this.#state;
  }

  /**
   * The one button and the one key. The others are told first when it hides, last when it shows again. While it
   * hides, a second press is haste, not a change of mind.
   */
  async toggle(): Promise<void> {
    if (this.#state === "off") {
      this.#become("hiding");
      this.emit("send", { type: "sharing.hide", on: true });
      await this.#outgoing.setHidden(true);
    } else if (this.#state === "on") {
      await this.#outgoing.setHidden(false);
      if (this.state !== "none") this.emit("send", { type: "sharing.hide", on: false });
    }
  }

  /** In the room again: `known` is what the server believes, which a cut may have made wrong. */
  handleRoom(known: boolean): void {
    const hidden = this.#state === "on" || this.#state === "hiding";
    if (this.#state !== "none" && hidden !== known) this.emit("send", { type: "sharing.hide", on: hidden });
  }

  #become(state: HidingState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit("state", state);
  }
}
