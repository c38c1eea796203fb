import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "../../lib/fakeSocket";
import { settle } from "../views/fakePage";
import { part } from "../views/parts";
import { FakeRoom, jeanne, karim } from "./fakeRoom";

vi.mock("../stepPicture", async (original) => ({
  ...(await original<typeof import("../stepPicture")>()),
  takePicture: () => Promise.resolve(new Blob(["picture"], { type: "image/jpeg" })),
}));

const SHOWN = {
  participants: [
    { ...jeanne, sharing: true, surface: "window" },
    { ...karim, hand: "point" },
  ],
};
const step = (number: number, sentence = "", zone = "") => ({
  id: `s${number}`,
  number,
  sentence,
  zone,
  url: `/etape/s${number}/image.jpg`,
});

let room: FakeRoom;
let seq: number;

async function open(you: "j" | "k", role?: "relative"): Promise<void> {
  seq = 0;
  room = new FakeRoom({ you, room: SHOWN, ...(role ? { role } : {}) });
  await settle();
}

/** The server tells of the memo. */
async function tell(state: "off" | "asked" | "on", steps: object[] = []): Promise<void> {
  seq += 1;
  room.memo = { state, asked_by: state === "asked" ? "k" : "", steps };
  FakeSocket.last.tell({ type: "memo", seq, ...room.memo });
  await settle();
}

async function press(name: string): Promise<void> {
  room.click(name);
  await settle();
}

/** What Jeanne shows is seen on Karim's page. */
function show(): void {
  room.mesh.tell("screen", { peer: "j", track: { kind: "video" } as MediaStreamTrack });
  room.play();
}

const dialog = () => part("memo-dialog", HTMLDialogElement);
const answer = async (value: string) => {
  dialog().close(value);
  await settle();
};
const listed = () => [...document.querySelectorAll("[data-ep-room=memo-step]")].map((one) => one.textContent);
const taken = () =>
  room.memoAsked
    .filter((url) => url.startsWith("/memo/etapes/?"))
    .map((url) => new URL(url, "http://x").searchParams);
const key = (name: string, more: KeyboardEventInit = {}) =>
  part("stage", HTMLElement).dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, ...more }));

beforeEach(() => {
  HTMLElement.prototype.setPointerCapture = () => {};
});

afterEach(() => room.close());

