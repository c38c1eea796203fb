import { Emitter } from "../lib/emitter";
import type { Point } from "./geometry";
import { type Focus, type Mark, type MarkBoard, placeOf } from "./marks";
import { type Zone, zoneOf } from "./zones";

/** Someone shows something there; `text` is what he wrote at the place, often empty. */
export interface Announcement {
  /** Participant id. */
  readonly author: string;
  readonly zone: Zone;
  readonly text: string;
}

/** Milliseconds a pointer, or a line that is being drawn, stays in a zone before it is told. */
const REST_MS = 1000;
/** Milliseconds between two announcements, at least: nobody can listen faster. */
const GAP_MS = 3000;
const AT_ONCE: readonly Mark["kind"][] = ["spot", "label"];

type Board = Pick<MarkBoard, "on" | "marks" | "pointers">;

interface Candidate extends Announcement {
  /** The id of a mark, empty for a pointer. */
  readonly mark: string;
  readonly dueAt: number;
}

const sameAs = (one: Candidate | null, other: Candidate): boolean =>
  one !== null &&
  one.author === other.author &&
  one.mark === other.mark &&
  one.zone === other.zone &&
  one.text === other.text;

/** Tells in words where others show something: each mark, and each zone where a pointer rests. Never in a flood. */
export class Announcer extends Emitter<{ announce: Announcement }> {
  readonly #board: Board;
  readonly #me: () => string;
  readonly #told = new Set<string>();
  #zone: Zone | null = null;
  #waiting: Candidate | null = null;
  #last: Candidate | null = null;
  #lastAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `me` is the participant id of this page: one's own marks need no telling. */
  constructor(board: Board, me: () => string) {
    super();
    this.#board = board;
    this.#me = me;
    board.on("changed", () => this.#lookAtMarks());
    board.on("focus", (focus) => this.#lookAtFocus(focus));
  }

  /** True when a mark is there that was not told yet. */
  #lookAtMarks(): boolean {
    const me = this.#me();
    const mark = this.#board.marks.findLast((one) => one.author !== me && !this.#told.has(nameOf(one)));
    const place = mark && placeOf(mark);
    if (mark === undefined || place === undefined) return false;
    this.#consider(mark.author, place, mark);
    return true;
  }

  #lookAtFocus(focus: Focus | null): void {
    if (focus === null) this.#forget();
    else if (this.#lookAtMarks() || focus.author === this.#me()) return;
    else if (this.#board.pointers.has(focus.author)) this.#consider(focus.author, focus.place);
  }

  #consider(author: string, place: Point, mark?: Mark): void {
    const zone = zoneOf(place, this.#zone);
    this.#zone = zone;
    const rest = mark !== undefined && AT_ONCE.includes(mark.kind) ? 0 : REST_MS;
    const candidate = { author, zone, text: mark?.text ?? "", mark: mark?.id ?? "", dueAt: Date.now() + rest };
    if (sameAs(this.#waiting, candidate)) return;
    const known = mark === undefined && this.#last?.author === author && this.#last.zone === zone;
    this.#wait(known ? null : candidate);
  }

  #wait(candidate: Candidate | null): void {
    clearTimeout(this.#timer);
    this.#waiting = candidate;
    if (candidate === null) return;
    const due = Math.max(candidate.dueAt, this.#lastAt + GAP_MS);
    this.#timer = setTimeout(() => this.#tell(candidate), due - Date.now());
  }

  #tell(candidate: Candidate): void {
    this.#waiting = null;
    this.#last = candidate;
    this.#lastAt = Date.now();
    const { author, zone, text, mark } = candidate;
    if (mark !== "") this.#told.add(nameOf({ author, id: mark }));
    this.emit("announce", { author, zone, text });
  }

  /** Nothing is shown any more: the same zone is news again. */
  #forget(): void {
    this.#wait(null);
    this.#last = null;
    this.#zone = null;
  }
}

const nameOf = ({ author, id }: Pick<Mark, "author" | "id">): string => `${author} ${id}`;
