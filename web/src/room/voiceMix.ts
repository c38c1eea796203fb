/** Both voices as one track, for the film. A voice that comes, goes or is muted changes nothing to the track. */
export class VoiceMix {
  readonly #context = new AudioContext();
  readonly #mixed = this.#context.createMediaStreamDestination();
  readonly #sources = new Map<string, MediaStreamAudioSourceNode>();

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
    source.connect(this.#mixed);
    this.#sources.set(whose, source);
  }

  close(): void {
    void this.#context.close();
  }
}
