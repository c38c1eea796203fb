import { beforeEach, describe, expect, it } from "vitest";
import type { SendChat } from "../../lib/protocol";
import { Chat } from "../chat";
import { ChatView } from "./chatView";
import { openPage } from "./fakePage";
import { part } from "./parts";

let chat: Chat;
let sent: SendChat[];

const lines = () =>
  [...document.querySelectorAll<HTMLElement>("[data-ep-room=line]")].map(
    (line) => `${line.dataset.state}: ${line.querySelector("strong")?.textContent}: ${line.textContent}`,
  );
const text = () => part("text", HTMLTextAreaElement);
const line = (number: number, author: string, clientId = `client-${number}`) => ({
  number,
  author,
  client_id: clientId,
  text: `<i>${number}</i>`,
  at: "",
});

function open(): void {
  const say = openPage();
  sent = [];
  chat = new Chat(sessionStorage, "visit");
  chat.on("send", (message) => sent.push(message));
  new ChatView(chat, { me: () => "j", nameOf: () => "Karim" }, say);
}

function press(key: string, more: KeyboardEventInit = {}): void {
  text().dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true, ...more }));
}

beforeEach(() => {
  sessionStorage.clear();
  open();
});

describe("the conversation", () => {
  it("shows lines as text, with who said them", () => {
    chat.handleLine(line(1, "k"));
    chat.handleLine(line(2, "j"));
    expect(lines()).toEqual(["sent: Karim: Karim<i>1</i>", "sent: Vous: Vous<i>2</i>"]);
  });

  it("says under a line what was hidden in it, and what the program it names is", () => {
    chat.handleLine({ ...line(1, "j"), text: "••••", masked: true });
    chat.handleLine({ ...line(2, "j"), text: "C’est quoi TeamViewer ?", tool: true });
    const [masked = "", tool = ""] = lines();
    expect(masked).toContain("••••Un numéro a été caché\u00a0: ne le donnez à personne.");
    expect(tool).toContain("Ici, personne n’en a besoin");
  });

  it("sends with Enter, not with Shift and Enter nor in the middle of a composed letter", () => {
    text().value = "Bonjour";
    press("Enter", { shiftKey: true });
    press("Enter", { isComposing: true });
    expect(sent).toEqual([]);
    press("Enter");
    expect(sent.map((message) => message.text)).toEqual(["Bonjour"]);
    expect(text().value).toBe("");
  });

  it("keeps what is refused, with the reason and a way to try again", () => {
    text().value = "Bonjour";
    press("Enter");
    expect(lines()).toEqual(["waiting: Vous: VousBonjourPas encore parti…"]);
    chat.handleRefused(sent[0]?.client_id ?? "", "Trop vite.");
    expect(lines()).toEqual(["failed: Vous: VousBonjourTrop vite.Renvoyer"]);
    part("chat-retry", HTMLButtonElement).click();
    expect(sent).toHaveLength(2);
    chat.handleLine(line(1, "j", sent[0]?.client_id));
    expect(lines()).toHaveLength(1);
  });

  it("counts what was not read while it was folded", () => {
    const panel = part("chat", HTMLDetailsElement);
    panel.open = false;
    chat.handleLine(line(1, "k"));
    chat.handleLine(line(2, "j"));
    expect(part("chat-title", HTMLElement).textContent).toBe("Discussion (à lire\u00a0: 1)");
    panel.open = true;
    panel.dispatchEvent(new Event("toggle"));
    expect(part("chat-title", HTMLElement).textContent).toBe("Discussion");
  });

  it("gives back what was being typed before a reload", () => {
    text().value = "je voulais";
    text().dispatchEvent(new Event("input"));
    open();
    expect(text().value).toBe("je voulais");
  });
});
