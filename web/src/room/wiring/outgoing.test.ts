import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "../../lib/fakeSocket";
import { FakeTrack } from "../fakeMedia";
import { settle } from "../views/fakePage";
import { part } from "../views/parts";
import { FakeRoom, type FakeRoomOptions, jeanne, karim } from "./fakeRoom";

let page: FakeRoom;

const open = (options: FakeRoomOptions) => {
  page = new FakeRoom(options);
};
const stage = () => part("stage", HTMLElement).dataset.state;
const caption = () => part("caption", HTMLElement).dataset.state;
const state = (name: string) => part(name, HTMLElement).dataset.state;
const track = () => new FakeTrack("video") as unknown as MediaStreamTrack;
const press = (key: string, on: Element = document.body) =>
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
const action = (words: string) =>
  [...document.querySelectorAll<HTMLButtonElement>("[data-ep-room=notice] button")].find(
    (one) => one.textContent === words && !one.hidden,
  );

/** Black pictures leave, until it may be said. */
async function paint(): Promise<void> {
  for (let count = 0; count < 4; count += 1) {
    await settle();
    for (const tick of [...page.ticks]) tick();
  }
  await settle();
}

async function share(): Promise<void> {
  page.click("share");
  await settle();
  page.change({ ...jeanne, sharing: true, surface: "monitor" });
  page.play();
}

afterEach(() => page.close());

describe("hiding the screen", () => {
  const proposed = () => page.notices.some((text) => text?.startsWith("Avant de taper un mot de passe"));

  it("has its button only while something is shown", async () => {
    open({ you: "j" });
    const button = part("hide", HTMLButtonElement);
    expect(button.disabled).toBe(true);
    press("h");
    await share();
    expect(button.disabled).toBe(false);
    expect(page.sent).not.toContainEqual({ type: "sharing.hide", on: true });
    page.click("share");
    expect(button.disabled).toBe(true);
  });

  it.each([
    ["its button", () => page.click("hide")],
    ["the key H", () => press("h")],
  ])("by %s: told at once, said once it is black, and said on her own view", async (_how, hide) => {
    open({ you: "j" });
    await share();
    expect([stage(), caption(), state("hide")]).toEqual(["on", "mine", "off"]);
    hide();
    expect(page.screen.enabled).toBe(false);
    expect(page.sent).toContainEqual({ type: "sharing.hide", on: true });
    expect(state("hide")).toBe("hiding");
    expect(stage()).toBe("hidden");
    await paint();
    expect(state("hide")).toBe("on");
    expect(page.parts.root.dataset.picture).toBe("hidden");
    hide();
    await settle();
    expect([stage(), state("hide"), page.screen.enabled]).toEqual(["arriving", "off", true]);
    expect(page.sent.at(-1)).toEqual({ type: "sharing.hide", on: false });
  });

  it("is also said from page to page, and again to a page that comes back", async () => {
    open({ you: "j" });
    const said: unknown[] = [];
    vi.spyOn(page.parts.mesh, "send").mockImplementation((message) => {
      if (message.type === "hidden") said.push(message.on);
    });
    page.mesh.tell("linked", { peer: "k" });
    expect(said).toEqual([]);
    await share();
    page.click("hide");
    expect(said.at(-1)).toBe(true);
    await paint();
    page.mesh.tell("linked", { peer: "k" });
    expect(said.at(-1)).toBe(true);
    page.click("hide");
    await settle();
    expect(said.at(-1)).toBe(false);
  });

  it("is not done by an H that is written", async () => {
    open({ you: "j" });
    await share();
    press("h", part("text", HTMLTextAreaElement));
    expect(state("hide")).toBe("off");
  });

  it("is told again after a cut, after the screen itself", async () => {
    open({ you: "j" });
    await share();
    page.click("hide");
    await paint();
    FakeSocket.last.sent.length = 0;
    const room = {
      type: "room",
      you: "j",
      state: "open",
      participants: [jeanne, karim],
      lines: [],
      ice_servers: [],
    };
    const rest = { absence_seconds: 120, seq: 9, relay_only: false, trusted: true, now: "2026-11-23T10:00:00Z" };
    FakeSocket.last.tell({ ...room, ...rest });
    const told = page.sent.filter(({ type }) => type.startsWith("sharing."));
    expect(told.map(({ type }) => type)).toEqual(["sharing.set", "sharing.hide"]);
  });

  it("is proposed as soon as a screen is shown near secrets, and done by the notice", async () => {
    open({ you: "j", sensitive: true });
    expect(page.notices).toEqual([]);
    await share();
    expect(proposed()).toBe(true);
    action("Cacher mon écran")?.click();
    expect(proposed()).toBe(false);
    await paint();
    expect(state("hide")).toBe("on");
  });

  it("is not proposed for an e-mail, nor to the helper who shows his own screen", async () => {
    open({ you: "j" });
    await share();
    expect(proposed()).toBe(false);
    page.close();
    open({ you: "k", sensitive: true });
    page.click("share");
    await settle();
    expect(proposed()).toBe(false);
  });

  it("is seen by the helper: the last picture goes away, and comes back", () => {
    open({ you: "k" });
    page.mesh.tell("linked", { peer: "j" });
    page.mesh.tell("screen", { peer: "j", track: track() });
    page.change({ ...jeanne, sharing: true });
    page.play();
    expect([stage(), caption()]).toEqual(["on", "theirs"]);
    page.change({ ...jeanne, sharing: true, hidden: true });
    expect(stage()).toBe("hidden");
    expect(page.words("people")).toContain("cache son écran");
    expect(part("screen", HTMLVideoElement).srcObject).toBeNull();
    page.change({ ...jeanne, sharing: true });
    expect(stage()).toBe("arriving");
  });
});

