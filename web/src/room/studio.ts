/** A picture made by this page instead of the captured one. */
export interface Painting {
  readonly track: MediaStreamTrack;
  /** Sends one black picture of that size, in pixels. */
  black(width: number, height: number): void;
  /** Sends what the captured track shows now; false while it shows nothing yet. */
  copy(): boolean;
  /** Lets everything go. */
  end(): void;
}

/** Makes paintings; `captured` is what `copy` looks at. */
export type Studio = (captured: MediaStreamTrack) => Painting;

/**
 * On a canvas whose pictures are asked for one by one: that also works while the page is hidden, which it is
 * whenever the person looks at the very window she shows.
 */
export const canvasStudio: Studio = (captured) => {
  const canvas = document.createElement("canvas");
  const brush = canvas.getContext("2d", { alpha: false });
  const track = canvas.captureStream(0).getVideoTracks()[0];
  if (brush === null || !(track instanceof CanvasCaptureMediaStreamTrack)) throw new Error("no canvas");
  track.contentHint = "detail";
  const video = document.createElement("video");
  const resize = (width: number, height: number) => {
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
  };
  return {
    track,
    black: (width, height) => {
      resize(width, height);
      brush.fillStyle = "#000";
      brush.fillRect(0, 0, width, height);
      track.requestFrame();
    },
    copy: () => {
      if (video.srcObject === null) {
        video.muted = true;
        video.srcObject = new MediaStream([captured]);
        video.play().catch(() => undefined);
      }
      if (video.videoWidth === 0 || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return false;
      resize(video.videoWidth, video.videoHeight);
      brush.drawImage(video, 0, 0);
      track.requestFrame();
      return true;
    },
    end: () => {
      video.srcObject = null;
      track.stop();
    },
  };
};
