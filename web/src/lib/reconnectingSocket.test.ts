import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "./fakeSocket";
import { type BellToPage, CLOSE_ENDED, type Ping, parseBellToPage } from "./protocol";
import { ReconnectingSocket } from "./reconnectingSocket";

const PING: Ping = { type: "ping" };
let happened: unknown[];
let socket: ReconnectingSocket<BellToPage, Ping>;

const line = () => FakeSocket.last;

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  happened = [];
  socket = new ReconnectingSocket({
    url: "/ws/aider/",
    parse: parseBellToPage,
    ping: PING,
    pingMs: 15_000,
    answerWithinMs: 10_000,
    openWithinMs: 10_000,
    patience: { firstMs: 1000, maxMs: 8000 },
    connect: (url) => new FakeSocket(url) as unknown as WebSocket,
  });
  for (const name of ["open", "down"] as const) socket.on(name, () => happened.push(name));
  socket.on("message", (message) => happened.push(message));
  socket.on("over", ({ code }) => happened.push(code));
  socket.start();
});

afterEach(() => {
  socket.close();
  vi.useRealTimers();
});

describe("talking", () => {
  it("opens on this server's own WebSocket address", () => {
    expect(line().url).toMatch(/^ws:\/\/.*\/ws\/aider\/$/);
    expect(socket.send(PING)).toBe(false);
    line().open();
    expect(socket.send(PING)).toBe(true);
    expect(line().sent).toEqual(['{"type":"ping"}']);
  });

  it("passes on what can be read, and nothing else", () => {
    line().open();
    for (const data of ['{"type":"pong"}', '{"type":"new thing"}', "{", new ArrayBuffer(2)]) {
      line().onmessage?.({ data });
    }
    expect(happened).toEqual(["open", { type: "pong" }]);
  });
});

describe("a cut", () => {
  it("is followed by new tries, less and less often, until one succeeds", async () => {
    line().open();
    line().hangUp(1006);
    for (const code of [1006, 1012, 1006]) {
      await vi.advanceTimersByTimeAsync(8000);
      line().hangUp(code);
    }
    await vi.advanceTimersByTimeAsync(8000);
    line().open();
    expect(FakeSocket.all).toHaveLength(5);
    expect(happened).toEqual(["open", "down", "down", "down", "down", "open"]);
  });

  it("is noticed when the line is dead but nobody hung up", async () => {
    line().open();
    await vi.advanceTimersByTimeAsync(15_000);
    line().onmessage?.({ data: '{"type":"pong"}' });
    await vi.advanceTimersByTimeAsync(24_000);
    expect(happened).toEqual(["open", { type: "pong" }]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(happened).toEqual(["open", { type: "pong" }, "down"]);
    expect(FakeSocket.all[0]?.readyState).toBe(3);
  });

  it("is noticed when the line never opens", async () => {
    await vi.advanceTimersByTimeAsync(10_000);
    expect(happened).toEqual(["down"]);
  });

  it("is noticed within seconds of a sleep or a change of network", async () => {
    line().open();
    globalThis.dispatchEvent(new Event("online"));
    expect(line().sent).toEqual([JSON.stringify(PING)]);
    await vi.advanceTimersByTimeAsync(3900);
    line().tell({ type: "pong" });
    await vi.advanceTimersByTimeAsync(1000);
    expect(happened).toEqual(["open", { type: "pong" }]);
    globalThis.dispatchEvent(new Event("online"));
    await vi.advanceTimersByTimeAsync(4000);
    expect(happened).toEqual(["open", { type: "pong" }, "down"]);
  });

  it("is over as soon as the network or the person is back", () => {
    line().hangUp(1006);
    globalThis.dispatchEvent(new Event("online"));
    expect(FakeSocket.all).toHaveLength(2);
    line().hangUp(1006);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(FakeSocket.all).toHaveLength(3);
    globalThis.dispatchEvent(new Event("online"));
    expect(FakeSocket.all).toHaveLength(3);
  });
});

describe("the end", () => {
  it("is the server's last word: no new try", async () => {
    line().open();
    line().hangUp(CLOSE_ENDED);
    await vi.advanceTimersByTimeAsync(60_000);
    globalThis.dispatchEvent(new Event("online"));
    expect(FakeSocket.all).toHaveLength(1);
    expect(happened).toEqual(["open", CLOSE_ENDED]);
  });

  it("is ours: what the socket still says is not heard", async () => {
    line().open();
    const { onmessage } = line();
    socket.close();
    expect(line().onmessage).toBeNull();
    expect(onmessage).not.toBeNull();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(FakeSocket.all).toHaveLength(1);
    expect(happened).toEqual(["open"]);
  });
});
