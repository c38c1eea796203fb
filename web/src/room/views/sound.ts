import { Emitter } from "../../lib/emitter";

/** Plays the voices of the others. `blocked` is true while the browser waits for a click before any sound. */
export class Sound extends Emitter<{ blocked: boolean }> {
  readonly #players = new Map<string, HTMLAudioElement>();
  #blocked = false;

  play(peer: string, track: MediaStreamTrack): void {
    const player = this.#players.get(peer) ?? document.createElement("audio");
    this.#players.set(peer, player);
    player.dataset.epRoom = "voice-of-other";
    player.srcObject = new MediaStream([track]);
    if (!player.isConnected) document.body.append(player);
    this.#start(player);
  }

  /** From a click or a key. */
  allow(): void {
    if (!this.#blocked) return;
    this.#setBlocked(false);
    for (const player of this.#players.values()) this.#start(player);
  }

  /** `peer` is not in the visit any more. */
  forget(peer: string): void {
    const player = this.#players.get(peer);
    this.#players.delete(peer);
    if (player === undefined) return;
    player.srcObject = null;
    player.remove();
  }

  stop(): void {
    for (const peer of [...this.#players.keys()]) this.forget(peer);
  }

  #start(player: HTMLAudioElement): void {
    player.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") this.#setBlocked(true);
    });
  }

  #setBlocked(blocked: boolean): void {
    if (blocked === this.#blocked) return;
    this.#blocked = blocked;
    this.emit("blocked", blocked);
  }
}
