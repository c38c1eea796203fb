/** Calls `tick` every `ms`, also while the page is hidden; returns what stops it. */
export type Ticker = (ms: number, tick: () => void) => () => void;

export const workerTicker: Ticker = (ms, tick) => {
  const worker = new Worker(new URL("./tickWorker.ts", import.meta.url), { type: "module" });
  let fallback: ReturnType<typeof setInterval> | undefined;
  worker.onmessage = tick;
  worker.onerror = () => {
    fallback ??= setInterval(tick, ms);
  };
  worker.postMessage(ms);
  return () => {
    worker.terminate();
    clearInterval(fallback);
  };
};
