import type { Film } from "../film";
import { isNewcomer, type Presence } from "../presence";
import type { Recording, RecordingFlow } from "../recordingFlow";
import type { Say, TextKey } from "../texts";
import type { Notice, NoticeBoard, NoticeKind } from "./noticeBoard";
import { part, setState, setText } from "./parts";

type ButtonState = "none" | "waiting" | "asked" | "recording" | "paused" | "storing";
type People = Pick<Presence, "me" | "others" | "find">;

/** « Enregistrer »: the proposal, everybody's yes, the red mark, and what becomes of the film. */
export class RecordingView {
  readonly #flow: RecordingFlow;
  readonly #film: Film;
  readonly #board: NoticeBoard;
  readonly #say: Say;
  readonly #people: People;
  readonly #root = part("root", HTMLElement);
  readonly #button = part("record", HTMLButtonElement);
  readonly #dialog = part("film-dialog", HTMLDialogElement);
  readonly #question = part("film-question", HTMLElement);
  readonly #mark = part("recording-mark", HTMLElement);
  /** The film this person said no to: she is not asked again by itself. */
  #declined = "";
  /** The film whose answer is on its way: she is not asked twice. */
  #answering = "";

  constructor(flow: RecordingFlow, film: Film, board: NoticeBoard, say: Say, people: People) {
    this.#flow = flow;
    this.#film = film;
    this.#board = board;
    this.#say = say;
    this.#people = people;
    this.#button.addEventListener("click", () => void this.#pressed());
    this.#dialog.addEventListener("close", () => this.#answered());
    flow.on("changed", (recording) => this.#changed(recording));
    flow.on("refused", ({ sentence }) => {
      this.#notice("warning", sentence === "" ? this.#say("film_no_server") : sentence);
      this.#show();
    });
    flow.on("delayed", () => this.#warn("film-delayed", "film_delayed"));
    this.#followFilm();
  }

  #followFilm(): void {
    const film = this.#film;
    film.on("state", (state) => {
      this.#root.dataset.film = state;
      if (state === "silenced") this.#askForClick();
      else this.#board.clear("film-click");
      if (state === "elsewhere") this.#warn("film-elsewhere", "film_elsewhere");
      else this.#board.clear("film-elsewhere");
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
    film.on("forgetful", () => this.#warn("film-forgetful", "film_forgetful"));
    film.on("lost", ({ sentence }) => {
      this.#board.clear("film-stuck");
      this.#board.show("film-trouble", {
        kind: "error",
        text: sentence === "" ? this.#say("film_lost") : sentence,
      });
    });
    film.on("stopWanted", ({ why }) => {
      if (why !== "lost") this.#board.show("film-trouble", { kind: "error", text: this.#say(`film_${why}`) });
      void this.#do(() => this.#flow.stop());
    });
  }

  /** What may have to be said again and again: the notice that says so goes with it. */
  async #do(deed: () => Promise<boolean>): Promise<boolean> {
    const heard = await deed();
    this.#board.clear("film-delayed");
    return heard;
  }

  get #me(): string {
    return this.#people.me?.id ?? "";
  }

  get #isUnderWay(): boolean {
    return ["uploading", "finishing", "ready"].includes(this.#flow.recording?.state ?? "");
  }

  get #state(): ButtonState {
    const recording = this.#flow.recording;
    switch (recording?.state) {
      case "proposed":
      case "paused":
        if (recording.awaited.includes(this.#me)) return "asked";
        return recording.state === "proposed" && recording.proposed_by === this.#me ? "waiting" : "paused";
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
      case "paused":
        await this.#do(() => this.#flow.stop());
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
    if (this.#state === "asked" && ![this.#declined, this.#answering].includes(recording?.id ?? "")) this.#ask();
    else if (this.#dialog.open) this.#dialog.close("gone");
    this.#tell(recording);
  }

  #show(): void {
    const state = this.#state;
    const { me } = this.#people;
    setState(this.#button, state);
    this.#button.disabled = state === "storing";
    // The two propose; who came too answers, and may stop.
    this.#button.hidden = me !== null && isNewcomer(me) && (state === "none" || state === "storing");
  }

  #ask(): void {
    const recording = this.#flow.recording;
    const by = this.#people.find(recording?.proposed_by ?? "")?.first_name ?? this.#say("someone");
    const question =
      recording?.state === "paused" ? this.#say("film_joins") : this.#say("film_asks", { name: by });
    setText(this.#question, question);
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** Only a clear yes is a yes: Escape is a no. */
  #answered(): void {
    const { returnValue } = this.#dialog;
    this.#dialog.returnValue = "";
    if (returnValue !== "gone") void this.#answer(returnValue === "yes");
  }

  async #answer(yes: boolean): Promise<void> {
    const id = this.#flow.recording?.id ?? "";
    this.#answering = id;
    if (!yes) this.#declined = id;
    const heard = await this.#do(() => (yes ? this.#flow.accept() : this.#flow.decline()));
    // A no that nobody heard is none: she is asked again.
    if (!yes && !heard && this.#declined === id) this.#declined = "";
    if (this.#answering === id) this.#answering = "";
  }

  #tell(recording: Recording | null): void {
    const told = recording === null ? null : this.#words(recording);
    if (told !== null) this.#board.show("film", told);
    else if (this.#film.state !== "storing") this.#board.clear("film");
  }

  #words(recording: Recording): Notice | null {
    const isAwaited = recording.awaited.includes(this.#me);
    const who = recording.awaited.map((id) => this.#people.find(id)?.first_name ?? this.#say("someone"));
    const name = new Intl.ListFormat(document.documentElement.lang || "fr").format(who);
    const words: Partial<Record<Recording["state"], [NoticeKind, TextKey] | false>> = {
      proposed: !isAwaited && ["info", "film_waiting"],
      paused: ["info", isAwaited ? "film_waits_for_you" : "film_paused"],
      declined: this.#declined !== recording.id && ["info", "film_declined"],
      cancelled: ["info", "film_withdrawn"],
      uploading: recording.recorder !== this.#me && ["info", "film_preparing"],
      finishing: ["info", "film_preparing"],
      ready: ["success", "film_ready"],
      failed: ["error", "film_failed"],
    };
    const told = words[recording.state] ?? false;
    if (told === false) return null;
    const [kind, key] = told;
    const [other, ...more] = this.#people.others;
    const refuser = more.length === 0 && other !== undefined ? other.first_name : this.#say("someone");
    const text = this.#say(key, { name: key === "film_declined" ? refuser : name });
    if (key !== "film_waits_for_you") return { kind, text };
    return { kind, text, action: { label: this.#say("film_answer"), run: () => this.#ask() } };
  }

  #askForClick(): void {
    const action = { label: this.#say("film_go_on"), run: () => this.#film.handleGesture() };
    this.#board.show("film-click", { kind: "warning", text: this.#say("film_silenced"), action });
  }

  #warn(name: string, key: TextKey): void {
    this.#board.show(name, { kind: "warning", text: this.#say(key) });
  }

  #notice(kind: NoticeKind, text: string): void {
    this.#board.show("film", { kind, text });
  }
}
