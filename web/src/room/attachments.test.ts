import { beforeEach, describe, expect, it } from "vitest";
import { type Attachment, Attachments, FILE_MAX_BYTES } from "./attachments";
import type { Answer } from "./http";
import type { Upload } from "./sendFile";

interface Sending extends Upload {
  readonly progress: (share: number) => void;
  readonly answer: (answer: Answer) => Promise<void>;
  readonly signal: AbortSignal;
}

const DONE: Answer = { kind: "done", body: { number: 1 } };
const UNREACHABLE: Answer = { kind: "unreachable" };
const refusal = (status: number, sentence = "Non."): Answer => ({ kind: "refused", status, code: "x", sentence });
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

let sent: Sending[];
let attachments: Attachments;

function open(patience = { firstMs: 0, maxMs: 0 }): void {
  sent = [];
  attachments = new Attachments({
    send: (upload, progress, signal) =>
      new Promise((resolve) => {
        const answer = async (one: Answer) => {
          resolve(one);
          await settle();
          await settle();
        };
        sent.push({ ...upload, progress, answer, signal });
      }),
    lighten: async (file) => file,
    patience,
  });
}

const photo = (name = "photo.jpg", bits: BlobPart[] = ["x"], type = "image/jpeg") =>
  new File(bits, name, { type });

async function add(...files: File[]): Promise<void> {
  for (const file of files) void attachments.add(file);
  await settle();
}

const states = () => attachments.list.map(({ name, state, percent }) => `${name} ${state} ${percent}`);
const last = (): Attachment => {
  const one = attachments.list.at(-1);
  if (one === undefined) throw new Error("none");
  return one;
};

beforeEach(() => open());

describe("a file that leaves", () => {
  it("says how far it is, and goes once the server has it", async () => {
    await add(photo());
    sent[0]?.progress(0.456);
    expect(states()).toEqual(["photo.jpg sending 45"]);
    expect(attachments.isBusy).toBe(true);
    await sent[0]?.answer(DONE);
    expect(states()).toEqual([]);
    expect(attachments.isBusy).toBe(false);
  });

  it("waits for its turn", async () => {
    await add(photo("1.jpg"), photo("2.jpg"));
    expect(sent.map(({ name }) => name)).toEqual(["1.jpg"]);
    await sent[0]?.answer(DONE);
    expect(sent.map(({ name }) => name)).toEqual(["1.jpg", "2.jpg"]);
  });

  it("goes too when its line comes back and the answer does not", async () => {
    await add(photo("1.jpg"), photo("2.jpg"));
    const line = { number: 1, author: "j", client_id: sent[0]?.clientId ?? "", text: "", at: "" };
    attachments.handleLine({ ...line, client_id: "someone-else" });
    expect(attachments.list).toHaveLength(2);
    attachments.handleLine(line);
    await sent[0]?.answer(UNREACHABLE);
    expect(sent.map(({ name }) => name)).toEqual(["1.jpg", "2.jpg"]);
  });

  it("does not leave after all when its sender thinks better of it", async () => {
    await add(photo("1.jpg"), photo("2.jpg"));
    attachments.drop(last().clientId);
    attachments.drop(sent[0]?.clientId ?? "");
    expect(sent[0]?.signal.aborted).toBe(true);
    await sent[0]?.answer(UNREACHABLE);
    expect(sent).toHaveLength(1);
    expect(attachments.list).toEqual([]);
  });

  it("is made lighter first", async () => {
    attachments = new Attachments({
      send: async (upload) => {
        expect([upload.name, upload.body.size]).toEqual(["grande.jpg", 1]);
        return DONE;
      },
      lighten: async () => new Blob(["x"], { type: "image/jpeg" }),
    });
    await attachments.add(photo("grande.jpg", ["large"]));
    expect.assertions(1);
  });
});

describe("a file that is held up", () => {
  it.each([UNREACHABLE, refusal(502, ""), refusal(503), refusal(429), refusal(408)])(
    "leaves again by itself, under the same name (%o)",
    async (answer) => {
      await add(photo());
      await sent[0]?.answer(answer);
      expect(sent).toHaveLength(2);
      expect(sent[1]?.clientId).toBe(sent[0]?.clientId);
      await sent[1]?.answer(DONE);
      expect(attachments.list).toEqual([]);
    },
  );

  it("leaves at once when the network is back", async () => {
    open({ firstMs: 1_000_000, maxMs: 1_000_000 });
    await add(photo());
    await sent[0]?.answer(UNREACHABLE);
    expect([states(), sent.length]).toEqual([["photo.jpg waiting 0"], 1]);
    globalThis.dispatchEvent(new Event("online"));
    await settle();
    expect(sent).toHaveLength(2);
  });
});

describe("a file that is refused", () => {
  it.each([400, 403, 409, 410, 413, 415, 507])(
    "stays with the reason, and only its sender sends it again (%i)",
    async (status) => {
      await add(photo("1.jpg"), photo("2.jpg"));
      await sent[0]?.answer(refusal(status, "Trop lourd."));
      expect(attachments.list[0]).toMatchObject({ state: "failed", sentence: "Trop lourd." });
      await sent[1]?.answer(DONE);
      expect(sent).toHaveLength(2);
      void attachments.retry(sent[0]?.clientId ?? "");
      await settle();
      expect(sent[2]?.clientId).toBe(sent[0]?.clientId);
    },
  );

  it("is not even sent when the server would refuse it", async () => {
    await add(
      photo("film.mp4", ["x"], "video/mp4"),
      photo("page.svg", ["x"], "image/svg+xml"),
      photo("grand.pdf", [new Uint8Array(FILE_MAX_BYTES + 1)], "application/pdf"),
    );
    expect(attachments.list.map(({ why }) => why)).toEqual(["not_taken", "not_taken", "too_large"]);
    expect(sent).toEqual([]);
    expect(attachments.isBusy).toBe(false);
  });

  it.each(["image/jpeg", "image/png", "image/webp", "image/gif", "application/pdf", ""])(
    "is not refused for being « %s »",
    async (type) => {
      await add(photo("a", [new Uint8Array(FILE_MAX_BYTES)], type));
      expect(sent).toHaveLength(1);
    },
  );
});
