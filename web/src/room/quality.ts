import { Emitter } from "../lib/emitter";
import type { Ticker } from "./ticker";
import type { RoomTransport } from "./transport";

/** How the link is, in one word; `none` while nothing passes. */
export type Level = "good" | "fair" | "poor" | "none";

/** One connection at one moment. What a browser does not say is taken for good. */
export interface Figures {
  /** There and back, milliseconds. */
  readonly roundTrip: number;
  /** Of what is sent or received, the worse of both, 0 to 1. */
  readonly loss: number;
  /** What the link carries of ours, bits a second. */
  readonly available: number;
}

/** What has been counted on a connection since it began, to know what was lost lately. */
export interface Counted {
  readonly received: number;
  readonly lost: number;
}

const SAMPLE_MS = 2000;
/** A worse level is believed at the second sample, a better one at the fourth: no flicker. */
const WORSE_SAMPLES = 2;
const BETTER_SAMPLES = 4;
const STILLS_AFTER_MS = 6000;
const LIVE_AFTER_MS = 20_000;
const ORDER: readonly Level[] = ["good", "fair", "poor", "none"];
const BOUNDS = {
  fair: { roundTrip: 300, loss: 0.03, available: 250_000 },
  poor: { roundTrip: 800, loss: 0.1, available: 100_000 },
} as const;

const isWorse = (one: Level, other: Level): boolean => ORDER.indexOf(one) > ORDER.indexOf(other);

/** The level that `figures` speak for, without memory. */
export function levelOf(figures: Figures): Level {
  for (const level of ["poor", "fair"] as const) {
    const { roundTrip, loss, available } = BOUNDS[level];
    if (figures.roundTrip > roundTrip || figures.loss > loss || figures.available < available) return level;
  }
  return "good";
}

type Numbers = Readonly<Record<string, unknown>>;

const numberOf = (entry: Numbers, name: string): number | null => {
  const value = entry[name];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
};

/**
 * Reads the browser's report. Pictures that stand still say nothing: a screen on which nothing moves is not sent
 * again; what counts is what was lost on the way, voice and picture together.
 */
export function readReport(report: Iterable<Numbers>, before: Counted | null): [Figures, Counted] {
  let [roundTrip, outgoingLoss, available] = [0, 0, Number.POSITIVE_INFINITY];
  let [received, lost] = [0, 0];
  for (const entry of report) {
    if (entry.type === "candidate-pair" && entry.nominated === true && entry.state === "succeeded") {
      roundTrip = (numberOf(entry, "currentRoundTripTime") ?? 0) * 1000;
      available = numberOf(entry, "availableOutgoingBitrate") ?? available;
    } else if (entry.type === "remote-inbound-rtp") {
      outgoingLoss = Math.max(outgoingLoss, numberOf(entry, "fractionLost") ?? 0);
    } else if (entry.type === "inbound-rtp") {
      received += numberOf(entry, "packetsReceived") ?? 0;
      lost += numberOf(entry, "packetsLost") ?? 0;
    }
  }
  const lately = { received: received - (before?.received ?? 0), lost: lost - (before?.lost ?? 0) };
  const expected = lately.received + lately.lost;
  const incomingLoss = expected > 0 ? Math.max(0, lately.lost / expected) : 0;
  return [
    { roundTrip, loss: Math.max(outgoingLoss, incomingLoss), available },
    { received, lost },
  ];
}

/** The level that is told: it follows the samples with some patience. `none` is told, and left, at once. */
export class Steady {
  #level: Level = "none";
  #different: Level[] = [];

  get level(): Level {
    return this.#level;
  }

  take(sample: Level): Level {
    if (sample === this.#level) {
      this.#different = [];
    } else if (sample === "none" || this.#level === "none") {
      this.#settle(sample);
    } else {
      const worse = isWorse(sample, this.#level);
      this.#different = this.#different.filter((one) => isWorse(one, this.#level) === worse);
      this.#different.push(sample);
      if (this.#different.length >= (worse ? WORSE_SAMPLES : BETTER_SAMPLES)) this.#settle(sample);
    }
    return this.#level;
  }

  #settle(level: Level): void {
    this.#level = level;
    this.#different = [];
  }
}

/** Moving pictures, or stills: poor for some seconds, then no longer poor for many. Times in milliseconds. */
export class PictureChoice {
  #stills = false;
  /** Since when the level has spoken for the other kind. */
  #since: number | null = null;

  take(level: Level, now: number): "live" | "stills" {
    const wantsOther = this.#stills ? level === "good" || level === "fair" : level === "poor";
    if (!wantsOther) this.#since = null;
    else this.#since ??= now;
    const patience = this.#stills ? LIVE_AFTER_MS : STILLS_AFTER_MS;
    if (this.#since !== null && now - this.#since >= patience) {
      this.#stills = !this.#stills;
      this.#since = null;
    }
    return this.#stills ? "stills" : "live";
  }
}

export interface QualityEvents {
  level: Level;
  /** How this page's picture had better go out. */
  picture: "live" | "stills";
}

/** Looks at the connections every two seconds; the worst one counts, since all get the same picture. */
export class QualityMeter extends Emitter<QualityEvents> {
  readonly #transport: Pick<RoomTransport, "stats">;
  readonly #steady = new Steady();
  readonly #choice = new PictureChoice();
  #counted = new Map<string, Counted>();
  #picture: "live" | "stills" = "live";
  #stop: (() => void) | null = null;

  constructor(transport: Pick<RoomTransport, "stats">) {
    super();
    this.#transport = transport;
  }

  get level(): Level {
    return this.#steady.level;
  }

  get picture(): "live" | "stills" {
    return this.#picture;
  }

  start(ticker: Ticker): void {
    this.#stop ??= ticker(SAMPLE_MS, () => void this.look());
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }

  async look(now = performance.now()): Promise<void> {
    const former = this.level;
    const level = this.#steady.take(await this.#sample());
    if (level !== former) this.emit("level", level);
    const picture = this.#choice.take(level, now);
    if (picture === this.#picture) return;
    this.#picture = picture;
    this.emit("picture", picture);
  }

  async #sample(): Promise<Level> {
    const counted = new Map<string, Counted>();
    let worst: Level | null = null;
    for (const [peer, report] of await this.#transport.stats()) {
      const [figures, sum] = readReport(report.values(), this.#counted.get(peer) ?? null);
      counted.set(peer, sum);
      const level = levelOf(figures);
      if (worst === null || isWorse(level, worst)) worst = level;
    }
    this.#counted = counted;
    return worst ?? "none";
  }
}
