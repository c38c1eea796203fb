import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "../../lib/fakeSocket";
import { part } from "../views/parts";
import { FakeRoom, type FakeRoomOptions } from "./fakeRoom";

let room: FakeRoom;

function open(options: Partial<FakeRoomOptions> = {}): void {
  room = new FakeRoom({ you: "j", ...options });
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const dialog = () => part("first-share-dialog", HTMLDialogElement);
const shareButton = () => part("first-share", HTMLButtonElement);
const advice = () => part("what-to-do", HTMLElement);
const types = () => room.sent.map((message) => message.type);

function answerSafely(): void {
  room.click("asked-yes");
  room.click("called-no");
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  room.close();
  vi.useRealTimers();
});

describe("the first share", () => {
  it("asks first, then shows in the very click that agrees", async () => {
    open({ room: { trusted: false } });
    room.click("share");
    await settle();
    expect(dialog().open).toBe(true);
    expect(types()).not.toContain("sharing.set");
    answerSafely();
    expect(shareButton().disabled).toBe(true);
    vi.advanceTimersByTime(10_000);
    expect(shareButton().disabled).toBe(false);
    shareButton().click();
    expect(room.parts.share.state).toBe("asking");
    await settle();
    expect(dialog().open).toBe(false);
    expect(types().slice(1, 3)).toEqual(["trust.confirm", "sharing.set"]);
  });

  it("unlocks for whoever opens it again before the browser has told that it closed", () => {
    open({ room: { trusted: false } });
    room.click("share");
    answerSafely();
    dialog().dispatchEvent(new Event("close"));
    vi.advanceTimersByTime(10_000);
    expect(shareButton().disabled).toBe(false);
  });

  it("shows at once to a helper she knows", async () => {
    open({ room: { trusted: true } });
    room.click("share");
    await settle();
    expect(dialog().open).toBe(false);
    expect(types()).toContain("sharing.set");
  });

  it("guards the camera too", async () => {
    open({ room: { trusted: false }, cameras: ["rear"] });
    room.click("camera");
    await settle();
    expect(dialog().open).toBe(true);
    expect(room.opened).toEqual([]);
  });

  it("shows nothing when she refuses, and asks again the next time", async () => {
    open({ room: { trusted: false } });
    room.click("share");
    room.click("first-refuse");
    vi.advanceTimersByTime(20_000);
    expect(dialog().open).toBe(false);
    expect(types()).not.toContain("sharing.set");
    room.click("share");
    expect(dialog().open).toBe(true);
    expect(room.words("first-wait")).toContain("10 secondes");
  });

  it("counts before her eyes, and says aloud only what changes", () => {
    open({ room: { trusted: false } });
    room.click("share");
    const said = room.words("first-status");
    vi.advanceTimersByTime(3000);
    expect(room.words("first-wait")).toContain("7 secondes");
    expect(room.words("first-status")).toBe(said);
    vi.advanceTimersByTime(7000);
    expect(room.words("first-status")).toContain("Répondez aux deux questions");
    answerSafely();
    expect(room.words("first-status")).toContain("Le bouton est ouvert");
    expect(part("asked-yes", HTMLButtonElement).ariaPressed).toBe("true");
    expect(part("asked-no", HTMLButtonElement).ariaPressed).toBe("false");
  });

  it("says so when the whole screen is shown, until it no longer is", async () => {
    open({ surface: "monitor" });
    room.click("share");
    await settle();
    expect(room.notices.join()).toContain("Vous montrez tout votre écran");
    room.click("share");
    await settle();
    expect(room.notices.join()).not.toContain("Vous montrez tout votre écran");
  });

  it.each(["asked-no", "called-yes"])("%s: all stops, the advice is there, the server is told", async (answer) => {
    open({ room: { trusted: false } });
    room.click("voice");
    await settle();
    room.click("share");
    room.click(answer);
    expect(room.voice.readyState).toBe("ended");
    expect(advice().hidden).toBe(false);
    expect(dialog().open).toBe(false);
    await settle();
    expect(room.alarms).toEqual([{ kind: "called" }]);
  });
});

describe("a helper who did not come", () => {
  it.each([
    ["/demande/1/", [["/demande/1/"]]],
    ["//elsewhere.example/", []],
    ["https://elsewhere.example/", []],
  ])("takes her to the page that says so, never to another site: %s", (path, visited) => {
    const went = vi.spyOn(location, "assign").mockImplementation(() => undefined);
    went.mockReset();
    open();
    FakeSocket.last.tell({ type: "go", path });
    expect(went.mock.calls).toEqual(visited);
  });
});

describe("the alarm", () => {
  async function live(): Promise<void> {
    open();
    room.click("share");
    room.click("voice");
    await settle();
    room.click("alarm");
    vi.spyOn(room.mesh, "close").mockImplementation(() => room.order.push("mesh closed"));
  }

  const choose = (word: string) => part("alarm-dialog", HTMLDialogElement).close(word);

  it("stops screen and voice first, then tells the server", async () => {
    await live();
    choose("password");
    await settle();
    expect(room.order).toEqual(["video stopped", "audio stopped", "mesh closed", "alarm"]);
    expect(room.alarms).toEqual([{ kind: "password" }]);
    expect(room.words("end-title")).toBe("C’est arrêté. Vous avez bien fait.");
    expect(room.words("end-note")).toContain("L’équipe est prévenue");
    expect(advice().hidden).toBe(false);
    expect(part("root", HTMLElement).hidden).toBe(true);
  });

  it.each(["no", ""])("takes %j for nothing", async (word) => {
    await live();
    choose(word);
    await settle();
    expect(room.order).toEqual([]);
    expect(room.alarms).toEqual([]);
    expect(part("end", HTMLElement).hidden).toBe(true);
  });

  it("tells again until the server answers, and says what to do meanwhile", async () => {
    await live();
    room.isServerGone = true;
    choose("card");
    await settle();
    expect(room.words("end-note")).toContain("On prévient l’équipe");
    expect(advice().hidden).toBe(false);
    room.isServerGone = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect(room.words("end-note")).toContain("L’équipe est prévenue");
  });

  it("of somebody else shows her what to do; the title names nobody", async () => {
    open();
    FakeSocket.last.tell({ type: "visit.ended", seq: 1, by: "", reason: "safety" });
    expect(advice().hidden).toBe(false);
    expect(room.words("end-title")).toContain("par précaution");
    expect(room.alarms).toEqual([]);
  });

  it("is not the helper's to read about", () => {
    open({ you: "k" });
    FakeSocket.last.tell({ type: "visit.ended", seq: 1, by: "", reason: "safety" });
    expect(room.words("end-title")).toContain("vous contactera");
    expect(document.querySelector("[data-ep-room=what-to-do]")).toBeNull();
  });
});
