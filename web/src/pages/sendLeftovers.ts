import { hasLocks, unlessElsewhere } from "../lib/onePage";
import { closeTake, sayDone, sendingOf } from "../room/filmServer";
import type { Http } from "../room/http";
import { type KeptFilm, openPieceStore, type PieceStore } from "../room/pieceStore";
import { FILM_OVER, Uploader } from "../room/uploader";

type Poster = Pick<Http, "post" | "put">;

/**
 * Sends the pieces of the films of `owner` that are left in this browser, and says that all is sent. A film another
 * page is at is left to it. `tell` hears how many pieces wait, while there are any. True when all of it is sent.
 */
export async function sendLeftovers(
  owner: string,
  http: Poster,
  tell: (waiting: number) => void,
  openStore = openPieceStore,
): Promise<boolean> {
  const store = await openStore();
  let isSent = true;
  for (const film of await store.films(owner)) {
    await unlessElsewhere(sendingOf(film.recording), async (taken) => {
      isSent = (await sendFilm(store, film, http, tell, taken)) && isSent;
    });
  }
  return isSent;
}

async function sendFilm(
  store: PieceStore,
  film: KeptFilm,
  http: Poster,
  tell: (waiting: number) => void,
  taken: AbortSignal,
): Promise<boolean> {
  const { recording, piece_url, close_url, done_url } = film;
  const uploader = new Uploader({ http, store, recording, pieceUrl: piece_url });
  taken.addEventListener("abort", () => uploader.close());
  uploader.on("progress", ({ waiting }) => {
    if (waiting > 0) tell(waiting);
  });
  await uploader.idle();
  if (uploader.isOver) return false;
  const takes = await store.takes(recording);
  const answer = await sayDone(http, done_url, takes, 0);
  uploader.close();
  if (answer.kind === "done" || (answer.status !== 409 && FILM_OVER.includes(answer.code))) {
    await store.forget(recording);
  } else if (hasLocks() && !taken.aborted) {
    // The visit goes on without this page: at its end the server knows that nothing more is to come of these.
    for (const take of takes) await closeTake(http, close_url, take);
  }
  return answer.kind === "done" || answer.status === 409;
}
