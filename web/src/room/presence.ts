import { Emitter } from "../lib/emitter";
import type { FileInfo, ParticipantInfo, Room } from "../lib/protocol";
import type { Peer } from "./transport";

/**
 * Where this page stands, in one word:
 * `connecting` and `reconnecting` to the server; `waiting` for someone who never came yet; `away`, she was here;
 * `linking` the two computers; `unreachable`, in vain so far; `together`.
 */
export type Connection =
  | "connecting"
  | "reconnecting"
  | "waiting"
  | "away"
  | "linking"
  | "unreachable"
  | "together";

export interface PresenceEvents {
  /** Something a person can see changed. */
  changed: undefined;
}

type LinkState = "linking" | "unreachable" | "together";

/** True when the page of `other` leads the connection with the page of `me`: the helper's, else the later id's. */
export function leads(other: ParticipantInfo, me: ParticipantInfo): boolean {
  return other.role === me.role ? other.id > me.id : other.role === "helper";
}

/** Who is in the room, what they show, and whether the computers hold together. */
export class Presence extends Emitter<PresenceEvents> {
  #server: "connecting" | "reconnecting" | "joined" = "connecting";
  #you = "";
  #started = false;
  #photo: FileInfo | null = null;
  #participants = new Map<string, ParticipantInfo>();
  readonly #links = new Map<string, LinkState>();
  readonly #voices = new Map<string, boolean>();

  handleRoom(room: Room): void {
    this.#server = "joined";
    this.#you = room.you;
    this.#started ||= room.started_at != null;
    this.#photo = room.photo ?? null;
    this.#participants = new Map(room.participants.map((one) => [one.id, one]));
    this.#changed();
  }

  handleParticipant(participant: ParticipantInfo): void {
    if (!this.#participants.has(participant.id)) return;
    this.#participants.set(participant.id, participant);
    if (!participant.present) this.#voices.delete(participant.id);
    this.#changed();
  }

  /** A photo is put in the place of the screen, or taken away. */
  handlePhoto(photo: FileInfo | null): void {
    this.#photo = photo;
    this.#changed();
  }

  handleServerLost(): void {
    this.#server = this.#you === "" ? "connecting" : "reconnecting";
    this.#changed();
  }

  handleLink(peer: string, state: LinkState): void {
    this.#links.set(peer, state);
    this.#changed();
  }

  /** `peer` says whether her microphone is heard. */
  handleVoice(peer: string, on: boolean): void {
    this.#voices.set(peer, on);
    this.#changed();
  }

  get me(): ParticipantInfo | null {
    return this.#participants.get(this.#you) ?? null;
  }

  get others(): ParticipantInfo[] {
    return [...this.#participants.values()].filter((one) => one.id !== this.#you);
  }

  find(id: string): ParticipantInfo | null {
    return this.#participants.get(id) ?? null;
  }

  voiceIsOn(id: string): boolean {
    return this.#voices.get(id) ?? false;
  }

  /** The one whose screen is on show. */
  get sharer(): ParticipantInfo | null {
    return [...this.#participants.values()].find((one) => one.sharing) ?? null;
  }

  /** In the place of the screen. */
  get photo(): FileInfo | null {
    return this.#photo;
  }

  /** Names what is on show, empty for nothing: marks belong to one surface only. */
  get surface(): string {
    return this.#photo?.id ?? this.sharer?.id ?? "";
  }

  /** The server can be reached. */
  get isJoined(): boolean {
    return this.#server === "joined";
  }

  /** No page that is here is cut from ours. */
  get reachesEveryone(): boolean {
    return this.others.every((one) => !one.present || this.#links.get(one.id) === "together");
  }

  get peers(): Peer[] {
    const me = this.me;
    if (me === null) return [];
    return this.others.map((one) => ({ id: one.id, present: one.present, leads: leads(one, me) }));
  }

  get connection(): Connection {
    if (this.#server !== "joined") return this.#server;
    const present = this.others.filter((one) => one.present);
    if (present.length === 0) return this.#started ? "away" : "waiting";
    const links = present.map((one) => this.#links.get(one.id) ?? "linking");
    if (links.includes("together")) return "together";
    return links.includes("unreachable") ? "unreachable" : "linking";
  }

  #changed(): void {
    this.#started ||= this.#participants.size > 1 && [...this.#participants.values()].every((one) => one.present);
    this.emit("changed", undefined);
  }
}
