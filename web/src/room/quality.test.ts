import { beforeEach, describe, expect, it } from "vitest";
import { type Level, levelOf, PictureChoice, QualityMeter, readReport, Steady } from "./quality";

const GOOD = { roundTrip: 40, loss: 0, available: 2_000_000 };

describe("the level of one moment", () => {
  it.each([
    [{}, "good"],
    [{ roundTrip: 300 }, "good"],
    [{ roundTrip: 301 }, "fair"],
    [{ roundTrip: 801 }, "poor"],
    [{ loss: 0.04 }, "fair"],
    [{ loss: 0.11 }, "poor"],
    [{ available: 200_000 }, "fair"],
    [{ available: 90_000 }, "poor"],
    [{ roundTrip: 301, loss: 0.2 }, "poor"],
    [{ available: Number.POSITIVE_INFINITY }, "good"],
  ] as const)("%o is %s", (change, level) => {
    expect(levelOf({ ...GOOD, ...change })).toBe(level);
  });
});

const pair = (more: object) => ({ type: "candidate-pair", nominated: true, state: "succeeded", ...more });

describe("the browser's report", () => {
  it("gives round trip and room of the pair in use only", () => {
    const report = [
      pair({ currentRoundTripTime: 0.12, availableOutgoingBitrate: 500_000 }),
      { type: "candidate-pair", nominated: false, state: "succeeded", currentRoundTripTime: 9 },
      { type: "candidate-pair", nominated: true, state: "failed", availableOutgoingBitrate: 1 },
    ];
    expect(readReport(report, null)[0]).toEqual({ roundTrip: 120, loss: 0, available: 500_000 });
  });

  it("takes the worse of what the others lost and what we lost", () => {
    const outgoing = { type: "remote-inbound-rtp", fractionLost: 0.2 };
    const incoming = { type: "inbound-rtp", packetsReceived: 50, packetsLost: 50 };
    expect(readReport([outgoing], null)[0].loss).toBe(0.2);
    expect(readReport([outgoing, incoming], null)[0].loss).toBe(0.5);
  });

  it("counts what was lost since the last look, not since the beginning", () => {
    const at = (packetsReceived: number, packetsLost: number) => [
      { type: "inbound-rtp", packetsReceived, packetsLost },
    ];
    const [, before] = readReport(at(100, 100), null);
    expect(readReport(at(190, 110), before)[0].loss).toBeCloseTo(0.1);
    // A packet believed lost that came after all.
    expect(readReport(at(200, 90), before)[0].loss).toBe(0);
  });

  it("is believed good where the browser says nothing, or nonsense", () => {
    const strange = pair({ currentRoundTripTime: "1", availableOutgoingBitrate: Number.NaN });
    for (const report of [[], [strange], [{ type: "inbound-rtp" }]]) {
      expect(levelOf(readReport(report, null)[0])).toBe("good");
    }
  });
});

describe("the level that is told", () => {
  const letters: Readonly<Record<string, Level>> = { g: "good", f: "fair", p: "poor", n: "none" };
  it.each([
    ["follows the first sample", "g", "g"],
    ["waits for a second bad sample", "gpgp", "gggg"],
    ["gets worse at the second", "gpp", "ggp"],
    ["gets worse through different samples", "gfp", "ggp"],
    ["gets better at the fourth", "pgggg", "ppppg"],
    ["starts counting again", "pgggpgggg", "ppppppppg"],
    ["is none at once, and leaves it at once", "gnf", "gnf"],
  ])("%s", (_what, samples, levels) => {
    const steady = new Steady();
    const told = [...samples].map((letter) => steady.take(letters[letter] ?? "none"));
    expect(told).toEqual([...levels].map((letter) => letters[letter]));
  });
});

describe("moving pictures or stills", () => {
  /** Levels of two seconds each. */
  const through = (...levels: Level[]) => {
    const choice = new PictureChoice();
    return levels.map((level, index) => choice.take(level, index * 2000));
  };
  const times = (count: number, level: Level) => Array.from({ length: count }, () => level);

  it("moves on a fair link", () => {
    expect(new Set(through(...times(100, "fair")))).toEqual(new Set(["live"]));
  });

  it("stands still after six poor seconds, not before", () => {
    expect(through(...times(4, "poor"))).toEqual(["live", "live", "live", "stills"]);
    expect(through("poor", "poor", "fair", "poor", "poor", "poor").at(-1)).toBe("live");
  });

  it("moves again after twenty seconds that are not poor", () => {
    const enough = through(...times(4, "poor"), ...times(11, "fair"));
    expect(enough.slice(3)).toEqual([...times(11, "good").map(() => "stills"), "live"]);
    const interrupted = through(...times(4, "poor"), ...times(10, "good"), "poor", ...times(10, "good"));
    expect(interrupted.at(-1)).toBe("stills");
  });

  it("changes nothing while the link is cut", () => {
    expect(through(...times(4, "poor"), ...times(50, "none")).at(-1)).toBe("stills");
    expect(through(...times(50, "none")).at(-1)).toBe("live");
  });
});

describe("the meter", () => {
  let reports: Map<string, object[]>;
  let meter: QualityMeter;
  let told: string[];

  beforeEach(() => {
    reports = new Map();
    told = [];
    const stats = async () =>
      new Map([...reports].map(([peer, entries]) => [peer, new Map(Object.entries(entries)) as RTCStatsReport]));
    meter = new QualityMeter({ stats });
    meter.on("level", (level) => told.push(level));
    meter.on("picture", (picture) => told.push(picture));
  });

  it("tells what changed, and nothing else", async () => {
    reports.set("karim", [pair({ currentRoundTripTime: 0.05 })]);
    for (let at = 0; at < 10_000; at += 2000) await meter.look(at);
    expect(told).toEqual(["good"]);
    reports.clear();
    await meter.look(10_000);
    expect(told).toEqual(["good", "none"]);
  });

  it("goes by the worst connection", async () => {
    reports.set("karim", [pair({ currentRoundTripTime: 0.05 })]);
    reports.set("paul", [pair({ currentRoundTripTime: 2 })]);
    for (let at = 0; at <= 8000; at += 2000) await meter.look(at);
    expect(told).toEqual(["poor", "stills"]);
    expect(meter.picture).toBe("stills");
  });

  it("looks when the ticker says so, until it is stopped", async () => {
    let tick: () => void = () => undefined;
    let stopped = 0;
    meter.start((ms, run) => {
      expect(ms).toBe(2000);
      tick = run;
      return () => (stopped += 1);
    });
    reports.set("karim", [pair({})]);
    tick();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(told).toEqual(["good"]);
    meter.stop();
    expect(stopped).toBe(1);
  });
});
