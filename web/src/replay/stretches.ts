/** A part of the film: a step, or what is missing. Milliseconds. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Index of the last of `starts` (in order) that is not after `at`; -1 before the first. */
export function lastBefore(starts: readonly number[], at: number): number {
  return starts.findLastIndex((start) => start <= at);
}

/** Index of the first of `stretches` that holds `at`; -1 when none does. */
export function holding(stretches: readonly Stretch[], at: number): number {
  return stretches.findIndex(({ start, end }) => start <= at && at < end);
}