describe("stopping everything", () => {
  async function live(): Promise<void> {
    open({ you: "j" });
    await share();
    page.click("voice");
    await settle();
    page.noteSent();
  }

  it.each([
    ["the button", () => page.click("stop")],
    ["Escape twice", () => [press("Escape"), press("Escape")]],
    [
      "Escape twice in a dialog",
      () => {
        const dialog = part("end-dialog", HTMLDialogElement);
        dialog.showModal();
        press("Escape", dialog);
        press("Escape", dialog);
      },
    ],
  ])("by %s: screen and microphone first, both, then the server", async (_how, stop) => {
    await live();
    stop();
    expect(page.order.slice(0, 3)).toEqual(["video stopped", "audio stopped", "sharing.set"]);
    expect(page.parts.voice.state).toBe("off");
    expect(page.notices.at(-1)).toBe("Tout est arrêté\u00a0: Karim ne voit plus rien et n’entend plus rien.");
  });

  it("needs no server, and tells it when it is back", async () => {
    await live();
    FakeSocket.last.readyState = 3;
    page.click("stop");
    expect(page.order.slice(0, 2)).toEqual(["video stopped", "audio stopped"]);
    page.parts.share.handleRoom(true);
    expect(page.parts.share.state).toBe("off");
  });

  it("starts nothing again by itself: « Reprendre » closes the notice", async () => {
    await live();
    page.click("stop");
    action("Reprendre")?.click();
    await paint();
    expect(page.notices).toEqual([]);
    expect([page.parts.share.state, page.parts.voice.state]).toEqual(["off", "off"]);
  });

  it("is said no longer once she starts something again", async () => {
    await live();
    page.click("stop");
    page.click("voice");
    await settle();
    expect(page.notices).toEqual([]);
  });

  it("leads to the end of the visit, which asks once", async () => {
    await live();
    page.click("stop");
    action("Terminer la visite")?.click();
    expect(part("end-dialog", HTMLDialogElement).open).toBe(true);
  });

  it("speaks of everyone when several are there", async () => {
    const paul = { ...karim, id: "p", first_name: "Paul", role: "relative" };
    open({ you: "j", room: { participants: [jeanne, karim, paul] } });
    page.click("stop");
    expect(page.notices).toEqual(["Tout est arrêté\u00a0: plus personne ne voit ni n’entend rien."]);
  });

  it("is Escape twice for the helper too: his own microphone and screen, nothing of hers", async () => {
    open({ you: "k" });
    press("Escape");
    press("Escape");
    expect(page.notices).toEqual([]);
    page.click("voice");
    await settle();
    press("Escape");
    press("Escape");
    expect(page.voice.readyState).toBe("ended");
    expect(page.notices).toEqual(["Votre micro et votre écran sont arrêtés."]);
    expect(page.sent.map(({ type }) => type)).not.toContain("sharing.set");
  });
});

