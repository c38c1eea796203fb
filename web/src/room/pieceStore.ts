import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** Where the pieces of one film go. Paths of this server; `close_url` has `__segment__`, `piece_url` `__number__` too. */
export interface FilmAddresses {
  readonly close_url: string;
  readonly piece_url: string;
  readonly done_url: string;
}

/** One take of a film, and how many pieces of it were made so far. */
export interface Take {
  readonly segment: number;
  readonly pieces: number;
}

/** A film this browser has made, or helped to make. */
export interface KeptFilm extends FilmAddresses {
  readonly recording: string;
  /** Public id of the person whose it is to send: nobody else's page touches it. */
  readonly owner: string;
  /** When it began, milliseconds since 1970. */
  readonly at: number;
}

export interface KeptPiece {
  readonly recording: string;
  readonly segment: number;
  readonly number: number;
  readonly bytes: ArrayBuffer;
  /** MIME type. */
  readonly type: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** What is filmed, from the moment the camera gives it until the server has acknowledged it. */
export interface PieceStore {
  /** What is kept outlives the page, the browser, and the computer's sleep. */
  readonly lasts: boolean;
  /** The film goes on here; what is known of it already stays. */
  begin(film: KeptFilm): Promise<void>;
  /** A take of it begins: counted even if no piece follows. */
  beginTake(recording: string, segment: number): Promise<void>;
  /** Rejects with `QuotaExceededError` when there is no room. */
  keep(piece: KeptPiece): Promise<void>;
  /** The first piece of it to send, null when all are sent. */
  next(recording: string): Promise<KeptPiece | null>;
  /** Acknowledged, or wanted no more. */
  remove(piece: KeptPiece): Promise<void>;
  /** Pieces of it to send. */
  count(recording: string): Promise<number>;
  takes(recording: string): Promise<Take[]>;
  films(owner: string): Promise<KeptFilm[]>;
  /** The film is over: nothing of it stays here. */
  forget(recording: string): Promise<void>;
}

/** After this nobody wants it any more. */
const KEPT_MS = 7 * 24 * 3600 * 1000;
/** pages/leftovers.ts knows this name. */
const NAME = "epaule-films";

type TakeRow = Take & { readonly recording: string };

interface Schema extends DBSchema {
  films: { key: string; value: KeptFilm; indexes: { owner: string; at: number } };
  takes: { key: [string, number]; value: TakeRow };
  pieces: { key: [string, number, number]; value: KeptPiece };
}

const ofFilm = (recording: string) => IDBKeyRange.bound([recording], [recording, []]);

/** The lasting store; in memory where the browser gives none. Leftovers of more than seven days are dropped. */
export async function openPieceStore(now = Date.now()): Promise<PieceStore> {
  try {
    const store = new LastingStore(await openDatabase());
    await store.tidy(now - KEPT_MS);
    return store;
  } catch {
    return new MemoryStore();
  }
}

function openDatabase(): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(NAME, 1, {
    upgrade(database) {
      const films = database.createObjectStore("films", { keyPath: "recording" });
      films.createIndex("owner", "owner");
      films.createIndex("at", "at");
      database.createObjectStore("takes", { keyPath: ["recording", "segment"] });
      database.createObjectStore("pieces", { keyPath: ["recording", "segment", "number"] });
    },
    // A later version of this page, in another tab, wants to change the store: it goes first.
    blocking: (_current, _blocked, event) => {
      if (event.target instanceof IDBDatabase) event.target.close();
    },
  });
}

class LastingStore implements PieceStore {
  readonly lasts = true;
  readonly #database: IDBPDatabase<Schema>;

  constructor(database: IDBPDatabase<Schema>) {
    this.#database = database;
  }

  async begin(film: KeptFilm): Promise<void> {
    const known = await this.#database.get("films", film.recording);
    if (known === undefined || known.owner === film.owner) {
      await this.#database.put("films", { ...film, at: known?.at ?? film.at });
    }
  }

