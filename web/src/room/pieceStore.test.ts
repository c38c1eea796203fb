import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type KeptFilm, type KeptPiece, MemoryStore, openPieceStore, type PieceStore } from "./pieceStore";

const DAY = 24 * 3600 * 1000;

const film = (recording: string, owner = "karim", at = Date.now()): KeptFilm => ({
  recording,
  owner,
  at,
  close_url: "/close/__segment__",
  piece_url: "/__segment__/__number__",
  done_url: "/done",
});

const piece = (recording: string, segment: number, number: number, text = "abc"): KeptPiece => ({
  recording,
  segment,
  number,
  bytes: new TextEncoder().encode(text).buffer,
  type: "video/webm",
  sha256: `sum of ${text}`,
});

beforeEach(() => {
  vi.stubGlobal("indexedDB", new IDBFactory());
});

const kinds: [string, () => Promise<PieceStore>][] = [
  ["lasting", () => openPieceStore()],
  ["in memory", async () => new MemoryStore()],
];

describe.each(kinds)("a store (%s)", (_kind, open) => {
  it("gives the pieces of one film in order, until they are removed", async () => {
    const store = await open();
    await store.begin(film("f"));
    for (const number of [0, 1]) await store.keep(piece("f", 0, number));
    await store.keep(piece("g", 0, 0));
    await store.keep(piece("f", 1, 0, "other take"));
    expect(await store.count("f")).toBe(3);
    const seen: string[] = [];
    for (let next = await store.next("f"); next !== null; next = await store.next("f")) {
      seen.push(`${next.segment}/${next.number} ${new TextDecoder().decode(next.bytes)} ${next.sha256}`);
      await store.remove(next);
    }
    expect(seen).toEqual(["0/0 abc sum of abc", "0/1 abc sum of abc", "1/0 other take sum of other take"]);
    expect(await store.count("f")).toBe(0);
    expect((await store.next("g"))?.recording).toBe("g");
  });

  it("knows how many pieces each take has, also of those sent and of takes without any", async () => {
    const store = await open();
    await store.beginTake("f", 0);
    await store.keep(piece("f", 0, 0));
    await store.keep(piece("f", 0, 1));
    await store.remove(piece("f", 0, 0));
    await store.beginTake("f", 3);
    expect(await store.takes("f")).toEqual([
      { segment: 0, pieces: 2 },
      { segment: 3, pieces: 0 },
    ]);
    expect(await store.takes("g")).toEqual([]);
  });

  it("shows each person her own films only, and forgets one wholly", async () => {
    const store = await open();
    await store.begin(film("f"));
    await store.begin(film("s", "sophie"));
    await store.keep(piece("f", 0, 0));
    expect((await store.films("karim")).map((one) => one.recording)).toEqual(["f"]);
    expect((await store.films("sophie")).map((one) => one.recording)).toEqual(["s"]);
    await store.forget("f");
    expect([await store.films("karim"), await store.next("f"), await store.takes("f")]).toEqual([[], null, []]);
    expect(await store.films("sophie")).toHaveLength(1);
  });
});

describe("the lasting store", () => {
  it("outlives the page", async () => {
    const store = await openPieceStore();
    await store.begin(film("f"));
    await store.keep(piece("f", 2, 0));
    const later = await openPieceStore();
    expect(later.lasts).toBe(true);
    expect(await later.next("f")).toMatchObject({ segment: 2, number: 0 });
    expect(await later.takes("f")).toEqual([{ segment: 2, pieces: 1 }]);
  });

  it("goes on with a film it knows, and leaves another's alone", async () => {
    const store = await openPieceStore();
    await store.begin(film("f", "karim", Date.now() - DAY));
    await store.begin({ ...film("f"), done_url: "/new" });
    expect(await store.films("karim")).toMatchObject([{ done_url: "/new" }]);
    expect((await store.films("karim"))[0]?.at).toBeLessThan(Date.now() - DAY / 2);
    await store.begin(film("f", "sophie"));
    expect(await store.films("sophie")).toEqual([]);
  });

  it("drops what nobody fetched for seven days", async () => {
    const store = await openPieceStore();
    await store.begin(film("old", "karim", Date.now() - 7 * DAY - 1));
    await store.begin(film("young", "karim", Date.now() - 6 * DAY));
    await store.keep(piece("old", 0, 0));
    const later = await openPieceStore();
    expect((await later.films("karim")).map((one) => one.recording)).toEqual(["young"]);
    expect(await later.next("old")).toBeNull();
  });
});

it("is in memory where the browser keeps nothing", async () => {
  vi.stubGlobal("indexedDB", {
    open: () => {
      throw new DOMException("", "SecurityError");
    },
  });
  expect((await openPieceStore()).lasts).toBe(false);
});