describe("the helped person's page", () => {
  beforeEach(() => open("j"));

  it("puts the question, and only a clear yes is one", async () => {
    await tell("asked");
    expect(dialog().open).toBe(true);
    await answer("yes");
    expect(room.memoAsked).toEqual(["/memo/accepter/"]);
  });

  it.each(["no", ""])("takes %j for a no", async (value) => {
    await tell("asked");
    await answer(value);
    expect(room.memoAsked).toEqual(["/memo/arreter/"]);
  });

  it("does not answer when the question is taken back", async () => {
    await tell("asked");
    await tell("off");
    expect(dialog().open).toBe(false);
    expect(room.memoAsked).toEqual([]);
  });

  it("waits until another dialog is closed", async () => {
    const other = part("end-dialog", HTMLDialogElement);
    other.showModal();
    await tell("asked");
    expect(dialog().open).toBe(false);
    other.close("no");
    await settle();
    expect(dialog().open).toBe(true);
  });

  it("lets her answer again when her answer was not heard", async () => {
    await tell("asked");
    vi.useFakeTimers();
    room.isServerGone = true;
    dialog().close("yes");
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    expect(room.notices).toEqual(["Le serveur ne répond pas. Recommencez dans un instant."]);
    expect(dialog().open).toBe(false);
    part("notice-action", HTMLButtonElement, part("notice", HTMLElement)).click();
    expect(dialog().open).toBe(true);
  });

  it("begins by herself, shows the sign, and stops", async () => {
    const toggle = part("memo-toggle", HTMLButtonElement);
    expect([toggle.dataset.state, part("memo-mark", HTMLElement).hidden]).toEqual(["off", true]);
    await press("memo-toggle");
    await tell("on");
    expect([toggle.dataset.state, part("memo-mark", HTMLElement).hidden]).toEqual(["on", false]);
    await press("memo-stop");
    await tell("off");
    expect(room.memoAsked).toEqual(["/memo/accepter/", "/memo/arreter/"]);
    expect(part("memo", HTMLElement).hidden).toBe(true);
  });

  it("sees the list grow and hears of each step, not of those that were there", async () => {
    await tell("on", [step(1, "Ouvrez le site", "top_left")]);
    expect(part("memo", HTMLDetailsElement).open).toBe(true);
    expect(room.words("memo-told")).toBe("Étape 1\u00a0: Ouvrez le site");
    await tell("on", [step(1, "Ouvrez le site", "top_left"), step(2)]);
    expect(room.words("memo-told")).toBe("Étape 2 gardée.");
    expect(listed()).toHaveLength(2);
    expect(listed()[0]).toContain("en haut à gauche");
    expect(room.words("memo-title")).toBe("Mémo (étapes\u00a0: 2)");
    await tell("on", [step(1, "Ouvrez le site", "top_left"), step(2, "Cliquez sur Suivant")]);
    expect(room.words("memo-told")).toBe("Étape 2\u00a0: Cliquez sur Suivant");
  });

  it("does not announce what a reloaded page finds", async () => {
    room.close();
    seq = 0;
    const memo = { state: "on", asked_by: "", steps: [step(1, "Ouvrez le site")] };
    room = new FakeRoom({ you: "j", room: SHOWN, memo });
    await settle();
    expect(listed()).toHaveLength(1);
    expect(room.words("memo-told")).toBe("");
  });

  it("removes a step once she is sure", async () => {
    await tell("on", [step(1), step(2)]);
    const second = document.querySelectorAll<HTMLElement>("[data-ep-room=memo-step]")[1] as HTMLElement;
    part("memo-step-drop", HTMLButtonElement, second).click();
    expect(part("memo-step-sure", HTMLElement, second).hidden).toBe(false);
    part("memo-step-keep", HTMLButtonElement, second).click();
    expect(part("memo-step-sure", HTMLElement, second).hidden).toBe(true);
    expect(room.memoAsked).toEqual([]);
    part("memo-step-drop", HTMLButtonElement, second).click();
    part("memo-step-yes", HTMLButtonElement, second).click();
    await settle();
    expect(room.memoAsked).toEqual(["/memo/etapes/s2/retirer/"]);
  });
});

