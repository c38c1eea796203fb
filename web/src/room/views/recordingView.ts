import type { Film } from "../film";
import type { Recording, RecordingFlow } from "../recordingFlow";
import type { Say, TextKey } from "../texts";
import type { NoticeBoard, NoticeKind } from "./noticeBoard";
import { part, setState } from "./parts";

type ButtonState = "none" | "waiting" | "asked" | "recording" | "storing";

/** « Enregistrer »: the proposal, both yes, the red mark, and what becomes of the film. */
export class RecordingView {
  readonly #flow: RecordingFlow;
  readonly #film: Film;
  readonly #board: NoticeBoard;
  readonly #say: Say;
  readonly #me: () => string;
  readonly #root = part("root", HTMLElement);
  readonly #button = part("record", HTMLButtonElement);
  readonly #dialog = part("film-dialog", HTMLDialogElement);
  readonly #mark = part("recording-mark", HTMLElement);

  constructor(flow: RecordingFlow, film: Film, board: NoticeBoard, say: Say, me: () => string) {
    this.#flow = flow;
    this.#film = film;
    this.#board = board;
    this.#say = say;
    this.#me = me;
    this.#button.addEventListener("click", () => void this.#pressed());
    this.#dialog.addEventListener("close", () => this.#answered());
    flow.on("changed", (recording) => this.#changed(recording));
    flow.on("refused", ({ sentence }) => {
      this.#notice("warning", sentence === "" ? this.#say("film_no_server") : sentence);
      this.#show();
    });
    this.#followFilm();
  }

  #followFilm(): void {
    const film = this.#film;
    film.on("state", (state) => {
      this.#root.dataset.film = state;
      if (state === "silenced") this.#askForClick();
      else this.#board.clear("film-click");
      if (state === "stored" && !this.#isUnderWay) this.#notice("info", this.#say("film_stored"));
      this.#show();
    });
    film.on("progress", ({ waiting }) => {
      if (film.state === "storing") this.#notice("info", this.#say("film_storing", { count: waiting }));
    });
    film.on("stuck", ({ why, sentence }) => {
      const text = why === "unreachable" || sentence === "" ? this.#say("film_stuck") : sentence;
      this.#board.show("film-stuck", { kind: "warning", text });
    });
    film.on("flowing", () => this.#board.clear("film-stuck"));
    film.on("lost", ({ sentence }) => {
      this.#board.clear("film-stuck");
      this.#board.show("film-trouble", {
        kind: "error",
        text: sentence === "" ? this.#say("film_lost") : sentence,
      });
    });
    film.on("stopWanted", ({ why }) => {
      if (why !== "lost") this.#board.show("film-trouble", { kind: "error", text: this.#say(`film_${why}`) });
      void this.#flow.stop();
    });
  }

  get #isUnderWay(): boolean {
    return ["uploading", "finishing", "ready"].includes(this.#flow.recording?.state ?? "");
  }

  get #state(): ButtonState {
    const recording = this.#flow.recording;
    switch (recording?.state) {
      case "proposed":
        return recording.proposed_by === this.#me() ? "waiting" : "asked";
      case "recording":
        return "recording";
      case "uploading":
      case "finishing":
        return "storing";
      default:
        return this.#film.state === "storing" ? "storing" : "none";
    }
  }

  async #pressed(): Promise<void> {
    if (this.#button.ariaBusy === "true") return;
    this.#button.ariaBusy = "true";
    switch (this.#state) {
      case "none":
        await this.#flow.propose();
        break;
      case "waiting":
        await this.#flow.cancel();
        break;
      case "asked":
        this.#ask();
        break;
      case "recording":
        await this.#flow.stop();
        break;
      case "storing":
        break;
    }
    this.#button.ariaBusy = "false";
  }

  #changed(recording: Recording | null): void {
    this.#root.dataset.recording = recording?.state ?? "none";
    this.#mark.hidden = recording?.state !== "recording";
    this.#show();
    if (this.#state === "asked") this.#ask();
    else if (this.#dialog.open) this.#dialog.close("gone");
    this.#tell(recording);
  }

  #show(): void {
    setState(this.#button, this.#state);
    this.#button.disabled = this.#state === "storing";
  }

  #ask(): void {
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** Only a clear yes is a yes: Escape is a no. */
  #answered(): void {
    if (this.#dialog.returnValue === "yes") void this.#flow.accept();
    else if (this.#dialog.returnValue !== "gone") void this.#flow.decline();
    this.#dialog.returnValue = "";
  }

  #tell(recording: Recording | null): void {
    const mine = recording?.proposed_by === this.#me();
    const filming = recording?.recorder === this.#me();
    const words: Partial<Record<Recording["state"], [NoticeKind, TextKey] | false>> = {
      proposed: mine && ["info", "film_waiting"],
      declined: mine && ["info", "film_declined"],
      cancelled: ["info", "film_withdrawn"],
      uploading: !filming && ["info", "film_preparing"],
      finishing: ["info", "film_preparing"],
      ready: ["success", "film_ready"],
      failed: ["error", "film_failed"],
    };
    const told = recording === null ? false : words[recording.state];
    if (told) this.#notice(told[0], this.#say(told[1]));
    else if (this.#film.state !== "storing") this.#board.clear("film");
  }

  #askForClick(): void {
    const action = { label: this.#say("film_go_on"), run: () => this.#film.handleGesture() };
    this.#board.show("film-click", { kind: "warning", text: this.#say("film_silenced"), action });
  }

  #notice(kind: NoticeKind, text: string): void {
    this.#board.show("film", { kind, text });
  }
}
