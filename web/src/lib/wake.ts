/** A clock that jumped by more than this between two looks was stopped: the computer slept. Milliseconds. */
const SLEPT_MS = 20_000;
const LOOK_MS = 4000;

/**
 * Calls `woken` when what was thought of the network may be wrong: the network is back, the page is looked at
 * again or comes out of the browser's cache, the computer slept (a lid closed and opened tells the page nothing).
 * Until `signal` is aborted.
 */
export function onWake(woken: () => void, signal: AbortSignal): void {
  globalThis.addEventListener("online", () => woken(), { signal });
  globalThis.addEventListener("pageshow", (event) => event.persisted && woken(), { signal });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && woken(), {
    signal,
  });
  let looked = Date.now();
  // Timers of a hidden page may run once a minute: that looks like sleep too, and does no harm.
  const looking = setInterval(() => {
    const slept = Date.now() - looked > SLEPT_MS;
    looked = Date.now();
    if (slept) woken();
  }, LOOK_MS);
  signal.addEventListener("abort", () => clearInterval(looking));
}
