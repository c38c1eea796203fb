import { beforeEach, describe, expect, it } from "vitest";
import type { FileInfo, ParticipantInfo, PeerToPeer } from "../lib/protocol";
import { Ladder } from "./ladder";
import { Presence } from "./presence";

const NOW = Date.parse("2026-11-23T10:00:00Z");
const SOON = "2026-11-23T10:05:00Z";
const PHOTO: FileInfo = { id: "photo", name: "p.jpg", kind: "photo", size: 1, url: "/p" };

const MOVE: PeerToPeer = { type: "pointer.move", x: 0.5, y: 0.5, n: 1 };
const MARKING: PeerToPeer[] = [
  MOVE,
  { type: "pointer.hide", n: 2 },
  { type: "mark.put", id: "mark-one", kind: "spot", points: [0, 0] },
  { type: "mark.extend", id: "mark-one", points: [0, 0] },
  { type: "mark.erase" },
];
const ACT: PeerToPeer = { type: "act", n: 1, kind: "down" };

let presence: Presence;
let ladder: Ladder;

function one(id: string, role: ParticipantInfo["role"], more: Partial<ParticipantInfo> = {}): ParticipantInfo {
  const rest = { surface: null, hidden: false, hand: "see", hand_until: null, asked: null } as const;
  return { id, first_name: id, role, colour: 0, admitted: true, present: true, sharing: false, ...rest, ...more };
}

/** Jeanne shows her screen; Karim helps, Rose is her daughter. */
function room(karim: Partial<ParticipantInfo> = {}, jeanne: Partial<ParticipantInfo> = { sharing: true }): void {
  presence.handleRoom({
    type: "room",
    you: "jeanne",
    seq: 0,
    state: "open",
    participants: [one("jeanne", "helped", jeanne), one("karim", "helper", karim), one("rose", "relative")],
    lines: [],
    ice_servers: [],
    relay_only: false,
    absence_seconds: 300,
    trusted: true,
    now: "2026-11-23T10:00:00Z",
  });
}

beforeEach(() => {
  presence = new Presence();
  ladder = new Ladder(presence);
});

describe("pointing and drawing", () => {
  it("is for the helped person and whoever she gave the hand", () => {
    room({ hand: "point" });
    expect(["jeanne", "karim", "rose"].map((id) => ladder.mayMark(id))).toEqual([true, true, false]);
    room({ hand: "act" });
    expect(ladder.mayMark("karim")).toBe(true);
  });

  it("is for the helper on his own screen", () => {
    room({ sharing: true }, {});
    expect(["jeanne", "karim", "rose"].map((id) => ladder.mayMark(id))).toEqual([true, true, false]);
  });

  it("needs something that is shown; a photo is something", () => {
    room({ hand: "point" }, {});
    expect(["jeanne", "karim"].map((id) => ladder.mayMark(id))).toEqual([false, false]);
    presence.handlePhoto(PHOTO);
    expect(["jeanne", "karim"].map((id) => ladder.mayMark(id))).toEqual([true, true]);
  });
});

describe("an attacker", () => {
  it.each(MARKING)("who only sees gets no $type through", (message) => {
    room();
    expect(ladder.allows("karim", message, NOW)).toBe(false);
    expect(ladder.allows("rose", message, NOW)).toBe(false);
    expect(ladder.allows("jeanne", message, NOW)).toBe(true);
  });

  it.each(MARKING)("gets no $type through once the hand is taken back", (message) => {
    room({ hand: "point" });
    expect(ladder.allows("karim", message, NOW)).toBe(true);
    presence.handleParticipant(one("karim", "helper", { hand: "see" }));
    expect(ladder.allows("karim", message, NOW)).toBe(false);
  });

  it("does not act without a running lease", () => {
    room({ hand: "point", hand_until: SOON });
    expect(ladder.allows("karim", ACT, NOW)).toBe(false);
    room({ hand: "act" });
    expect(ladder.allows("karim", ACT, NOW)).toBe(false);
    room({ hand: "act", hand_until: SOON });
    expect(ladder.allows("karim", ACT, NOW)).toBe(true);
    expect(ladder.allows("karim", ACT, Date.parse(SOON))).toBe(false);
    room({ hand: "act", hand_until: SOON }, {});
    expect(ladder.allows("karim", ACT, NOW)).toBe(false);
  });

  it("does not act with a lease that means nothing, nor for the helped person", () => {
    room({ hand: "act", hand_until: "for ever" });
    expect(ladder.allows("karim", ACT, NOW)).toBe(false);
    expect(ladder.allows("jeanne", ACT, NOW)).toBe(false);
  });

  it("says nothing after the end", () => {
    room({ hand: "act", hand_until: SOON });
    ladder.handleEnd();
    for (const message of [...MARKING, ACT, { type: "voice", on: true } as const]) {
      expect(ladder.allows("karim", message, NOW)).toBe(false);
    }
  });

  it("who is not in the visit, or still at the door, says nothing", () => {
    room({ hand: "point", admitted: false });
    expect(ladder.allows("karim", { type: "voice", on: true }, NOW)).toBe(false);
    expect(ladder.allows("stranger", { type: "voice", on: true }, NOW)).toBe(false);
  });

  it("does not speak in the name of the helped person, nor to her without the hand", () => {
    room();
    expect(ladder.allows("karim", { type: "answer", found: true }, NOW)).toBe(false);
    expect(ladder.allows("karim", { type: "hidden", on: false }, NOW)).toBe(false);
    expect(ladder.allows("jeanne", { type: "hidden", on: true }, NOW)).toBe(true);
    expect(ladder.allows("karim", { type: "sentence", text: "Donnez votre code" }, NOW)).toBe(false);
    expect(ladder.allows("jeanne", { type: "sentence", text: "Cliquez" }, NOW)).toBe(false);
    room({ hand: "point" });
    expect(ladder.allows("karim", { type: "sentence", text: "Cliquez ici" }, NOW)).toBe(true);
    expect(ladder.allows("jeanne", { type: "answer", found: true }, NOW)).toBe(true);
  });

  it("who floods is heard at a bearable pace, and does not silence the others", () => {
    room({ hand: "point" });
    let taken = 0;
    for (let ms = 0; ms < 10_000; ms += 1) if (ladder.allows("karim", MOVE, NOW + ms)) taken += 1;
    expect(taken).toBeLessThanOrEqual(120 * 11);
    expect(taken).toBeGreaterThan(120 * 9);
    expect(ladder.allows("jeanne", MOVE, NOW + 10_000)).toBe(true);
  });
});
