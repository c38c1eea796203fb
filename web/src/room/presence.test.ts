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

  it("ignores what comes before the room", () => {
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

const paul: ParticipantInfo = {
  ...karim,
  id: "p",
  first_name: "Paul",
  role: "relative",
  colour: 2,
  admitted: false,
};

describe("somebody more", () => {
  const opened = () => {
    const presence = new Presence();
    presence.handleRoom({ ...room, participants: [jeanne, { ...karim, present: true }] });
    presence.handleLink("k", "together");
    return presence;
  };

  it("waits at the door, and is nobody to connect to before the yes", () => {
    const presence = opened();
    presence.handleParticipant(paul);
    expect(presence.atTheDoor).toEqual([paul]);
    expect(presence.others.map(({ id }) => id)).toEqual(["k"]);
    expect(presence.peers.map(({ id }) => id)).toEqual(["k"]);
    presence.handleParticipant({ ...paul, admitted: true, present: true });
    expect(presence.atTheDoor).toEqual([]);
    expect(presence.peers.map(({ id }) => id)).toEqual(["k", "p"]);
  });

  it("changes nothing to how it stands between the two", () => {
    const presence = opened();
    presence.handleParticipant({ ...paul, admitted: true, present: true });
    expect(presence.connection).toBe("together");
    presence.handleLink("p", "unreachable");
    expect(presence.connection).toBe("together");
    presence.handleParticipant(karim);
    presence.handleLink("p", "together");
    expect(presence.connection).toBe("away");
  });

  it("does not make the two wait to have begun", () => {
    const presence = new Presence();
    presence.handleRoom({ ...room, participants: [jeanne, karim, paul] });
    presence.handleParticipant({ ...karim, present: true });
    presence.handleParticipant(karim);
    expect(presence.connection).toBe("away");
  });

  it("sees the visit as one with the helped person", () => {
    const presence = new Presence();
    const me = { ...paul, admitted: true, present: true };
    presence.handleRoom({ ...room, you: "p", participants: [jeanne, karim, me] });
    expect(presence.counterpart).toEqual(jeanne);
    presence.handleLink("j", "together");
    expect(presence.connection).toBe("together");
  });

  it("is forgotten once gone", () => {
    const presence = opened();
    presence.handleParticipant({ ...paul, admitted: true, present: true });
    presence.handleVoice("p", true);
    presence.handleGone("p");
    expect([presence.find("p"), presence.voiceIsOn("p")]).toEqual([null, false]);
    expect(presence.peers.map(({ id }) => id)).toEqual(["k"]);
  });
});

it("lets exactly one of two pages lead", () => {
  expect([leads(karim, jeanne), leads(jeanne, karim)]).toEqual([true, false]);
  const everyone = [jeanne, karim, paul, { ...paul, id: "c", role: "interpreter" } as const];
  for (const one of everyone) {
    for (const another of everyone) {
      if (one !== another) expect(leads(one, another)).not.toBe(leads(another, one));
    }
  }
  const other = { ...karim, id: "l" };
  expect([leads(karim, other), leads(other, karim)]).toEqual([false, true]);
});
