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
  const isHelper = other.role === "helper";
  return isHelper === (me.role === "helper") ? other.id > me.id : isHelper;
}

/** Somebody more than the two whose visit it is. */
export type Newcomer = ParticipantInfo & { readonly role: Exclude<ParticipantInfo["role"], "helped" | "helper"> };

export function isNewcomer(one: ParticipantInfo): one is Newcomer {
  return one.role !== "helped" && one.role !== "helper";
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
  /** Who said herself that she hides what she shows: the server may not have heard it, or we not the server. */
  readonly #hiding = new Set<string>();

  handleRoom(room: Room): void {
    this.#server = "joined";
    this.#you = room.you;
    this.#started ||= room.started_at != null;
    this.#photo = room.photo ?? null;
    this.#participants = new Map(room.participants.map((one) => [one.id, one]));
    this.#changed();
  }

  handleParticipant(participant: ParticipantInfo): void {
    if (this.#you === "") return;
    const showsAgain = this.#participants.get(participant.id)?.hidden === true && !participant.hidden;
    if (showsAgain || !participant.sharing) this.#hiding.delete(participant.id);
    this.#participants.set(participant.id, participant);
    if (!participant.present) this.#voices.delete(participant.id);
    this.#changed();
  }

  /** Turned away, shown out, or left for good. */
  handleGone(id: string): void {
    for (const known of [this.#participants, this.#links, this.#voices, this.#hiding]) known.delete(id);
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

  /** `peer` says whether she hides what she shows. */
  handleHiding(peer: string, on: boolean): void {
    if (on) this.#hiding.add(peer);
    else this.#hiding.delete(peer);
    this.#changed();
  }

  /** By her word or the server's: the stricter counts. */
  hides({ id, hidden }: ParticipantInfo): boolean {
    return hidden || this.#hiding.has(id);
  }

  get me(): ParticipantInfo | null {
    return this.#participants.get(this.#you) ?? null;
  }

  /** The others inside the room. */
  get others(): ParticipantInfo[] {
    return [...this.#participants.values()].filter((one) => one.id !== this.#you && one.admitted);
  }

  /** Who waits for the helped person's yes. */
  get atTheDoor(): Newcomer[] {
    return [...this.#participants.values()].filter(isNewcomer).filter((one) => !one.admitted);
  }

  /** The one this visit is with: the helper for the helped person, the helped person for everyone else. */
  get counterpart(): ParticipantInfo | null {
    const role = this.me?.role === "helped" ? "helper" : "helped";
    return this.others.find((one) => one.role === role) ?? null;
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
    const { counterpart } = this;
    if (counterpart?.present !== true) return this.#started ? "away" : "waiting";
    return this.#links.get(counterpart.id) ?? "linking";
  }

  #changed(): void {
    const theTwo = [...this.#participants.values()].filter((one) => !isNewcomer(one));
    this.#started ||= theTwo.length > 1 && theTwo.every((one) => one.present);
    this.emit("changed", undefined);
  }
}
