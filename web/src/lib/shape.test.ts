import { describe, expect, it } from "vitest";
import { parsePeerToPeer, parseRoomToPage, parseRoomToServer } from "./protocol";

const json = JSON.stringify;

describe("messages of the other person's browser", () => {
  it("gives back what is well made", () => {
    const move = { type: "pointer.move", x: 0, y: 1, n: 3 };
    expect(parsePeerToPeer(json(move))).toEqual(move);
  });

  it.each([
    ["not JSON", "{"],
    ["not an object", "3"],
    ["null", "null"],
    ["a list", "[]"],
    ["no type", json({ x: 0, y: 0, n: 0 })],
    ["an unknown type", json({ type: "keyboard.type", text: "rm" })],
    ["the name of an inherited property", json({ type: "constructor" })],
    ["out of the frame", json({ type: "pointer.move", x: 1.001, y: 0, n: 0 })],
    ["a number that is text", json({ type: "pointer.move", x: "0", y: 0, n: 0 })],
    ["a broken sequence", json({ type: "pointer.move", x: 0, y: 0, n: 0.5 })],
    ["a missing field", json({ type: "pointer.move", x: 0, y: 0 })],
    ["a message of another channel", json({ type: "visit.end" })],
  ])("refuses %s", (_, text) => {
    expect(parsePeerToPeer(text)).toBeNull();
  });

  it("drops the fields nobody declared", () => {
    expect(parsePeerToPeer(json({ type: "voice", on: true, html: "<b>" }))).toEqual({ type: "voice", on: true });
  });
});

describe("messages of the server", () => {
  it("lets what has a default be missing, inside parts as well", () => {
    const line = { number: 1, author: "a", client_id: "c", text: "Bonjour", at: "2026-11-22T10:00:00Z" };
    const room = {
      type: "room",
      you: "a",
      state: "open",
      participants: [],
      lines: [line],
      ice_servers: [{ urls: ["stun:example.org"] }],
      absence_seconds: 120,
      seq: 0,
      relay_only: false,
      trusted: true,
      now: "2026-11-23T10:00:00Z",
    };
    expect(parseRoomToPage(json(room))).toEqual(room);
    expect(parseRoomToPage(json({ ...room, started_at: null }))).toEqual({ ...room, started_at: null });
    expect(parseRoomToPage(json({ ...room, lines: [{ ...line, number: "1" }] }))).toBeNull();
  });
});

describe("lengths", () => {
  const chat = (text: string) => parseRoomToServer(json({ type: "chat.send", client_id: "12345678", text }));

  it("are counted in characters, as the server does", () => {
    expect(chat("🙂".repeat(1000))).not.toBeNull();
    expect(chat("🙂".repeat(1001))).toBeNull();
    expect(chat("")).toBeNull();
  });
});
