/** Ticks every as many milliseconds as it is told: the timers of a page slow down when it is hidden, these do not. */
addEventListener("message", ({ data }: MessageEvent<number>) => {
  setInterval(() => postMessage(null), data);
});
