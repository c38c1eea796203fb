import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FileInfo, RoomToServer } from "../../lib/protocol";
import { Attachments } from "../attachments";
import { Chat } from "../chat";
import { Line } from "../line";
import { Presence } from "../presence";
import { ChatView } from "../views/chatView";
import { openPage, settle } from "../views/fakePage";
import { part } from "../views/parts";
import { StageView } from "../views/stageView";
import { wireAttachments } from "./attachments";

const photo: FileInfo = { id: "F1", name: "été.jpg", kind: "photo", size: 5, url: "/visite/1/fichiers/F1/" };

let sent: RoomToServer[];
let chat: Chat;
let presence: Presence;
let attachments: Attachments;

function say(number: number, file: FileInfo, clientId = `client-${number}`): void {
  chat.handleLine({ number, author: "k", client_id: clientId, text: "", at: "", file });
}

beforeEach(() => {
  sessionStorage.clear();
  const texts = openPage();
  part("root", HTMLElement).dataset.role = "helped";
  sent = [];
  const line = new Line("/ws/visite/1/", () => 0);
  vi.spyOn(line, "send").mockImplementation((message) => sent.push(message) > 0);
  chat = new Chat(sessionStorage, "visit");
  presence = new Presence();
  attachments = new Attachments({ send: () => new Promise(() => {}), lighten: async (file) => file });
  const stage = new StageView();
  vi.spyOn(stage.surface, "scrollIntoView").mockImplementation(() => {});
  new ChatView(chat, { me: () => "j", nameOf: () => "Karim" }, texts);
  wireAttachments({ say: texts, line, chat, presence, attachments, stage });
});

describe("a photo of the conversation", () => {
  it("is put in the place of the screen by its button, for everyone", () => {
    say(1, photo);
    part("photo-show", HTMLButtonElement).click();
    expect(sent).toEqual([{ type: "stage.set", file: "F1" }]);
  });

  it("is not put anywhere by a click beside its button", () => {
    say(1, photo);
    part("lines", HTMLOListElement).click();
    expect(sent).toEqual([]);
  });

  it("shows when the server says so, and is taken away by either", () => {
    const away = part("photo-away", HTMLButtonElement);
    presence.handlePhoto(photo);
    expect(part("photo", HTMLImageElement).getAttribute("src")).toBe(photo.url);
    expect(part("photo", HTMLImageElement).alt).toBe("Photo «\u00a0été.jpg\u00a0»");
    expect(away.hidden).toBe(false);
    away.click();
    expect(sent).toEqual([{ type: "stage.set" }]);
    presence.handlePhoto(null);
    expect([part("photo", HTMLImageElement).hidden, away.hidden]).toEqual([true, true]);
  });

  it("is not marked by the click that takes it away", () => {
    const marked = vi.fn();
    part("stage", HTMLElement).addEventListener("pointerdown", marked);
    part("photo-away", HTMLButtonElement).dispatchEvent(new Event("pointerdown", { bubbles: true }));
    expect(marked).not.toHaveBeenCalled();
  });
});

describe("a file on its way", () => {
  it("holds the page open", async () => {
    const leaving = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));
    expect(leaving()).toBe(false);
    void attachments.add(new File(["x"], "a.jpg", { type: "image/jpeg" }));
    await settle();
    expect(leaving()).toBe(true);
    say(1, photo, attachments.list[0]?.clientId);
    expect(leaving()).toBe(false);
  });
});
