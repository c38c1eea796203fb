import { beforeEach, describe, expect, it } from "vitest";
import type { Answer } from "../room/http";
import { type KeptFilm, MemoryStore } from "../room/pieceStore";
import { sendLeftovers } from "./sendLeftovers";

let store: MemoryStore;
let asked: string[];
let said: number[];
let onPut: (url: string) => Answer;
let onDone: () => Answer;

const refused = (status: number, code: string): Answer => ({ kind: "refused", status, code, sentence: "" });

const http = {
  async post(url: string, body?: unknown): Promise<Answer> {
    asked.push(`${url} ${JSON.stringify(body)}`);
    return url.endsWith("/done") ? onDone() : { kind: "done", body: null };
  },
  async put(url: string): Promise<Answer> {
    asked.push(url);
    return onPut(url);
  },
};

const film = (recording: string, owner: string): KeptFilm => ({
  recording,
  owner,
  at: Date.now(),
  close_url: `/${recording}/__segment__/close`,
  piece_url: `/${recording}/__segment__/__number__`,
  done_url: `/${recording}/done`,
});

async function leave(recording: string, owner: string, pieces: number): Promise<void> {
  await store.begin(film(recording, owner));
  for (let number = 0; number < pieces; number += 1) {
    const bytes = new ArrayBuffer(3);
    await store.keep({ recording, segment: 1, number, bytes, type: "video/webm", sha256: "s" });
  }
}

const send = (owner = "karim") =>
  sendLeftovers(
    owner,
    http,
    (waiting) => said.push(waiting),
    async () => store,
  );

beforeEach(() => {
  store = new MemoryStore();
  asked = [];
  said = [];
  onPut = (url) => {
    const [segment, number] = url.split("/").slice(-2).map(Number);
    return { kind: "done", body: { segment, number } };
  };
  onDone = () => ({ kind: "done", body: null });
});

describe("what is left of a film", () => {
  it("is sent from any page, then counted, then forgotten", async () => {
    await leave("f", "karim", 2);
    expect(await send()).toBe(true);
    expect(asked).toEqual(["/f/1/0", "/f/1/1", '/f/done {"segments":[{"segment":1,"pieces":2}]}']);
    expect([said[0], said.at(-1), await store.films("karim")]).toEqual([2, 1, []]);
  });

  it("is neither sent nor told to another person", async () => {
    await leave("f", "karim", 2);
    await send("sophie");
    expect([asked, said, await store.count("f")]).toEqual([[], [], 2]);
  });

  it("is only the count when all pieces are gone: nothing is said", async () => {
    await leave("f", "karim", 0);
    await send();
    expect([asked, said]).toEqual([['/f/done {"segments":[]}'], []]);
  });

  it("is not the end of a film that goes on", async () => {
    onDone = () => refused(409, "recording_over");
    await leave("f", "karim", 1);
    await send();
    expect(await store.films("karim")).toHaveLength(1);
  });

  it("is dropped when the server knows the film no more", async () => {
    onPut = () => refused(404, "recording_unknown");
    await leave("f", "karim", 2);
    await leave("g", "karim", 0);
    expect(await send()).toBe(false);
    expect(asked).toEqual(["/f/1/0", '/g/done {"segments":[]}']);
    expect(await store.films("karim")).toEqual([]);
  });
});
