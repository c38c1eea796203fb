/** The outlines of communes as the server packs them (tools/build_contours.py), and what the map shows of helpers. */
import { integer, list, nullable, number, type Reader, struct, text } from "../lib/shape";

/** Latitude, longitude: degrees. */
export type LatLon = [number, number];

const PRECISION = 10_000;

/** A ring: the first point in full, then steps; longitude before latitude, in ten-thousandths of a degree. */
export function unpack(ring: readonly number[]): LatLon[] {
  const points: LatLon[] = [];
  let longitude = 0;
  let latitude = 0;
  for (let index = 0; index + 1 < ring.length; index += 2) {
    longitude += ring[index] ?? 0;
    latitude += ring[index + 1] ?? 0;
    points.push([latitude / PRECISION, longitude / PRECISION]);
  }
  return points;
}

/** Each commune's rings, by INSEE code. What is no outline is left out. */
export function readOutlines(value: unknown): Map<string, LatLon[][]> {
  const drawn = new Map<string, LatLon[][]>();
  const rings = list(list(integer()));
  for (const [insee, packed] of Object.entries(value ?? {})) drawn.set(insee, rings(packed).map(unpack));
  return drawn;
}

const place: Reader<LatLon> = (value) => {
  const [latitude = Number.NaN, longitude = Number.NaN] = list(number(-180, 180))(value);
  return [number(-90, 90)(latitude), number(-180, 180)(longitude)];
};

export interface CommunePoint {
  readonly insee: string;
  readonly name: string;
  readonly at: LatLon;
  readonly helpers: number;
  readonly ready: number;
}

export interface Points {
  readonly around: { readonly at: LatLon; readonly km: number | null } | null;
  readonly communes: readonly CommunePoint[];
}

const readPoint = struct<CommunePoint>(
  { insee: text(1), name: text(1), at: place, helpers: integer(0), ready: integer(0) },
  {},
);

export const readPoints = struct<Points>(
  {
    around: nullable(struct<NonNullable<Points["around"]>>({ at: place, km: nullable(number(0)) }, {})),
    communes: list(readPoint),
  },
  {},
);
