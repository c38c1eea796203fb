import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Answer } from "./http";
import { Memo, type StepOnItsWay } from "./memo";

const URLS = {
  state_url: "state",
  ask_url: "ask",
  agree_url: "agree",
  stop_url: "stop",
  take_url: "take",
  word_url: "word/__step__",
  drop_url: "drop/__step__",
};
const UNREACHABLE: Answer = { kind: "unreachable" };
const refused = (status: number, code = "", sentence = "Non."): Answer => ({
  kind: "refused",
  status,
  code,
  sentence,
});
const step = (number: number, sentence = "") => ({
  id: `s${number}`,
  number,
  sentence,
  zone: "",
  url: `/etape/s${number}/image.jpg`,
});
const told = (state: "off" | "asked" | "on", ...steps: object[]) => ({ state, asked_by: "", steps });
const done = (body: object): Answer => ({ kind: "done", body });

let asked: { url: string; body?: unknown; keepalive?: boolean }[];
let sent: URLSearchParams[];
/** What is answered next; the last one stays. */
let answers: Answer[];
let receives: (Answer | Promise<Answer>)[];
let steps: StepOnItsWay[];
let refusals: unknown[];
let memo: Memo;

const next = <T>(list: T[]): T => (list.length > 1 ? list.shift() : list[0]) as T;
const PICTURE = Promise.resolve(new Blob(["jpeg"]));
const take = (sentence = "Ici", focus: { x: number; y: number } | null = null) =>
  memo.take({ picture: PICTURE, sentence, focus });
const hear = (state: "off" | "asked" | "on", ...list: ReturnType<typeof step>[]) =>
  memo.handleMemo({ type: "memo", state, asked_by: "", steps: list });
const run = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  [asked, sent, steps, refusals] = [[], [], [], []];
  answers = [done({ memo: told("on") })];
  receives = [done({ memo: told("on", step(1, "Ici")), step: "s1" })];
  memo = new Memo({
    http: {
      get: async (url) => {
        asked.push({ url });
        return next(answers);
      },
      post: async (url, body, keepalive) => {
        asked.push({ url, ...(body === undefined ? {} : { body }), ...(keepalive ? { keepalive } : {}) });
        return next(answers);
      },
    },
    urls: URLS,
    send: async (url, _body, onProgress) => {
      sent.push(new URLSearchParams(url.split("?")[1]));
      onProgress(0.5);
      return await next(receives);
    },
    patience: { firstMs: 1000, maxMs: 1000 },
  });
  memo.on("step", (one) => steps.push(one));
  memo.on("refused", (one) => refusals.push(one));
});

afterEach(() => vi.useRealTimers());

describe("how it stands", () => {
  it("is what the server says, by the socket or when asked", async () => {
    expect([memo.state, memo.isKnown]).toEqual(["off", false]);
    answers = [done({ memo: told("asked") })];
    await memo.refresh();
    expect([memo.state, memo.isKnown]).toEqual(["asked", true]);
    hear("on", step(1));
    expect([memo.state, memo.steps.length]).toEqual(["on", 1]);
  });

  it("is not what an answer says that the socket has overtaken", async () => {
    let answer = (_answer: Answer): void => {};
    receives = [new Promise<Answer>((resolve) => (answer = resolve))];
    take();
    await run();
    hear("on", step(1), step(2));
    answer(done({ memo: told("on", step(1)), step: "s1" }));
    await run();
    expect(memo.steps).toHaveLength(2);
    expect(steps.at(-1)).toMatchObject({ state: "kept", number: 1 });
  });

  it("is asked for again until the server answers", async () => {
    answers = [UNREACHABLE, refused(503), done({ memo: told("asked") })];
    const answered = memo.ask();
    await run(5000);
    expect(await answered).toBe(true);
    expect(asked.map(({ url }) => url)).toEqual(["ask", "ask", "ask"]);
    expect(memo.state).toBe("asked");
  });

  it("is left as it is when the server refuses, or is silent four times", async () => {
    answers = [refused(403, "asked_enough", "Déjà demandé.")];
    expect(await memo.ask()).toBe(false);
    answers = [UNREACHABLE];
    const answered = memo.agree();
    await run(10_000);
    expect(await answered).toBe(false);
    expect(asked).toHaveLength(5);
    expect(refusals).toEqual([
      { deed: "ask", sentence: "Déjà demandé." },
      { deed: "agree", sentence: "" },
    ]);
  });

  it("does not trip over an answer that makes no sense", async () => {
    answers = [done({ memo: { state: "perhaps" } })];
    await memo.refresh();
    expect(memo.state).toBe("off");
  });
});

