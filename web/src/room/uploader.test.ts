import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Answer } from "./http";
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
    return answers.shift() ?? done;
  },
};

const piece = (number: number, text = `piece ${number}`): Piece => ({
  segment: 3,
  number,
  blob: new Blob([text], { type: "video/webm" }),
});

function open(waitMs: number): void {
  const patience = { firstMs: waitMs, maxMs: waitMs };
  uploader = new Uploader({ http, pieceUrl: "/film/__segment__/__number__", maxBytes: 100, patience });
  uploader.on("stuck", ({ why }) => happened.push(why));
  uploader.on("flowing", () => happened.push("flowing"));
  uploader.on("full", () => happened.push("full"));
  uploader.on("over", ({ code }) => happened.push(`over ${code}`));
}

beforeEach(() => {
  puts = [];
  answers = [];
  happened = [];
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
    expect(puts.map((put) => put.url)).toEqual(["/film/3/0", "/film/3/1"]);
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
});

describe("bad luck", () => {
  it.each([
    ["unreachable", away],
    ["disk_full", refused(507)],
    ["server", refused(500)],
    ["server", refused(429)],
    ["server", refused(400, "piece_damaged")],
  ])("%s: the same piece again, later, until it passes", async (why, answer) => {
    answers = [answer, answer, done];
    uploader.push(piece(0));
    uploader.push(piece(1));
    await uploader.idle();
    expect(puts.map((put) => put.url)).toEqual(["/film/3/0", "/film/3/0", "/film/3/0", "/film/3/1"]);
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

  it.each(["piece_conflict", "recording_over"])("gives the film up on %s", async (code) => {
    answers = [refused(409, code)];
    uploader.push(piece(0));
    uploader.push(piece(1));
    await uploader.idle();
    uploader.push(piece(2));
    expect(puts).toHaveLength(1);
    expect(happened).toEqual([`over ${code}`]);
    expect(uploader.waiting).toBe(0);
  });

  it("says when there is no room left, and still sends what is there", async () => {
    answers = [away, away];
    uploader.push(piece(0, "x".repeat(60)));
    uploader.push(piece(1, "x".repeat(60)));
    expect(happened).toEqual(["full"]);
    await uploader.idle();
    expect(puts).toHaveLength(4);
  });
});

it("gives the film up when the browser lost a piece", async () => {
  const lost = new Blob(["x"]);
  lost.arrayBuffer = () => Promise.reject(new DOMException("", "NotReadableError"));
  uploader.push({ segment: 0, number: 0, blob: lost });
  await uploader.idle();
  expect(happened).toEqual(["over unreadable"]);
});

it("lets small pieces leave with a closing page", async () => {
  open(3_600_000);
  answers = [away];
  uploader.push(piece(0));
  await vi.waitFor(() => expect(happened).toEqual(["unreachable"]));
  await uploader.flushOnLeave();
  expect(puts.at(-1)).toMatchObject({ url: "/film/3/0", keepalive: true });
});
