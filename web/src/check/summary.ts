import type { Check } from "./check";
import type { CheckName } from "./findings";

/** What the person may expect of a visit, in one word; the sentences are in visits/check.html. */
export const SUMMARIES = [
  "ready",
  "no_screen",
  "no_voice",
  "writing_only",
  "no_relay",
  "no_network",
  "no_calls",
] as const;
export type Summary = (typeof SUMMARIES)[number];

/** Null while something is still to be found out. The gravest first. */
export function summarize(checks: Readonly<Record<CheckName, Check>>): Summary | null {
  const { network, relay, microphone, speaker, screen } = checks;
  if (Object.values(checks).some(({ result }) => result === null)) return null;
  if (network.result !== "ok") return "no_network";
  if (relay.state === "unsupported") return "no_calls";
  const speaks = microphone.result === "ok" && speaker.result === "ok";
  const shows = screen.result === "ok";
  if (!speaks && !shows) return "writing_only";
  if (!speaks) return "no_voice";
  if (!shows) return "no_screen";
  return relay.result === "failed" ? "no_relay" : "ready";
}
