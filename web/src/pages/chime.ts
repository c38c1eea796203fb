/** A gentle sound in two notes, made by the browser. Browsers keep silent until the first click on a page. */
export class Chime {
  #context: AudioContext | null = null;

  get isAllowed(): boolean {
    return this.#context?.state === "running";
  }

  /** Asks the browser for sound, `ms` at most; from a click it says yes. */
  async allow(ms: number): Promise<boolean> {
    if (typeof AudioContext === "undefined") return true;
    this.#context ??= new AudioContext();
    const patience = new Promise<void>((resolve) => setTimeout(resolve, ms));
    await Promise.race([this.#context.resume(), patience]);
    return this.isAllowed;
  }

  ring(): void {
    const context = this.#context;
    if (context === null || !this.isAllowed) return;
    for (const [hertz, after] of [
      [659, 0],
      [523, 0.35],
    ] as const) {
      const at = context.currentTime + after;
      const tone = new OscillatorNode(context, { type: "sine", frequency: hertz });
      const volume = new GainNode(context, { gain: 0 });
      volume.gain.linearRampToValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(0.25, at + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 0.9);
      tone.connect(volume).connect(context.destination);
      tone.start(at);
      tone.stop(at + 1);
    }
  }

  close(): void {
    void this.#context?.close();
    this.#context = null;
  }
}
