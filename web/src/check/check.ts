import { Emitter } from "../lib/emitter";
import { type CheckName, FINDINGS, type Finding, type Result } from "./findings";

export interface CheckEvents {
  /** Another state, or another result. */
  changed: undefined;
  /** How loud it is now, from 0 to 1. */
  level: number;
}

/** One thing that must work before a visit. Runs as often as the person wants, once at a time. */
export abstract class Check<N extends CheckName = CheckName> extends Emitter<CheckEvents> {
  readonly name: N;
  #state = "idle";
  #running: Promise<void> | null = null;
  #result: Result | null = null;

  constructor(name: N) {
    super();
    this.name = name;
  }

  /** `idle`, `running`, what the check says while it runs, then what it found. */
  get state(): string {
    return this.#state;
  }

  /** Null before and while it runs. */
  get result(): Result | null {
    return this.#result;
  }

  /** Resolves when something is found, whatever it is. */
  run(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Finds out. What it throws is a trouble of ours. */
  protected abstract perform(): Promise<Finding<N>>;

  protected become(state: string, result: Result | null = null): void {
    this.#state = state;
    this.#result = result;
    this.emit("changed", undefined);
  }

  async #run(): Promise<void> {
    this.become("running");
    const found = await this.perform().catch(() => "trouble");
    const results: Readonly<Record<string, Result>> = FINDINGS[this.name];
    this.become(found, results[found] ?? "failed");
  }
}
