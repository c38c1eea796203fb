import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Answer } from "./http";
import { MemoryStore } from "./pieceStore";
import { type Piece, Uploader } from "./uploader";

interface Put {
  readonly url: string;
  readonly text: string;
  readonly type: string;
  readonly sha256: string;
  readonly keepalive: boolean;
}

let puts: Put[];
let answers: Answer[];
let happened: string[];
let uploader: Uploader;
let store: MemoryStore;

const done: Answer = { kind: "done", body: null };
const away: Answer = { kind: "unreachable" };
const refused = (status: number, code = ""): Answer => ({
  kind: "refused",
  status,
  code,
  sentence: `sentence ${code}`,
});

const http = {
  async put(url: string, body: ArrayBuffer, type: string, sha256: string, keepalive = false): Promise<Answer> {
    puts.push({ url, text: new TextDecoder().decode(body), type, sha256, keepalive });
    const answer = answers.shift() ?? done;
    if (answer !== done) return answer;
    const [segment, number] = url.split("/").slice(-2).map(Number);
    return { kind: "done", body: { segment, number, size: body.byteLength } };
  },
};

const piece = (number: number, text = `piece ${number}`): Piece => ({
  segment: 3,
  number,
  blob: new Blob([text], { type: "video/webm" }),
});

function open(waitMs: number): void {
  const patience = { firstMs: waitMs, maxMs: waitMs };
  const pieceUrl = "/film/__segment__/__number__";
  uploader = new Uploader({ http, store, recording: "f", pieceUrl, maxBytes: 100, patience });
  uploader.on("stuck", ({ why }) => happened.push(why));
  uploader.on("flowing", () => happened.push("flowing"));
  uploader.on("full", () => happened.push("full"));
  uploader.on("over", ({ code, kept }) => happened.push(`over ${code}${kept ? ", kept" : ""}`));
}

const urls = () => puts.map((put) => put.url);

beforeEach(() => {
  puts = [];
  answers = [];
  happened = [];
  store = new MemoryStore();
  open(1);
});

afterEach(() => {
  uploader.close();
});

describe("pieces", () => {
  it("go in order, one at a time, each with its type and its checksum", async () => {
    const progress: [number, number][] = [];
    uploader.on("progress", ({ sent, waiting }) => progress.push([sent, waiting]));
    uploader.push(piece(0, "abc"));
    uploader.push(piece(1));
    await uploader.idle();
    expect(urls()).toEqual(["/film/3/0", "/film/3/1"]);
    expect(puts[0]).toEqual({
      url: "/film/3/0",
      text: "abc",
      type: "video/webm",
      sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      keepalive: false,
    });
    expect(progress.at(-1)).toEqual([2, 0]);
  });

  it("resolve idle at once when there are none", async () => {
    await expect(uploader.idle()).resolves.toBeUndefined();
  });

  it("are in the store before they are sent, and until they are acknowledged", async () => {
    open(3_600_000);
    answers = [away];
    uploader.push(piece(0));
    uploader.push(piece(1));
    await vi.waitFor(() => expect(happened).toEqual(["unreachable"]));
    await vi.waitFor(async () => expect(await store.count("f")).toBe(2));
    expect(uploader.waiting).toBe(2);
    globalThis.dispatchEvent(new Event("online"));
    await uploader.idle();
    expect(await store.count("f")).toBe(0);
    expect(await store.takes("f")).toEqual([{ segment: 3, pieces: 2 }]);
  });

  it("left by another page go first", async () => {
    const bytes = new TextEncoder().encode("left").buffer;
    await store.keep({ recording: "f", segment: 1, number: 7, bytes, type: "video/webm", sha256: "s" });
    uploader.push(piece(0));
    await uploader.idle();
    expect(urls()).toEqual(["/film/1/7", "/film/3/0"]);
    expect(puts[0]).toMatchObject({ text: "left", sha256: "s" });
  });
});

