import { beforeEach, describe, expect, it } from "vitest";
import { Check } from "./check";
import { CheckView, meterValue, piece, showWhen } from "./checkView";
import { openPage } from "./fakePage";
import { type CheckName, FINDINGS } from "./findings";
import { SUMMARIES } from "./summary";

class Told extends Check<"microphone"> {
  find: (found: "heard" | "refused") => void = () => undefined;
  listen(level: number): void {
    this.become("speak");
    this.emit("level", level);
  }
  protected perform(): Promise<"heard" | "refused"> {
    return new Promise((resolve) => {
      this.find = resolve;
    });
  }
}

const shown = (root: Element) =>
  [...root.querySelectorAll<HTMLElement>("p[data-when]")]
    .filter(({ hidden }) => !hidden)
    .map(({ dataset }) => dataset.when);
const names = Object.keys(FINDINGS).filter((name): name is CheckName => name in FINDINGS);

beforeEach(openPage);

describe("the page", () => {
  it.each(names)("has words for all that %s may find", (name) => {
    const words = [...piece(name, HTMLElement).querySelectorAll<HTMLElement>("p[data-when]")];
    const found = words.map(({ dataset }) => dataset.when);
    expect(found).toEqual(expect.arrayContaining(["idle", "running", ...Object.keys(FINDINGS[name])]));
    expect(new Set(found).size).toBe(found.length);
    expect(words.every(({ textContent }) => textContent.trim().length > 5)).toBe(true);
  });

  it("has a sentence for each summary, and shows none before its time", () => {
    const summary = piece("summary", HTMLElement);
    const sentences = [...summary.querySelectorAll<HTMLElement>("[data-when]")];
    expect(sentences.map(({ dataset }) => dataset.when)).toEqual([...SUMMARIES]);
    expect(sentences.every(({ hidden }) => hidden)).toBe(true);
    showWhen(summary, "no_voice");
    expect(sentences.filter(({ hidden }) => !hidden)).toHaveLength(1);
  });
});

describe("one line", () => {
  it("says where it stands, moves its meter, and offers to begin again", async () => {
    const check = new Told("microphone");
    new CheckView(check);
    const item = piece("microphone", HTMLElement);
    const run = piece("run", HTMLButtonElement, item);
    expect([shown(item), run.hidden, item.dataset.result]).toEqual([["idle"], false, "waiting"]);
    run.click();
    expect([shown(item), run.hidden, item.dataset.result]).toEqual([["running"], true, "running"]);
    check.listen(0.1);
    const meter = item.querySelector("meter");
    expect([shown(item), meter?.hidden]).toEqual([["speak"], false]);
    expect(Number(meter?.getAttribute("value") ?? meter?.value)).toBeGreaterThan(0);
    check.find("refused");
    await check.run();
    expect([shown(item), run.hidden, item.dataset.result]).toEqual([["refused"], false, "failed"]);
    expect(piece("again-label", HTMLElement, run).hidden).toBe(false);
  });
});

it("shows levels as ears hear them", () => {
  expect(meterValue(0)).toBe(0);
  expect(meterValue(1)).toBe(1);
  expect(meterValue(0.01)).toBeCloseTo(0.375);
});
