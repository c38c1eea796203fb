/** Both voices as one track, for the film. A voice that comes, goes or is muted changes nothing to the track. */
export class VoiceMix {
  readonly #context = new AudioContext();
  readonly #mixed = this.#context.createMediaStreamDestination();
  readonly #gate = new GainNode(this.#context);
  readonly #sources = new Map<string, MediaStreamAudioSourceNode>();

  constructor() {
    this.#gate.connect(this.#mixed);
  }

  /** False until the browser allows sound, which it does at the first click or key on the page. */
  get isRunning(): boolean {
    return this.#context.state === "running";
  }

  get tracks(): MediaStreamTrack[] {
    return this.#mixed.stream.getAudioTracks();
  }

  /** Waits `ms` at most for the browser to allow sound. */
  async resume(ms: number): Promise<boolean> {
    const patience = new Promise<void>((resolve) => setTimeout(resolve, ms));
    await Promise.race([this.#context.resume(), patience]);
    return this.isRunning;
  }

  /** The voice of `whose`, null for none. */
  set(whose: string, track: MediaStreamTrack | null): void {
    this.#sources.get(whose)?.disconnect();
    this.#sources.delete(whose);
    if (track === null) return;
    const source = this.#context.createMediaStreamSource(new MediaStream([track]));
    source.connect(this.#gate);
    this.#sources.set(whose, source);
  }

  /** Nothing is heard while `on`, from this very moment. */
  setSilent(on: boolean): void {
    // Cut, not faded: setting the value alone lets the browser glide towards it.
    this.#gate.gain.cancelScheduledValues(0);
    this.#gate.gain.setValueAtTime(on ? 0 : 1, this.#context.currentTime);
  }

  close(): void {
    void this.#context.close();
  }
}
