import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { POINTS_MAX } from "../lib/protocol";
import type { MarkMessage } from "./marks";
import { Pace } from "./pace";

let interval: number;
let pace: Pace;
let sent: MarkMessage[];
let times: number[];

beforeEach(() => {
  vi.useFakeTimers();
  interval = 1000 / 60;
  pace = new Pace(() => interval);
  sent = [];
  times = [];
  pace.on("send", (message) => {
    sent.push(message);
    times.push(performance.now());
  });
});

afterEach(() => {
  vi.useRealTimers();
});

const move = (n: number): MarkMessage => ({ type: "pointer.move", x: 0.5, y: 0.5, n });
const extend = (id: string, ...points: number[]): MarkMessage => ({ type: "mark.extend", id, points });
const put = (id: string, kind: "ink" | "spot" | "arrow", ...points: number[]): MarkMessage => ({
  type: "mark.put",
  id,
  kind,
  points,
});

/** The most messages within any second. */
function busiestSecond(): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1000).length));
}

describe("the pace", () => {
  it("lets the first one go at once, and the last place of the others when it is time", () => {
    pace.push(move(1));
    expect(sent).toEqual([move(1)]);
    pace.push(move(2));
    pace.push(move(3));
    vi.advanceTimersByTime(10);
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(10);
    expect(sent).toEqual([move(1), move(3)]);
  });

  it("stays at sixty messages a second with a mouse of 1000 Hz that points and draws", () => {
    pace.push(put("line-one", "ink", 0, 0));
    for (let ms = 1; ms <= 3000; ms += 1) {
      vi.advanceTimersByTime(1);
      pace.push(move(ms));
      pace.push(extend("line-one", ms / 10_000, 0.5));
    }
    vi.advanceTimersByTime(1000);
    expect(busiestSecond()).toBeLessThanOrEqual(60);
    expect(busiestSecond()).toBeGreaterThan(50);
    const drawn = sent.flatMap((message) => (message.type === "mark.extend" ? message.points : []));
    const wanted = Array.from({ length: 3000 }, (_nothing, index) => [(index + 1) / 10_000, 0.5]).flat();
    expect(drawn).toEqual(wanted);
    expect(sent.findLast(({ type }) => type === "pointer.move")).toEqual(move(3000));
  });

  it("follows the way the messages go: the server carries fewer", () => {
    interval = 125;
    for (let ms = 0; ms < 2000; ms += 1) {
      vi.advanceTimersByTime(1);
      pace.push(move(ms));
    }
    expect(busiestSecond()).toBeLessThanOrEqual(8);
  });

  it("gives places and lines their turn", () => {
    pace.push(move(1));
    for (let ms = 2; ms < 500; ms += 1) {
      pace.push(extend("line-one", 0.5, 0.5));
      pace.push(move(ms));
      vi.advanceTimersByTime(1);
    }
    const kinds = sent.map(({ type }) => type);
    expect(kinds.filter((kind) => kind === "mark.extend").length).toBeGreaterThan(10);
    expect(kinds.filter((kind) => kind === "pointer.move").length).toBeGreaterThan(10);
  });

  it("never makes a message longer than the protocol takes, and keeps the order of a line", () => {
    interval = 1000;
    pace.push(move(1));
    pace.push(put("line-one", "ink", ...new Array(2 * POINTS_MAX - 2).fill(0.1)));
    pace.push(extend("line-one", ...new Array(2 * POINTS_MAX).fill(0.2)));
    pace.push(extend("line-one", 0.3, 0.3));
    vi.advanceTimersByTime(10_000);
    expect(sent.slice(1).map((message) => ("points" in message ? message.points.length : 0))).toEqual([
      2 * POINTS_MAX - 2,
      2 * POINTS_MAX,
      2,
    ]);
  });

  it("sends the last state of an arrow that is drawn, and of two spots the last", () => {
    pace.push(move(1));
    pace.push(put("arrow-1x", "arrow", 0, 0, 0.1, 0.1));
    pace.push(put("arrow-1x", "arrow", 0, 0, 0.9, 0.9));
    pace.push(put("spot-one", "spot", 0.1, 0.1));
    pace.push(put("spot-two", "spot", 0.2, 0.2));
    vi.advanceTimersByTime(1000);
    expect(sent.slice(1)).toEqual([put("arrow-1x", "arrow", 0, 0, 0.9, 0.9), put("spot-two", "spot", 0.2, 0.2)]);
  });

  it("does not send what is erased meanwhile, but says that it is", () => {
    pace.push(move(1));
    pace.push(put("line-one", "ink", 0, 0));
    pace.push(put("line-two", "ink", 0, 0));
    pace.push({ type: "mark.erase", id: "line-one" });
    vi.advanceTimersByTime(1000);
    expect(sent.slice(1)).toEqual([put("line-two", "ink", 0, 0), { type: "mark.erase", id: "line-one" }]);
    pace.push(put("line-six", "ink", 0, 0));
    pace.push(put("line-ten", "ink", 0, 0));
    pace.push({ type: "mark.erase" });
    vi.advanceTimersByTime(1000);
    expect(sent.slice(3)).toEqual([put("line-six", "ink", 0, 0), { type: "mark.erase" }]);
  });

  it("forgets what waits", () => {
    pace.push(move(1));
    pace.push(move(2));
    pace.clear();
    vi.advanceTimersByTime(1000);
    expect(sent).toEqual([move(1)]);
  });
});
