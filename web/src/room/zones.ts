import type { Point } from "./geometry";

const ROWS = ["top", "middle", "bottom"] as const;
const COLUMNS = ["left", "centre", "right"] as const;

/** A ninth of what is shown; its words are the text `zone_…`. */
export type Zone = `${(typeof ROWS)[number]}_${(typeof COLUMNS)[number]}`;

/** Part of the frame one must go beyond a border to leave a zone: a hand that trembles there stays in it. */
const MARGIN = 0.04;

function third<Name extends string>(names: readonly [Name, Name, Name], fraction: number, former: string): Name {
  const here = names[Math.min(2, Math.max(0, Math.floor(fraction * 3)))] ?? names[1];
  const words: readonly string[] = names;
  const kept = words.indexOf(former);
  const within = kept >= 0 && fraction >= kept / 3 - MARGIN && fraction <= (kept + 1) / 3 + MARGIN;
  return (within ? names[kept] : here) ?? here;
}

/** Where `place` lies, in fractions of the frame; near a border it stays in the `former` zone. */
export function zoneOf({ x, y }: Point, former: Zone | null = null): Zone {
  const [row = "", column = ""] = former?.split("_") ?? [];
  return `${third(ROWS, y, row)}_${third(COLUMNS, x, column)}`;
}