describe("a step", () => {
  it("says where the mark is, and becomes one of the memo", async () => {
    const clientId = take("Cliquez ici", { x: 0.123456, y: 1 });
    expect(memo.pending).toBe(1);
    await run();
    expect(Object.fromEntries(sent[0] ?? [])).toEqual({
      client_id: clientId,
      sentence: "Cliquez ici",
      x: "0.1235",
      y: "1.0000",
    });
    expect(clientId).toMatch(/^[A-Za-z0-9-]{8,40}$/);
    expect(steps.map(({ state, percent }) => [state, percent])).toEqual([
      ["sending", 0],
      ["sending", 50],
      ["kept", 100],
    ]);
    expect([memo.pending, memo.steps[0]?.sentence]).toEqual([0, "Ici"]);
  });

  it("is sent again under the same name until it is there, the next one after it", async () => {
    receives = [UNREACHABLE, refused(429), refused(500), done({ memo: told("on", step(1)), step: "s1" })];
    const [first, second] = [take("Un"), take("Deux")];
    await run(10_000);
    expect(sent.map((query) => query.get("client_id"))).toEqual([first, first, first, first, second]);
    expect(steps.filter(({ state }) => state === "waiting")).toHaveLength(3);
    expect(memo.pending).toBe(0);
  });

  it("leaves at once when the network is back", async () => {
    receives = [UNREACHABLE, done({ memo: told("on", step(1)), step: "s1" })];
    take();
    await run();
    expect(sent).toHaveLength(1);
    globalThis.dispatchEvent(new Event("online"));
    await run();
    expect(sent).toHaveLength(2);
  });

  it.each([403, 404, 409, 507])("is lost when the server refuses it with %i, and says why", async (status) => {
    receives = [refused(status, "screen_is_hidden", "L’écran est caché."), done({ memo: told("on"), step: "s1" })];
    take();
    take();
    await run();
    expect(steps.find(({ state }) => state === "lost")?.why).toBe("L’écran est caché.");
    expect(sent).toHaveLength(2);
  });

  it("is lost when the browser makes no picture", async () => {
    memo.take({ picture: Promise.resolve(null), sentence: "", focus: null });
    await run();
    expect([steps.at(-1)?.state, sent.length]).toEqual(["lost", 0]);
  });

  it("can be waited for, not for ever", async () => {
    receives = [UNREACHABLE];
    take();
    const waited = vi.fn();
    void memo.idle(6000).then(waited);
    await run(5900);
    expect(waited).not.toHaveBeenCalled();
    await run(200);
    expect(waited).toHaveBeenCalled();
    receives = [done({ memo: told("on", step(1)), step: "s1" })];
    await run(2000);
    await memo.idle(6000);
    expect(memo.pending).toBe(0);
  });
});

describe("another sentence", () => {
  it("leaves with the picture while that has not left", async () => {
    receives = [UNREACHABLE, done({ memo: told("on", step(1)), step: "s1" })];
    const clientId = take("Ici");
    await run();
    memo.word(clientId, "Là");
    await run(2000);
    expect(sent.at(-1)?.get("sentence")).toBe("Là");
    expect(asked).toEqual([]);
  });

  it("follows the picture that is leaving", async () => {
    let answer = (_answer: Answer): void => {};
    receives = [new Promise<Answer>((resolve) => (answer = resolve))];
    const clientId = take("Ici");
    await run();
    memo.word(clientId, "Là");
    answer(done({ memo: told("on", step(1)), step: "s1" }));
    await run();
    expect(asked).toEqual([{ url: "word/s1", body: { sentence: "Là" } }]);
  });

  it("is told of a step that is kept, also by a page that closes", async () => {
    const clientId = take("Ici");
    await run();
    memo.word(clientId, "Là");
    await run();
    memo.word(clientId, "Plus bas", { leaving: true });
    await run();
    expect(asked).toEqual([
      { url: "word/s1", body: { sentence: "Là" } },
      { url: "word/s1", body: { sentence: "Plus bas" }, keepalive: true },
    ]);
    memo.word("unknown", "Rien");
    await run();
    expect(asked).toHaveLength(2);
  });
});

it("removes a step, also when the answer of the first time was lost", async () => {
  answers = [UNREACHABLE, refused(404, "step_unknown"), done({ memo: told("on") })];
  hear("on", step(1));
  const dropped = memo.drop("s1");
  await run(3000);
  expect(await dropped).toBe(true);
  expect(asked.map(({ url }) => url)).toEqual(["drop/s1", "drop/s1", "state"]);
  expect([memo.steps, refusals]).toEqual([[], []]);
});
