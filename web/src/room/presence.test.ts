import { describe, expect, it } from "vitest";
import type { ParticipantInfo, Room } from "../lib/protocol";
import { leads, Presence } from "./presence";

const jeanne: ParticipantInfo = {
  id: "j",
  first_name: "Jeanne",
  role: "helped",
  present: true,
  sharing: false,
  colour: 0,
  admitted: true,
  surface: null,
  hidden: false,
  hand: "see",
  hand_until: null,
  asked: null,
};
const karim: ParticipantInfo = {
  id: "k",
  first_name: "Karim",
  role: "helper",
  present: false,
  sharing: false,
  colour: 1,
  admitted: true,
  surface: null,
  hidden: false,
  hand: "see",
  hand_until: null,
  asked: null,
};
const room: Room = {
  type: "room",
  you: "j",
  state: "open",
  participants: [jeanne, karim],
  lines: [],
  ice_servers: [],
  absence_seconds: 120,
  seq: 0,
  relay_only: false,
  trusted: true,
  now: "2026-11-23T10:00:00Z",
};

describe("where the page stands", () => {
  it("goes from arriving to being together, through a cut and an absence", () => {
    const presence = new Presence();
    const seen = [presence.connection];
    presence.on("changed", () => seen.push(presence.connection));
    presence.handleServerLost();
    presence.handleRoom(room);
    presence.handleParticipant({ ...karim, present: true });
    presence.handleLink("k", "together");
    presence.handleServerLost();
    presence.handleRoom({ ...room, participants: [jeanne, { ...karim, present: true }] });
    presence.handleLink("k", "unreachable");
    presence.handleParticipant(karim);
    expect(seen).toEqual([
      "connecting",
      "connecting",
      "waiting",
      "linking",
      "together",
      "reconnecting",
      "together",
      "unreachable",
      "away",
    ]);
  });

  it("knows after a reload that the other person had come", () => {
    const presence = new Presence();
    presence.handleRoom({ ...room, started_at: "2026-11-22T10:00:00Z" });
    expect(presence.connection).toBe("away");
  });

  it("ignores what comes before the room, and people of no concern", () => {
    const presence = new Presence();
    presence.handleParticipant(karim);
    expect(presence.others).toEqual([]);
    expect(presence.peers).toEqual([]);
  });
});

describe("the others", () => {
  it("are told apart from oneself, with the one who shows her screen", () => {
    const presence = new Presence();
    presence.handleRoom({ ...room, participants: [{ ...jeanne, sharing: true }, karim] });
    expect(presence.me?.first_name).toBe("Jeanne");
    expect(presence.others).toEqual([karim]);
    expect(presence.sharer?.id).toBe("j");
    expect(presence.peers).toEqual([{ id: "k", present: false, leads: true }]);
  });

  it("are no longer heard once gone", () => {
    const presence = new Presence();
    presence.handleRoom(room);
    presence.handleVoice("k", true);
    expect(presence.voiceIsOn("k")).toBe(true);
    presence.handleParticipant(karim);
    expect(presence.voiceIsOn("k")).toBe(false);
  });
});

it("lets exactly one of two pages lead", () => {
  expect([leads(karim, jeanne), leads(jeanne, karim)]).toEqual([true, false]);
  const other = { ...karim, id: "l" };
  expect([leads(karim, other), leads(other, karim)]).toEqual([false, true]);
});
