import { beforeEach, describe, expect, it } from "vitest";
import { type ChatLine, parseRoomToServer, type SendChat } from "../lib/protocol";
import { Chat } from "./chat";

let sent: SendChat[];
let shown: ChatLine[];
let chat: Chat;

function open(): Chat {
  const opened = new Chat(sessionStorage, "visit.1");
  opened.on("send", (message) => {
    expect(parseRoomToServer(JSON.stringify(message))).toEqual(message);
    sent.push(message);
  });
  opened.on("line", (line) => shown.push(line));
  return opened;
}

const line = (number: number, clientId = `client-${number}`): ChatLine => ({
  number,
  author: "k",
  client_id: clientId,
  text: `Ligne ${number}`,
  at: "2026-11-22T10:00:00Z",
});

beforeEach(() => {
  sessionStorage.clear();
  sent = [];
  shown = [];
  chat = open();
});

describe("what others say", () => {
  it("is shown once, whether told live or again after a cut", () => {
    chat.handleLine(line(1));
    chat.handleRoom([line(1), line(2)]);
    chat.handleLine(line(2));
    expect(shown.map((one) => one.number)).toEqual([1, 2]);
    expect(chat.lastNumber).toBe(2);
  });
});

describe("what we say", () => {
  it("waits until the server gives it back", () => {
    expect(chat.say("  Bonjour  ")).toBe(true);
    expect(chat.pending.map((one) => one.text)).toEqual(["Bonjour"]);
    chat.handleLine({ ...line(1), client_id: sent[0]?.client_id ?? "" });
    expect(chat.pending).toEqual([]);
    expect(shown).toHaveLength(1);
  });

  it("goes out again after a cut, under the same name and in the same order", () => {
    chat.say("un");
    chat.say("deux");
    const first = sent.splice(0);
    chat.handleRoom([{ ...line(1), client_id: first[0]?.client_id ?? "" }]);
    expect(sent).toEqual([first[1]]);
  });

  it("survives a reload, with what was being typed", () => {
    chat.say("perdu ?");
    chat.draft = "je voulais dire";
    const again = open();
    expect(again.draft).toBe("je voulais dire");
    again.handleRoom([]);
    expect(sent.map((one) => one.text)).toEqual(["perdu ?", "perdu ?"]);
    expect(sent[0]?.client_id).toBe(sent[1]?.client_id);
  });

  it("stays, with the reason, when it is refused, and goes out again only when asked", () => {
    chat.say("trop vite");
    const id = sent[0]?.client_id ?? "";
    expect(chat.handleRefused(id, "Attendez un peu.")).toBe(true);
    expect(chat.handleRefused("other-line", "x")).toBe(false);
    chat.handleRoom([]);
    expect(sent).toHaveLength(1);
    chat.retry(id);
    expect(sent).toHaveLength(2);
    expect(chat.pending[0]?.refusal).toBe("");
  });

  it("has something in it, and not too much", () => {
    expect(chat.say("   ")).toBe(false);
    expect(chat.say("x".repeat(1001))).toBe(false);
    expect(chat.say("🙂".repeat(1000))).toBe(true);
    expect(sent).toHaveLength(1);
  });
});

it("works in a browser that keeps nothing", () => {
  const refuse = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  const forgetful = new Chat({ getItem: refuse, setItem: refuse, removeItem: refuse }, "v");
  expect(forgetful.say("Bonjour")).toBe(true);
  expect(forgetful.draft).toBe("");
});

it("ignores what someone else put in the browser's memory", () => {
  sessionStorage.setItem("visit.1.lines", '[{"clientId": 3}]');
  expect(open().pending).toEqual([]);
});