describe("who cannot share a screen", () => {
  beforeEach(() => open({ you: "j", canShowScreen: false, cameras: ["front", "back"] }));

  it("has other ways, not an error", () => {
    expect(stage()).toBe("unsupported");
    expect(part("share", HTMLButtonElement).hidden).toBe(true);
    expect(part("hide", HTMLButtonElement).hidden).toBe(true);
    expect(page.notices).toEqual([]);
  });

  it("shows what the camera sees, and may change cameras", async () => {
    page.click("camera");
    await settle();
    expect(page.sent).toContainEqual({ type: "sharing.set", on: true, surface: "camera" });
    page.play();
    expect([stage(), caption()]).toEqual(["on", "mine"]);
    expect(part("hide", HTMLButtonElement).hidden).toBe(false);
    const other = part("other-camera", HTMLButtonElement);
    expect(other.hidden).toBe(false);
    other.click();
    await settle();
    expect(page.opened.map(({ readyState }) => readyState)).toEqual(["ended", "live"]);
    expect(other.disabled).toBe(false);
    page.click("stop");
    expect(page.opened.map(({ readyState }) => readyState)).toEqual(["ended", "ended"]);
    expect(stage()).toBe("unsupported");
    expect(other.hidden).toBe(true);
  });

  it("is told what to do for the helper's screen", () => {
    page.click("ask-screen");
    expect(page.notices[0]).toContain("Montrez-moi votre écran.");
  });

  it("speaks and writes", async () => {
    page.click("talk");
    await settle();
    expect(part("chat", HTMLDetailsElement).open).toBe(true);
    expect(document.activeElement).toBe(part("text", HTMLTextAreaElement));
    expect(page.parts.voice.state).toBe("on");
  });

  it("opens the choice of a photo", () => {
    const asked = vi.fn();
    part("attach", HTMLButtonElement).addEventListener("click", asked);
    page.click("send-photo");
    expect(part("chat", HTMLDetailsElement).open).toBe(true);
    expect(asked).toHaveBeenCalledOnce();
  });
});

it("a camera that is refused is one sentence, and the ways are still there", async () => {
  open({ you: "j", canShowScreen: false });
  page.click("camera");
  await settle();
  expect(page.notices[0]).toContain("L’appareil photo ne s’ouvre pas");
  expect(stage()).toBe("unsupported");
});

describe("the helper's own screen", () => {
  it("is seen by the helped person, over whom it goes when hers comes", async () => {
    open({ you: "j" });
    page.mesh.tell("linked", { peer: "k" });
    page.mesh.tell("screen", { peer: "k", track: track() });
    page.change({ ...karim, sharing: true });
    page.play();
    expect([stage(), caption()]).toEqual(["on", "theirs"]);
    page.click("share");
    await settle();
    page.play();
    expect([stage(), caption()]).toEqual(["on", "mine"]);
  });

  it("stops, with a word, when she shows hers", async () => {
    open({ you: "k" });
    page.click("share");
    await settle();
    page.change({ ...karim, sharing: true, surface: "monitor" });
    expect(page.parts.root.dataset.sharing).toBe("on");
    page.change({ ...karim, sharing: false });
    expect(page.screen.readyState).toBe("live");
    page.change({ ...jeanne, sharing: true });
    expect(page.screen.readyState).toBe("ended");
    expect(page.notices.at(-1)).toContain("Jeanne montre son écran");
  });
});

