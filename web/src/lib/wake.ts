/** A clock that jumped by more than this between two looks was stopped: the computer slept. Milliseconds. */
const SLEPT_MS = 20_000;
const LOOK_MS = 4000;

/** The network is back or another one; the page is looked at again; the computer slept. */
export type Wake = "network" | "seen" | "slept";

/**
 * Calls `woken` when what was thought of the network may be wrong. A lid closed and opened tells the page nothing:
 * only the clock shows it. As long as the page lives, or until `signal` is aborted.
 */
export function onWake(woken: (why: Wake) => void, signal = new AbortController().signal): void {
  const seen = () => document.visibilityState === "visible" && woken("seen");
  globalThis.addEventListener("online", () => woken("network"), { signal });
  globalThis.addEventListener("pageshow", (event) => event.persisted && woken("slept"), { signal });
  document.addEventListener("visibilitychange", seen, { signal });
  onOtherNetwork(() => woken("network"), signal);
  let looked = Date.now();
  // Timers of a hidden page may run once a minute: that looks like sleep too, and does no harm.
  const looking = setInterval(() => {
    const slept = Date.now() - looked > SLEPT_MS;
    looked = Date.now();
    if (slept) woken("slept");
  }, LOOK_MS);
  signal.addEventListener("abort", () => clearInterval(looking));
}

/** Resolves after `ms` milliseconds, or as soon as there is a reason to try again. */
export async function waitOrWake(ms: number): Promise<void> {
  const listening = new AbortController();
  await new Promise<void>((resolve) => {
    onWake(() => resolve(), listening.signal);
    setTimeout(resolve, ms);
  });
  listening.abort();
}

/** From Wi-Fi to 4G and back, where the browser tells (telephones); its other changes are mere measures. */
function onOtherNetwork(changed: () => void, signal: AbortSignal): void {
  const connection = "connection" in navigator ? navigator.connection : null;
  if (!(connection instanceof EventTarget && "type" in connection)) return;
  let { type } = connection;
  const look = () => {
    if (connection.type === type) return;
    type = connection.type;
    changed();
  };
  connection.addEventListener("change", look, { signal });
}