  async beginTake(recording: string, segment: number): Promise<void> {
    await this.#database.put("takes", { recording, segment, pieces: 0 });
  }

  async keep(piece: KeptPiece): Promise<void> {
    const { recording, segment, number } = piece;
    const writing = this.#database.transaction(["pieces", "takes"], "readwrite");
    await Promise.all([
      writing.objectStore("pieces").put(piece),
      // Pieces come in order: the last one is the count.
      writing.objectStore("takes").put({ recording, segment, pieces: number + 1 }),
      writing.done,
    ]);
  }

  async next(recording: string): Promise<KeptPiece | null> {
    return (await this.#database.get("pieces", ofFilm(recording))) ?? null;
  }

  async remove({ recording, segment, number }: KeptPiece): Promise<void> {
    await this.#database.delete("pieces", [recording, segment, number]);
  }

  count(recording: string): Promise<number> {
    return this.#database.count("pieces", ofFilm(recording));
  }

  async takes(recording: string): Promise<Take[]> {
    const rows = await this.#database.getAll("takes", ofFilm(recording));
    return rows.map(({ segment, pieces }) => ({ segment, pieces }));
  }

  films(owner: string): Promise<KeptFilm[]> {
    return this.#database.getAllFromIndex("films", "owner", owner);
  }

  async forget(recording: string): Promise<void> {
    const writing = this.#database.transaction(["films", "takes", "pieces"], "readwrite");
    await Promise.all([
      writing.objectStore("films").delete(recording),
      writing.objectStore("takes").delete(ofFilm(recording)),
      writing.objectStore("pieces").delete(ofFilm(recording)),
      writing.done,
    ]);
  }

  /** Forgets the films that began before `limit`, whoever made them. */
  async tidy(limit: number): Promise<void> {
    const old = await this.#database.getAllKeysFromIndex("films", "at", IDBKeyRange.upperBound(limit));
    for (const recording of old) await this.forget(recording);
  }
}

/** As long as the page lives. */
export class MemoryStore implements PieceStore {
  readonly lasts: boolean = false;
  readonly #films = new Map<string, KeptFilm>();
  readonly #takes = new Map<string, Map<number, number>>();
  readonly #pieces: KeptPiece[] = [];

  async begin(film: KeptFilm): Promise<void> {
    this.#films.set(film.recording, film);
  }

  async beginTake(recording: string, segment: number): Promise<void> {
    this.#count(recording, segment, 0);
  }

  async keep(piece: KeptPiece): Promise<void> {
    this.#pieces.push(piece);
    this.#count(piece.recording, piece.segment, piece.number + 1);
  }

  async next(recording: string): Promise<KeptPiece | null> {
    return this.#of(recording)[0] ?? null;
  }

  async remove(piece: KeptPiece): Promise<void> {
    const at = this.#pieces.indexOf(piece);
    if (at >= 0) this.#pieces.splice(at, 1);
  }

  async count(recording: string): Promise<number> {
    return this.#of(recording).length;
  }

  async takes(recording: string): Promise<Take[]> {
    return [...(this.#takes.get(recording) ?? [])].map(([segment, pieces]) => ({ segment, pieces }));
  }

  async films(owner: string): Promise<KeptFilm[]> {
    return [...this.#films.values()].filter((film) => film.owner === owner);
  }

  async forget(recording: string): Promise<void> {
    for (const piece of this.#of(recording)) await this.remove(piece);
    this.#takes.delete(recording);
    this.#films.delete(recording);
  }

  #of(recording: string): KeptPiece[] {
    return this.#pieces.filter((piece) => piece.recording === recording);
  }

  #count(recording: string, segment: number, pieces: number): void {
    const takes = this.#takes.get(recording) ?? new Map<number, number>();
    this.#takes.set(recording, takes.set(segment, pieces));
  }
}