describe("the helper's page", () => {
  beforeEach(() => open("k"));

  it("asks with the first press, takes back with the second, and tells her answers", async () => {
    const button = part("step", HTMLButtonElement);
    await press("step");
    await tell("asked");
    expect(button.dataset.state).toBe("asked");
    await press("step");
    await tell("off");
    expect(room.memoAsked).toEqual(["/memo/demander/", "/memo/arreter/"]);
    expect(room.notices).toEqual([]);
    expect(button.dataset.state).toBe("off");
    await tell("asked");
    await tell("off");
    expect(room.notices[0]).toContain("Jeanne préfère ne pas garder d’images.");
    await tell("on");
    expect(room.notices[0]).toContain("Jeanne est d’accord.");
    await tell("off");
    expect(room.notices[0]).toContain("Jeanne ne veut plus");
  });

  it("says why there is no step", async () => {
    key("p");
    expect(room.notices[0]).toContain("touchez d’abord «\u00a0Garder un mémo\u00a0»\u00a0: Jeanne");
    await tell("asked");
    key("p");
    expect(room.notices[0]).toContain("Jeanne n’a pas encore répondu");
    await tell("on");
    await press("step");
    expect(room.notices).toContain("L’image n’est pas encore arrivée. Recommencez dans un instant.");
    show();
    room.change({ ...jeanne, sharing: true, hidden: true });
    await press("step");
    expect(room.notices.at(-1)).toContain("L’écran est caché");
    room.change({ ...jeanne, sharing: false });
    await press("step");
    expect(room.notices.at(-1)).toContain("Rien n’est montré");
    room.change({ ...jeanne, sharing: true });
    show();
    expect(room.notices.join()).not.toContain("Rien n’est montré");
    expect(taken()).toEqual([]);
  });

  it("takes a step with what was written last, and its sentence can be said otherwise", async () => {
    await tell("on");
    show();
    room.sentences.say("Cherchez le bouton vert");
    await press("step");
    expect(taken()[0]?.get("sentence")).toBe("Cherchez le bouton vert");
    const form = part("step-form", HTMLFormElement);
    expect([form.hidden, room.words("step-words")]).toEqual([false, "Étape 1 gardée."]);
    const mark = {
      type: "mark.put",
      id: "label-one",
      kind: "label",
      points: [0.25, 0.5],
      text: "Suivant",
    } as const;
    room.parts.marks.handle("k", mark);
    await press("step");
    expect([taken()[1]?.get("sentence"), taken()[1]?.get("x"), taken()[1]?.get("y")]).toEqual([
      "Suivant",
      "0.2500",
      "0.5000",
    ]);
    part("step-text", HTMLInputElement).value = "Cliquez sur Suivant";
    form.requestSubmit();
    await settle();
    expect(form.hidden).toBe(true);
    expect(room.memoAsked.at(-1)).toBe("/memo/etapes/s2/phrase/");
    expect(part("step-count", HTMLElement).textContent).toBe("2");
  });

  it("takes a step by its key, and with a mark made with Alt or Maj held", async () => {
    await tell("on");
    show();
    key("p");
    key("Enter", { shiftKey: true });
    key("Enter", { altKey: true });
    key("Enter");
    await settle();
    expect(taken()).toHaveLength(3);
    expect(taken()[0]?.has("x")).toBe(false);
    expect(taken()[1]?.get("x")).toBe("0.5000");
  });

  it("keeps what cannot leave, says so, and holds the page open", async () => {
    const leaving = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));
    await tell("on");
    show();
    room.isServerGone = true;
    await press("step");
    expect(room.notices.at(-1)).toContain("n’est pas encore partie");
    expect(leaving()).toBe(true);
    room.isServerGone = false;
    dispatchEvent(new Event("online"));
    await settle();
    expect(taken()).toHaveLength(1);
    expect(leaving()).toBe(false);
    expect(room.notices.join()).not.toContain("pas encore partie");
  });

  it("sends what is typed when the page closes", async () => {
    await tell("on");
    show();
    await press("step");
    part("step-text", HTMLInputElement).value = "Ici";
    dispatchEvent(new Event("pagehide"));
    await settle();
    expect(room.memoAsked.at(-1)).toBe("/memo/etapes/s1/phrase/");
  });

  it("offers the memo at the end, and waits for the last step before it tells the server", async () => {
    await tell("on", [step(1)]);
    show();
    room.isServerGone = true;
    await press("step");
    room.noteSent();
    room.click("leave");
    part("end-dialog", HTMLDialogElement).close("yes");
    await settle();
    expect(room.order).not.toContain("visit.end");
    expect(room.words("end-note")).toContain("On finit de garder");
    expect(part("end-memo", HTMLAnchorElement).hidden).toBe(true);
    room.isServerGone = false;
    dispatchEvent(new Event("online"));
    await settle();
    await settle();
    expect(room.order).toContain("visit.end");
    expect([
      part("end-memo", HTMLAnchorElement).hidden,
      part("end-memo", HTMLAnchorElement).getAttribute("href"),
    ]).toEqual([false, "/souvenir/"]);
  });
});

describe("the page of somebody more", () => {
  it("hears of the memo and shows nothing of it", async () => {
    await open("k", "relative");
    await tell("on", [step(1)]);
    expect(listed()).toEqual([]);
    expect(room.memoAsked).toEqual([]);
    key("p");
    expect(room.notices).toEqual([]);
  });
});
