import { afterEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "../../lib/fakeSocket";
import { settle } from "../views/fakePage";
import { part } from "../views/parts";
import { FakeRoom, jeanne } from "./fakeRoom";

const paul = {
  ...jeanne,
  id: "p",
  first_name: "Paul",
  role: "relative",
  colour: 2,
  admitted: false,
  present: false,
};
const claire = { ...paul, id: "c", first_name: "Claire", role: "interpreter", colour: 3 };

let room: FakeRoom;
afterEach(() => room.close());

const dialog = () => part("door-dialog", HTMLDialogElement);
const people = () => room.words("people") ?? "";
const answers = () => room.sent.filter(({ type }) => type === "admit");
const goes = (id: string) => FakeSocket.last.tell({ type: "participant.gone", id });

describe("the helped person's door", () => {
  it("opens by one yes", () => {
    room = new FakeRoom({ you: "j" });
    room.change(paul);
    expect(dialog().open).toBe(true);
    expect(room.words("door-question")).toBe("Paul (un proche) demande à entrer.");
    expect(people()).toContain("Paul un proche, à la porte");
    dialog().close("yes");
    expect(answers()).toEqual([{ type: "admit", participant: "p", yes: true }]);
    room.change({ ...paul, admitted: true });
    expect(room.notices).toEqual([]);
  });

  it("stays shut by one no", () => {
    room = new FakeRoom({ you: "j" });
    room.change(paul);
    dialog().close("no");
    expect(answers()).toEqual([{ type: "admit", participant: "p", yes: false }]);
    goes("p");
    expect(room.notices).toEqual([]);
    expect(people()).not.toContain("Paul");
  });

  it("waits in a notice for who closed the question, or is asked something else", () => {
    room = new FakeRoom({ you: "j" });
    room.change(paul);
    room.change(claire);
    expect(room.notices).toHaveLength(2);
    dialog().close("");
    expect(answers()).toEqual([]);
    const [, ofClaire] = document.querySelectorAll<HTMLElement>("[data-ep-room=notice]");
    if (ofClaire !== undefined) part("notice-action", HTMLButtonElement, ofClaire).click();
    expect(answers()).toEqual([{ type: "admit", participant: "c", yes: true }]);
  });

  it("asks no longer when who knocked has gone", () => {
    room = new FakeRoom({ you: "j" });
    room.change(paul);
    goes("p");
    expect(dialog().open).toBe(false);
    expect(answers()).toEqual([]);
  });

  it("never takes the answer about one for the next", () => {
    room = new FakeRoom({ you: "j" });
    room.change(paul);
    // As browsers do: closed now, told a moment later.
    dialog().returnValue = "yes";
    dialog().open = false;
    room.change(claire);
    expect(dialog().open).toBe(false);
    dialog().dispatchEvent(new Event("close"));
    expect(answers()).toEqual([{ type: "admit", participant: "p", yes: true }]);
  });

  it("shows out again", () => {
    room = new FakeRoom({ you: "j" });
    room.change({ ...paul, admitted: true, present: true });
    expect(people()).toContain("Paul un proche, là, micro éteint");
    room.click("show-out");
    expect(answers()).toEqual([{ type: "admit", participant: "p", yes: false }]);
  });
});

describe("the others", () => {
  it("see who knocks, and answer nothing", () => {
    room = new FakeRoom({ you: "k" });
    room.change(paul);
    expect(people()).toContain("Paul un proche, à la porte");
    room.change({ ...paul, admitted: true });
    expect(document.querySelector("[data-ep-room=show-out]")).toBeNull();
  });

  it("hang up on who is gone, and hear her no longer", () => {
    room = new FakeRoom({ you: "k" });
    const hangUp = vi.spyOn(room.mesh, "handleGone");
    const forget = vi.spyOn(room.parts.sound, "forget");
    room.change({ ...paul, admitted: true, present: true });
    goes("p");
    expect(hangUp).toHaveBeenCalledWith("p");
    expect(forget).toHaveBeenCalledWith("p");
    expect(room.parts.presence.find("p")).toBeNull();
  });
});

describe("one's own going", () => {
  it("is said politely to who is shown out, and stops all", () => {
    room = new FakeRoom({ you: "j" });
    goes("j");
    expect(room.words("end-title")).toBe("La visite continue sans vous. Merci d’être venu·e.");
  });

  it("is no end of the visit for who leaves by herself", async () => {
    room = new FakeRoom({ you: "k", role: "relative" });
    room.parts.flow.handleRecording({
      type: "recording",
      id: "f",
      state: "ready",
      proposed_by: "j",
      recorder: "k",
      awaited: [],
    });
    room.click("leave");
    part("end-dialog", HTMLDialogElement).close("yes");
    await settle();
    expect(room.sent).toContainEqual({ type: "visit.end" });
    goes("k");
    expect(room.words("end-title")).toBe("Vous êtes sorti·e de la visite.");
    expect(room.words("end-note")).toBe("");
    expect(part("end-souvenir", HTMLAnchorElement).hidden).toBe(true);
  });
});