describe("bad luck", () => {
  it.each([
    ["unreachable", away],
    // A yes that is not ours, from a network that wants its own page read first.
    ["unreachable", { kind: "done", body: "<html>" } as const],
    ["disk_full", refused(507)],
    ["server", refused(500)],
    ["server", refused(429)],
    ["server", refused(400, "piece_damaged")],
  ])("%s: the same piece again, later, until it passes", async (why, answer) => {
    answers = [answer, answer, done];
    uploader.push(piece(0));
    uploader.push(piece(1));
    await uploader.idle();
    expect(urls()).toEqual(["/film/3/0", "/film/3/0", "/film/3/0", "/film/3/1"]);
    expect(happened).toEqual([why, why, "flowing"]);
  });

  it("does not wait longer once the network is back", async () => {
    open(3_600_000);
    answers = [away, done];
    uploader.push(piece(0));
    await vi.waitFor(() => expect(happened).toEqual(["unreachable"]));
    globalThis.dispatchEvent(new Event("online"));
    await uploader.idle();
    expect(puts).toHaveLength(2);
  });

  it.each([
    ["recording_over", 409],
    ["recording_unknown", 404],
    ["not_your_visit", 404],
    ["not_the_recorder", 403],
  ])("gives the film up on %s, and keeps nothing of it", async (code, status) => {
    answers = [refused(status, code)];
    uploader.push(piece(0));
    uploader.push(piece(1));
    await uploader.idle();
    uploader.push(piece(2));
    expect(puts).toHaveLength(1);
    expect(happened).toEqual([`over ${code}`]);
    expect(uploader.waiting).toBe(0);
    expect(await store.next("f")).toBeNull();
  });

  it("sends no more when signed out, but keeps what it has for the next page", async () => {
    answers = [refused(401, "signed_out")];
    uploader.push(piece(0));
    await uploader.idle();
    expect(happened).toEqual(["over signed_out, kept"]);
    expect(await store.count("f")).toBe(1);
  });

  it.each(["piece_conflict", "piece_too_large", "take_over"])("goes on without the piece on %s", async (code) => {
    answers = [refused(409, code)];
    uploader.push(piece(0));
    uploader.push(piece(1));
    await uploader.idle();
    expect(urls()).toEqual(["/film/3/0", "/film/3/1"]);
    expect([happened, uploader.waiting]).toEqual([[], 0]);
  });

  it("goes on without the piece the browser lost", async () => {
    const lost = new Blob(["x"]);
    lost.arrayBuffer = () => Promise.reject(new DOMException("", "NotReadableError"));
    uploader.push({ segment: 3, number: 0, blob: lost });
    uploader.push(piece(1));
    await uploader.idle();
    expect([urls(), happened, uploader.waiting]).toEqual([["/film/3/1"], [], 0]);
  });

  it("says once when there is no room left, and still sends what is there", async () => {
    answers = [away, away];
    for (const number of [0, 1, 2]) uploader.push(piece(number, "x".repeat(60)));
    await uploader.idle();
    expect(happened.filter((one) => one === "full")).toHaveLength(1);
    expect(puts).toHaveLength(5);
  });

  it("holds a piece the browser has no room for, and says so", async () => {
    const full = new MemoryStore();
    const keep = vi.spyOn(full, "keep").mockRejectedValue(new DOMException("", "QuotaExceededError"));
    store = Object.assign(full, { lasts: true });
    open(1);
    uploader.push(piece(0));
    await uploader.idle();
    expect(keep).toHaveBeenCalledOnce();
    expect([urls(), happened]).toEqual([["/film/3/0"], ["full"]]);
  });

  it("sends no more once another page does it", async () => {
    open(3_600_000);
    answers = [away];
    uploader.push(piece(0));
    await vi.waitFor(() => expect(happened).toEqual(["unreachable"]));
    uploader.close();
    await uploader.idle();
    expect([puts.length, await store.count("f")]).toEqual([1, 1]);
  });
});

it("lets the newest pieces that are small enough leave with a closing page", async () => {
  open(3_600_000);
  answers = [away];
  uploader.push(piece(0, "x".repeat(50_000)));
  uploader.push(piece(1, "y".repeat(40_000)));
  uploader.push(piece(2));
  await vi.waitFor(async () => expect(await store.count("f")).toBe(3));
  uploader.flushOnLeave();
  expect(puts.slice(1).map((put) => [put.url, put.keepalive])).toEqual([
    ["/film/3/1", true],
    ["/film/3/2", true],
  ]);
});
