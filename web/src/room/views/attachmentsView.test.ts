import { beforeEach, describe, expect, it, vi } from "vitest";
import { Attachments } from "../attachments";
import type { Answer } from "../http";
import { AttachmentsView } from "./attachmentsView";
import { openPage, settle } from "./fakePage";
import { part } from "./parts";

let progress: (share: number) => void;
let answer: (answer: Answer) => void;
let attachments: Attachments;
const send = vi.fn();

const items = () => [...document.querySelectorAll("[data-ep-room=attachment]")];
const words = () => items().map((item) => item.querySelector("span")?.textContent);

function open(): void {
  const say = openPage();
  attachments = new Attachments({
    send: (upload, onProgress) => {
      send(upload.name);
      progress = onProgress;
      return new Promise((resolve) => {
        answer = resolve;
      });
    },
    lighten: async (file) => file,
    patience: { firstMs: 1_000_000, maxMs: 1_000_000 },
  });
  new AttachmentsView(attachments, say);
}

function choose(input: string, ...files: File[]): void {
  const element = part(input, HTMLInputElement);
  Object.defineProperty(element, "files", { value: files, configurable: true });
  element.dispatchEvent(new Event("change"));
}

const photo = new File(["x"], "été.jpg", { type: "image/jpeg" });

beforeEach(() => {
  send.mockClear();
  open();
});

describe("the buttons", () => {
  it.each([
    ["attach", "attach-input"],
    ["take-photo", "photo-input"],
  ])("%s opens the choice of a file", (button, input) => {
    const click = vi.spyOn(part(input, HTMLInputElement), "click");
    part(button, HTMLButtonElement).click();
    expect(click).toHaveBeenCalledOnce();
  });

  it("take a photo with the camera at the back, and nothing else than photos and PDF", () => {
    expect(part("photo-input", HTMLInputElement).getAttribute("capture")).toBe("environment");
    expect(part("attach-input", HTMLInputElement).accept).not.toContain("svg");
  });
});

describe("a chosen file", () => {
  it("shows in words how far it is, with the conversation open", async () => {
    part("chat", HTMLDetailsElement).open = false;
    choose("attach-input", photo);
    await settle();
    expect(part("chat", HTMLDetailsElement).open).toBe(true);
    expect(words()).toEqual(["On envoie «\u00a0été.jpg\u00a0»\u00a0: 0\u00a0%"]);
    progress(0.5);
    expect(words()).toEqual(["On envoie «\u00a0été.jpg\u00a0»\u00a0: 50\u00a0%"]);
    answer({ kind: "done", body: null });
    await settle();
    expect(items()).toEqual([]);
    expect(part("attachments", HTMLUListElement).hidden).toBe(true);
  });

  it("says that it is tried again when the network is cut", async () => {
    choose("photo-input", photo);
    await settle();
    answer({ kind: "unreachable" });
    await settle();
    expect(words()[0]).toContain("On réessaie tout seul.");
    expect(part("attachment-retry", HTMLButtonElement).hidden).toBe(true);
  });

  it("stays with the reason of its refusal, to be sent again or not", async () => {
    choose("attach-input", photo);
    await settle();
    answer({ kind: "refused", status: 409, code: "", sentence: "Plus de place." });
    await settle();
    expect(words()).toEqual(["Plus de place."]);
    part("attachment-retry", HTMLButtonElement).click();
    expect(send).toHaveBeenCalledTimes(2);
    part("attachment-drop", HTMLButtonElement).click();
    expect(items()).toEqual([]);
  });

  it.each([400, 413, 415])("cannot be sent again when it is refused for what it is (%i)", async (status) => {
    choose("attach-input", photo);
    await settle();
    answer({ kind: "refused", status, code: "", sentence: "Trop lourd." });
    await settle();
    expect(words()).toEqual(["Trop lourd."]);
    expect(part("attachment-retry", HTMLButtonElement).hidden).toBe(true);
  });

  it("cannot be sent again when it never will be taken", async () => {
    choose("attach-input", new File(["x"], "film.mp4", { type: "video/mp4" }));
    await settle();
    expect(words()[0]).toMatch(/^Ce fichier n’est ni une photo ni un PDF\./);
    expect(part("attachment-retry", HTMLButtonElement).hidden).toBe(true);
    expect(send).not.toHaveBeenCalled();
  });

  it("costs nothing that was being typed", async () => {
    part("text", HTMLTextAreaElement).value = "je voulais dire";
    choose("attach-input", photo);
    await settle();
    expect(part("text", HTMLTextAreaElement).value).toBe("je voulais dire");
  });
});

it("nothing chosen is nothing", () => {
  part("chat", HTMLDetailsElement).open = false;
  choose("attach-input");
  expect(part("chat", HTMLDetailsElement).open).toBe(false);
  expect(attachments.list).toEqual([]);
});
