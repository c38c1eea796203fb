/** Media without devices, for tests. */
export class FakeTrack extends EventTarget {
  readonly kind: "audio" | "video";
  readonly displaySurface: string;
  enabled = true;
  contentHint = "";
  readyState: MediaStreamTrackState = "live";

  constructor(kind: "audio" | "video", displaySurface = "monitor") {
    super();
    this.kind = kind;
    this.displaySurface = displaySurface;
  }

  getSettings(): MediaTrackSettings {
    return { displaySurface: this.displaySurface };
  }

  stop(): void {
    this.readyState = "ended";
  }

  /** As when the person ends it in the browser, or unplugs the device. */
  endByItself(): void {
    this.stop();
    this.dispatchEvent(new Event("ended"));
  }
}

export class FakeStream {
  readonly tracks: FakeTrack[];

  constructor(...tracks: FakeTrack[]) {
    this.tracks = tracks;
  }

  getTracks(): FakeTrack[] {
    return this.tracks;
  }

  getAudioTracks(): FakeTrack[] {
    return this.tracks.filter((track) => track.kind === "audio");
  }

  getVideoTracks(): FakeTrack[] {
    return this.tracks.filter((track) => track.kind === "video");
  }
}

/** In the shape the code under test asks for. */
export function fakeStream(...tracks: FakeTrack[]): MediaStream {
  return new FakeStream(...tracks) as unknown as MediaStream;
}
