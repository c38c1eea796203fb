import { beforeEach, describe, expect, it } from "vitest";
import type { PeerToPeer } from "../lib/protocol";
import { Ladder } from "./ladder";
import { Presence } from "./presence";
import { Talk, type Way } from "./talk";

const VOICE: PeerToPeer = { type: "voice", on: true };

let way: Way;
let ladder: Ladder;
let talk: Talk;
let heard: string[];
let sent: string[];

beforeEach(() => {
  way = "channel";
  const presence = new Presence();
  const rest = { surface: null, hidden: false, hand: "see", hand_until: null, asked: null } as const;
  const one = { id: "k", first_name: "Karim", role: "helper", colour: 1, admitted: true, present: true } as const;
  presence.handleRoom({
    type: "room",
    you: "j",
    seq: 0,
    state: "open",
    participants: [{ ...one, sharing: false, ...rest }],
    lines: [],
    ice_servers: [],
    relay_only: false,
    absence_seconds: 300,
    trusted: true,
    now: "2026-11-23T10:00:00Z",
  });
  ladder = new Ladder(presence);
  talk = new Talk({ ladder, way: () => way, now: () => 0 });
  heard = [];
  sent = [];
  talk.on("message", ({ peer, message }) => heard.push(`${peer} ${message.type}`));
  talk.on("channel", ({ type }) => sent.push(`channel ${type}`));
  talk.on("server", ({ type }) => sent.push(`server ${type}`));
});

describe("what is said", () => {
  it("goes one way only, whichever is open", () => {
    talk.send(VOICE);
    way = "server";
    talk.send(VOICE);
    expect(sent).toEqual(["channel voice", "server voice"]);
  });
});

describe("what arrives", () => {
  it("passes when the ladder allows it", () => {
    talk.handle("k", VOICE);
    expect(heard).toEqual(["k voice"]);
  });

  it("is dropped otherwise: no right, no lease, a stranger, after the end", () => {
    talk.handle("k", { type: "pointer.move", x: 0, y: 0, n: 1 });
    talk.handle("k", { type: "act", n: 1, kind: "down" });
    talk.handle("stranger", VOICE);
    ladder.handleEnd();
    talk.handle("k", VOICE);
    expect(heard).toEqual([]);
  });
});
