import type { Film } from "../film";
import type { Memo } from "../memo";
import type { RecordingFlow } from "../recordingFlow";
import type { Say } from "../texts";
import { optionalPart, part, setText } from "./parts";

export interface EndAddresses {
  /** Empty for a newcomer: what stays is not hers. */
  readonly souvenir: string;
  readonly home: string;
}

/** What is seen once the visit is over: who ended it, what stays of it, and the way home. */
export class EndView {
  readonly #flow: RecordingFlow;
  readonly #film: Film;
  readonly #memo: Memo;
  readonly #say: Say;
  readonly #root = part("root", HTMLElement);
  readonly #panel = part("end", HTMLElement);
  readonly #title = part("end-title", HTMLElement);
  readonly #note = part("end-note", HTMLElement);
  readonly #filmLine = part("end-film", HTMLElement);
  readonly #memoLine = part("end-memo-line", HTMLElement);
  readonly #memoLink = part("end-memo", HTMLAnchorElement);
  readonly #souvenir = part("end-souvenir", HTMLAnchorElement);
  readonly #reload = part("end-reload", HTMLButtonElement);
  #waiting = 0;

  constructor(flow: RecordingFlow, film: Film, memo: Memo, say: Say, addresses: EndAddresses) {
    this.#flow = flow;
    this.#film = film;
    this.#memo = memo;
    this.#say = say;
    this.#souvenir.href = addresses.souvenir;
    this.#memoLink.href = addresses.souvenir;
    part("end-home", HTMLAnchorElement).href = addresses.home;
    this.#reload.addEventListener("click", () => location.reload());
    film.on("state", () => this.#showFilm());
    film.on("progress", ({ waiting }) => {
      this.#waiting = waiting;
      this.#showFilm();
    });
    flow.on("changed", () => this.#showFilm());
    memo.on("changed", () => this.#showMemo());
    memo.on("step", ({ state }) => {
      if (this.isShown && state === "lost") setText(this.#memoLine, say("end_step_lost"));
      this.#showMemo();
    });
  }

  get isShown(): boolean {
    return !this.#panel.hidden;
  }

  /** Takes the room's place. `reload` offers to come back. */
  show(title: string, { reload = false } = {}): void {
    const first = !this.isShown;
    this.#root.hidden = true;
    this.#panel.hidden = false;
    this.#reload.hidden = !reload;
    for (const dialog of this.#root.querySelectorAll("dialog")) if (dialog.open) dialog.close("gone");
    setText(this.#title, title);
    this.#showFilm();
    this.#showMemo();
    if (first) this.#title.focus();
  }

  /** What to do after a scam, for those whom the page has it for. */
  showAdvice(): void {
    const advice = optionalPart("what-to-do", HTMLElement);
    if (advice !== null) advice.hidden = false;
  }

  /** What is still going on. */
  note(words: string): void {
    setText(this.#note, words);
  }

  #showFilm(): void {
    if (!this.isShown) return;
    const { state } = this.#film;
    const storing = state === "storing" || state === "filming";
    this.#panel.dataset.film = state;
    this.#souvenir.hidden = storing || !this.#hasFilm;
    if (storing) setText(this.#filmLine, this.#say("film_storing", { count: this.#waiting }));
    else if (state === "lost") setText(this.#filmLine, this.#say("film_lost"));
    else if (this.#flow.recording?.state === "ready") setText(this.#filmLine, this.#say("film_ready"));
    else setText(this.#filmLine, this.#hasFilm ? this.#say("film_preparing") : "");
  }

  #showMemo(): void {
    const isHers = this.#memoLink.getAttribute("href") !== "";
    this.#memoLink.hidden = !isHers || this.#memo.pending > 0 || this.#memo.steps.length === 0;
  }

  get #hasFilm(): boolean {
    if (this.#souvenir.getAttribute("href") === "") return false;
    return ["recording", "paused", "uploading", "finishing", "ready"].includes(this.#flow.recording?.state ?? "");
  }
}
