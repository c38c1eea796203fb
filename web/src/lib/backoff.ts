export interface Patience {
  /** Milliseconds before the first new try, at most. */
  readonly firstMs: number;
  /** Milliseconds no wait exceeds. */
  readonly maxMs: number;
}

/**
 * Milliseconds to wait before try number `attempt` (0 is the first): doubled each time, then capped, and drawn
 * between half and all of it, so that the pages a restarted server lost do not come back in the same instant.
 */
export function backoff(attempt: number, patience: Patience, random: () => number = Math.random): number {
  const wait = Math.min(patience.maxMs, patience.firstMs * 2 ** Math.min(attempt, 30));
  return wait * (0.5 + random() / 2);
}