describe("the link, in words", () => {
  const report = (roundTrip: number) =>
    new Map([
      ["pair", { type: "candidate-pair", nominated: true, state: "succeeded", currentRoundTripTime: roundTrip }],
    ]) as unknown as RTCStatsReport;

  async function look(roundTrip: number, times: number): Promise<void> {
    vi.spyOn(page.mesh, "stats").mockResolvedValue(new Map([["k", report(roundTrip)]]));
    for (let count = 0; count < times; count += 1) await page.parts.meter.look(count * 2000);
  }

  it("says nothing before both are there, then how it is, then that it is cut", async () => {
    open({ you: "j" });
    expect(state("quality")).toBe("unknown");
    page.mesh.tell("linked", { peer: "k" });
    await look(0.05, 1);
    expect([state("quality"), page.parts.root.dataset.quality]).toEqual(["good", "good"]);
    page.mesh.tell("lost", { peer: "k" });
    expect([state("quality"), page.parts.root.dataset.quality]).toEqual(["none", "none"]);
  });

  it("sends stills when it is poor, and tells the others", async () => {
    open({ you: "j" });
    page.mesh.tell("linked", { peer: "k" });
    await share();
    const told = vi.spyOn(page.mesh, "send");
    await look(2, 5);
    expect(page.parts.outgoing.wanted).toBe("stills");
    expect(state("quality")).toBe("stills");
    expect(told).toHaveBeenCalledWith({ type: "quality", picture: "stills" });
    page.mesh.tell("linked", { peer: "k" });
    expect(told.mock.calls.filter(([{ type }]) => type === "quality")).toHaveLength(2);
  });

  it("tells the helper that the stills are hers", async () => {
    open({ you: "k" });
    page.mesh.tell("linked", { peer: "j" });
    page.change({ ...jeanne, sharing: true });
    await look(0.05, 1);
    expect(state("quality")).toBe("good");
    page.mesh.tell("message", { peer: "j", message: { type: "quality", picture: "stills" } });
    expect(state("quality")).toBe("stills");
    page.mesh.tell("message", { peer: "j", message: { type: "quality", picture: "live" } });
    expect(state("quality")).toBe("good");
  });
});

describe("the time that is left", () => {
  const limits = (minutes: number) => ({
    now: "2026-11-23T10:00:00Z",
    started_at: "2026-11-23T09:30:00Z",
    ends_at: new Date(Date.parse("2026-11-23T10:00:00Z") + minutes * 60_000).toISOString(),
  });

  it("is quiet in the bar", () => {
    open({ you: "j", room: limits(44) });
    expect(page.words("time")).toBe("Encore 44 min");
    expect(page.notices).toEqual([]);
  });

  it("is put off by the helped person near the end", () => {
    open({ you: "j", room: limits(15) });
    expect(page.notices).toEqual(["La visite s’arrête dans 15 min."]);
    action("Continuer 30 minutes de plus")?.click();
    expect(page.sent.at(-1)).toEqual({ type: "visit.prolong" });
    FakeSocket.last.tell({ type: "time", ...limits(45), seq: 1 });
    expect(page.notices).toEqual(["La visite continue 30 minutes de plus."]);
    expect(page.words("time")).toBe("Encore 45 min");
  });

  it("is told to the helper, who cannot", () => {
    open({ you: "k", room: limits(15) });
    expect(page.notices[0]).toContain("Seule la personne aidée peut la prolonger.");
    expect(action("Continuer 30 minutes de plus")).toBeUndefined();
  });

  it.each([
    ["time", "L’heure est passée\u00a0: la visite est terminée."],
    ["safety", "par précaution"],
  ])("ends it: %s", (reason, title) => {
    open({ you: "j" });
    FakeSocket.last.tell({ type: "visit.ended", by: "", reason });
    expect(page.words("end-title")).toContain(title);
  });
});
