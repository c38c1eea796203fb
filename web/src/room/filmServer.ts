import { backoff } from "../lib/backoff";
import { waitOrWake } from "../lib/wake";
import type { Answer, Http } from "./http";
import type { Take } from "./pieceStore";

export type FinalAnswer = Exclude<Answer, { kind: "unreachable" }>;

const PATIENCE = { firstMs: 1000, maxMs: 15_000 };
const DONE_ATTEMPTS = 5;

export const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Posts until the server answers yes or no, or until the answer is not `wanted` any more. */
export async function insist(
  http: Pick<Http, "post">,
  url: string,
  body?: unknown,
  wanted = () => true,
): Promise<FinalAnswer> {
  for (let attempt = 0; wanted(); attempt += 1) {
    const answer = await http.post(url, body);
    if (answer.kind !== "unreachable" && (answer.kind === "done" || answer.status < 500)) return answer;
    await waitOrWake(backoff(attempt, PATIENCE));
  }
  return { kind: "refused", status: 0, code: "", sentence: "" };
}

/**
 * Says that all is sent, and how many pieces each take has. The server may learn of the end of the recording a
 * moment after us: 409 is asked again `attempts` times.
 */
export async function sayDone(
  http: Pick<Http, "post">,
  url: string,
  takes: readonly Take[],
  attempts = DONE_ATTEMPTS,
): Promise<FinalAnswer> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await insist(http, url, { segments: takes });
    if (answer.kind === "done" || answer.status !== 409 || attempt === attempts) return answer;
    await wait(backoff(attempt, PATIENCE));
  }
}

/** Tells that a take is over, and how many pieces it has. Its pieces may come later. */
export function closeTake(
  http: Pick<Http, "post">,
  closeUrl: string,
  take: Take,
  keepalive = false,
): Promise<Answer> {
  const url = closeUrl.replace("__segment__", String(take.segment));
  return http.post(url, { pieces: take.pieces }, keepalive);
}

/** The lock of the one page of this browser that sends a film. */
export const sendingOf = (recording: string): string => `epaule-film-${recording}`;
