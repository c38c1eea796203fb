/**
 * Readers: turn what `JSON.parse` gave into a value of a known type, or throw `Mismatch`.
 *
 * A reader rebuilds what it reads, so a field nobody declared does not get through. `protocol.ts` describes
 * every message with these few functions; what arrives by the data channel was written by another browser.
 */

export class Mismatch extends Error {}

export type Reader<T> = (value: unknown) => T;

type OptionalKey<T> = { [K in keyof T]-?: object extends Pick<T, K> ? K : never }[keyof T];
type Readers<T> = { readonly [K in keyof T]-?: Reader<Exclude<T[K], undefined>> };

/* @__NO_SIDE_EFFECTS__ */
function expect<T>(test: (value: unknown) => value is T): Reader<T> {
  return (value) => {
    if (!test(value)) throw new Mismatch();
    return value;
  };
}

export const flag: Reader<boolean> = expect((value) => typeof value === "boolean");

/** A string of `min` to `max` characters (code points, as Python counts them) that matches `pattern`. */
/* @__NO_SIDE_EFFECTS__ */
export function text(min = 0, max = Number.POSITIVE_INFINITY, pattern?: RegExp): Reader<string> {
  return expect((value): value is string => {
    if (typeof value !== "string") return false;
    const length = value.length > max || value.length < min * 2 ? [...value].length : value.length;
    return length >= min && length <= max && (pattern === undefined || pattern.test(value));
  });
}

/** A finite number within bounds, both included. */
/* @__NO_SIDE_EFFECTS__ */
export function number(min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): Reader<number> {
  return expect(
    (value): value is number =>
      typeof value === "number" && Number.isFinite(value) && value >= min && value <= max,
  );
}

/** A whole number within bounds, both included. */
/* @__NO_SIDE_EFFECTS__ */
export function integer(min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Reader<number> {
  return expect(
    (value): value is number =>
      typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max,
  );
}

/** One of a closed list of words. */
/* @__NO_SIDE_EFFECTS__ */
export function oneOf<const W extends string>(...words: readonly W[]): Reader<W> {
  return expect((value): value is W => words.some((word) => word === value));
}

/** `null`, or what `read` reads. */
/* @__NO_SIDE_EFFECTS__ */
export function nullable<T>(read: Reader<T>): Reader<T | null> {
  return (value) => (value === null ? null : read(value));
}

/** An array of `min` to `max` of what `read` reads. */
/* @__NO_SIDE_EFFECTS__ */
export function list<T>(read: Reader<T>, min = 0, max = Number.POSITIVE_INFINITY): Reader<T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) throw new Mismatch();
    return value.map((item) => read(item));
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object: `required` fields must be there, `optional` ones may be missing, all others are dropped. */
/* @__NO_SIDE_EFFECTS__ */
export function struct<T extends object>(
  required: Readers<Omit<T, OptionalKey<T>>>,
  optional: Readers<Pick<T, OptionalKey<T>>>,
): Reader<T> {
  const must: [string, Reader<unknown>][] = Object.entries(required);
  const may: [string, Reader<unknown>][] = Object.entries(optional);
  return (value) => {
    if (!isRecord(value)) throw new Mismatch();
    const present = may.filter(([name]) => Object.hasOwn(value, name));
    const fields = [...must, ...present].map(([name, read]) => [name, read(value[name])]);
    // The types of `required` and `optional` say that these fields, read so, make a T.
    return Object.fromEntries(fields) as T;
  };
}

type Named = { readonly type: string };
type ReadersByType<T extends Named> = { readonly [K in T["type"]]: Reader<Extract<T, { type: K }>> };

/** One of the messages named by `type`. */
/* @__NO_SIDE_EFFECTS__ */
export function choice<T extends Named>(readers: ReadersByType<T>): Reader<T> {
  const byType = new Map<unknown, Reader<T>>(Object.entries(readers));
  return (value) => {
    const read = isRecord(value) ? byType.get(value.type) : undefined;
    if (read === undefined) throw new Mismatch();
    return read(value);
  };
}

/** A reader of text: JSON of one of the messages named by `type`, or null. */
/* @__NO_SIDE_EFFECTS__ */
export function parser<T extends Named>(readers: ReadersByType<T>): (json: string) => T | null {
  const read = choice<T>(readers);
  return (json) => {
    try {
      return read(JSON.parse(json));
    } catch {
      return null;
    }
  };
}
