const PREFIX = "epaule-replay-";

/** What this browser remembers of how its person watches; nothing when it keeps nothing. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // She chooses again next time.
  }
}
