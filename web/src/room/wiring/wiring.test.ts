import { afterEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "../../lib/fakeSocket";
import type { PeerToPeer } from "../../lib/protocol";
import { FakeTrack } from "../fakeMedia";
import { settle } from "../views/fakePage";
import { part } from "../views/parts";
import { FakeRoom, jeanne, karim } from "./fakeRoom";

let page: FakeRoom;

const open = (you: "j" | "k") => {
  page = new FakeRoom({ you });
};

afterEach(() => page.close());

describe("how it stands", () => {
  it("is said in words, and on the root for those who look", () => {
    open("j");
    expect(page.words("connection")).toBe("Karim est là. On vous relie…");
    page.mesh.tell("linked", { peer: "k" });
    expect(page.words("connection")).toBe("Vous êtes ensemble");
    expect(page.parts.root.dataset.connection).toBe("together");
    page.mesh.tell("unreachable", { peer: "k" });
    expect(page.notices[0]).toContain("n’arrivent pas à se joindre");
    page.mesh.tell("linked", { peer: "k" });
    expect(page.notices).toEqual([]);
    page.change({ ...karim, present: false });
    expect(page.words("connection")).toBe("Karim n’est plus là, on l’attend.");
  });

  it("names everyone, with their microphones and screens", () => {
    open("k");
    page.change({ ...jeanne, sharing: true });
    page.mesh.tell("message", { peer: "j", message: { type: "voice", on: true } });
    expect(page.words("people")).toBe("JJeanne là, micro allumé, montre son écranKKarim vous, micro éteint");
  });
});

describe("the helped person's screen", () => {
  const point = (peer: string, message: PeerToPeer) => page.mesh.tell("message", { peer, message });

  it("is told to the server, sent to the others, and mirrored with the helper's pointer", async () => {
    open("j");
    page.click("share");
    await settle();
    expect(page.sent).toContainEqual({ type: "sharing.set", on: true, surface: "window" });
    expect(page.parts.root.dataset.sharing).toBe("on");
    page.play();
    page.change({ ...jeanne, sharing: true });
    page.change({ ...karim, hand: "point" });
    point("k", { type: "pointer.move", x: 0.5, y: 0.5, n: 1 });
    expect(page.parts.marks.pointers.size).toBe(1);
    page.mesh.tell("lost", { peer: "k" });
    expect(page.parts.marks.pointers.size).toBe(0);
  });

  it("takes no mark while nothing is shown, nor from someone who may not", async () => {
    open("j");
    page.play();
    point("k", { type: "pointer.move", x: 0.5, y: 0.5, n: 1 });
    page.click("share");
    await settle();
    page.play();
    point("stranger", { type: "pointer.move", x: 0.5, y: 0.5, n: 2 });
    expect(page.parts.marks.pointers.size).toBe(0);
  });

  it("is withdrawn when the server refuses it", async () => {
    open("j");
    page.click("share");
    await settle();
    FakeSocket.last.tell({ type: "error", code: "x", message: "Ce n’est pas possible.", about: "sharing.set" });
    expect(page.screen.readyState).toBe("ended");
    expect(page.notices).toEqual(["Ce n’est pas possible."]);
  });
});

describe("the helper's view", () => {
  it("follows what the helped person shows, and never stands still on an old picture", () => {
    open("k");
    const stage = part("stage", HTMLElement);
    page.mesh.tell("linked", { peer: "j" });
    page.mesh.tell("screen", { peer: "j", track: new FakeTrack("video") as unknown as MediaStreamTrack });
    expect(stage.dataset.state).toBe("off");
    page.change({ ...jeanne, sharing: true });
    expect(stage.dataset.state).toBe("arriving");
    page.play();
    expect(stage.dataset.state).toBe("on");
    page.mesh.tell("lost", { peer: "j" });
    expect(stage.dataset.state).toBe("arriving");
    page.change({ ...jeanne, sharing: false });
    expect(stage.dataset.state).toBe("off");
    expect(part("screen", HTMLVideoElement).srcObject).toBeNull();
  });
});

describe("the end", () => {
  async function live(): Promise<void> {
    open("j");
    page.click("share");
    page.click("voice");
    await settle();
    page.noteSent();
    vi.spyOn(page.mesh, "close").mockImplementation(() => page.order.push("mesh closed"));
  }

  it("by this page: screen and voice stop first, then the server is told", async () => {
    await live();
    page.click("leave");
    part("end-dialog", HTMLDialogElement).close("yes");
    await settle();
    const told = page.order.indexOf("visit.end");
    for (const first of ["video stopped", "audio stopped", "mesh closed"]) {
      expect(page.order.indexOf(first)).toBeGreaterThan(-1);
      expect(page.order.indexOf(first)).toBeLessThan(told);
    }
    expect(page.words("end-title")).toBe("Vous avez terminé la visite.");
    expect(page.words("end-note")).toContain("On prévient Karim");
    FakeSocket.last.tell({ type: "visit.ended", by: "Jeanne", reason: "finished" });
    expect(page.words("end-note")).toBe("");
  });

  it("needs a clear yes", async () => {
    await live();
    part("end-dialog", HTMLDialogElement).close("no");
    await settle();
    expect(page.order).toEqual([]);
    expect(part("end", HTMLElement).hidden).toBe(true);
  });

  it.each([
    ["finished", "Karim", "Karim a terminé la visite."],
    ["absence", "", "La visite s’est terminée\u00a0: l’un de vous n’était plus là."],
  ])("by the other side: %s", async (reason, by, title) => {
    await live();
    FakeSocket.last.tell({ type: "visit.ended", by, reason });
    expect(page.order).toContain("video stopped");
    expect(page.words("end-title")).toBe(title);
    expect(page.parts.root.hidden).toBe(true);
    expect(part("end-home", HTMLAnchorElement).getAttribute("href")).toBe("/");
  });

  it.each([
    [4404, "Cette visite est réservée à d’autres personnes.", true],
    [4410, "Cette visite est terminée.", true],
    [4429, "Un ennui technique a coupé la visite. Rechargez la page pour la reprendre.", false],
  ])("by the server's last word %i", async (code, title, reloadHidden) => {
    await live();
    FakeSocket.last.hangUp(code);
    expect(page.words("end-title")).toBe(title);
    expect(part("end-reload", HTMLButtonElement).hidden).toBe(reloadHidden);
    expect(page.screen.readyState).toBe("ended");
  });

  it("is not the end when the visit is open elsewhere: this page stops, and may take it back", async () => {
    await live();
    FakeSocket.last.tell({ type: "replaced" });
    expect(part("replaced-dialog", HTMLDialogElement).open).toBe(true);
    expect(page.voice.readyState).toBe("ended");
    expect(part("end", HTMLElement).hidden).toBe(true);
  });
});
