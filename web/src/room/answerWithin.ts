/**
 * The result of `question`, or "timeout" after `ms`. Some browsers' pickers can be left unanswered for ever, and
 * the page must get its button back. What is answered too late goes to `tooLate`.
 */
export async function answerWithin<T>(
  question: Promise<T>,
  ms: number,
  tooLate: (answer: T) => void,
): Promise<T | "timeout"> {
  let over = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<"timeout">((resolve) => {
    timer = setTimeout(() => {
      over = true;
      resolve("timeout");
    }, ms);
  });
  question.then(
    (answer) => (over ? tooLate(answer) : undefined),
    () => undefined,
  );
  try {
    return await Promise.race([question, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ends every track of a stream: the browser's own signs of sharing or recording go out. */
export function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

export function errorName(error: unknown): string {
  return error instanceof Error || error instanceof DOMException ? error.name : "";
}
