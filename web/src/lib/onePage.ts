/**
 * One page of this browser at a time does a thing, by the browser's own locks, which a page that dies lets go.
 *
 * Browsers without them let every page do it: only for what is harmless twice.
 */
const locks = (): LockManager | null => globalThis.navigator?.locks ?? null;

export const hasLocks = (): boolean => locks() !== null;

/** This page does it from now on; `lost` is called when another one takes it over. Call the result to let go. */
export function takeOver(name: string, lost: () => void): () => void {
  let letGo: () => void = () => undefined;
  const wanted = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  locks()
    ?.request(name, { steal: true }, () => wanted)
    .catch(() => lost());
  return letGo;
}

/** Does `work` unless another page is at it. `signal` is aborted when a page takes it over meanwhile. */
export async function unlessElsewhere(name: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const taken = new AbortController();
  const manager = locks();
  if (manager === null) return await work(taken.signal);
  try {
    await manager.request(name, { ifAvailable: true }, (lock) => (lock === null ? undefined : work(taken.signal)));
  } catch (error) {
    taken.abort();
    if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
  }
}
