import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "../../lib/fakeSocket";
import type { PeerToPeer } from "../../lib/protocol";
import { part } from "../views/parts";
import { FakeRoom, jeanne, karim } from "./fakeRoom";
import { wireGuidance, wireTelling } from "./sentence";

const SHOWN = {
  participants: [
    { ...jeanne, sharing: true, surface: "monitor" },
    { ...karim, hand: "point" },
  ],
};
const SPOT: PeerToPeer = { type: "mark.put", id: "spot-0001", kind: "spot", points: [0.9, 0.1] };

class Utterance {
  lang = "";
  rate = 1;
  onend: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

class Synthesis extends EventTarget {
  readonly spoken: Utterance[] = [];
  readonly cancel = vi.fn();
  getVoices = () => [{ lang: "fr-FR", localService: true }];
  speak(utterance: Utterance): void {
    this.spoken.push(utterance);
  }
}

let room: FakeRoom;
let sent: PeerToPeer[];

function open(you: "j" | "k", more: object = SHOWN): void {
  room = new FakeRoom({ you, room: more });
  sent = [];
  vi.spyOn(room.mesh, "send").mockImplementation((message) => {
    sent.push(message);
  });
  const { sentences } = room;
  if (you === "j") wireGuidance(room.parts, sentences);
  else wireTelling(room.parts, sentences);
  room.mesh.tell("linked", { peer: you === "j" ? "k" : "j" });
  sent.length = 0;
}

const hear = (peer: string, message: PeerToPeer) => room.mesh.tell("message", { peer, message });
const isHidden = (name: string) => part(name, HTMLElement).hidden;

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});

afterEach(() => {
  room.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("on the page of the helped person", () => {
  let synthesis: Synthesis;

  beforeEach(() => {
    synthesis = new Synthesis();
    vi.stubGlobal("speechSynthesis", synthesis);
    vi.stubGlobal("SpeechSynthesisUtterance", Utterance);
  });

  const spoken = () => synthesis.spoken.map(({ text }) => text);

  it("the sentence stands large, and is answered", () => {
    open("j");
    expect(isHidden("answers")).toBe(true);
    hear("k", { type: "sentence", text: "Cliquez sur Connexion" });
    expect(room.words("sentence")).toBe("Cliquez sur Connexion");
    expect(isHidden("answers")).toBe(false);
    room.click("not-found");
    expect(sent).toEqual([{ type: "answer", found: false }]);
    expect(room.words("told")).toContain("Karim sait que vous ne trouvez pas");
    room.click("found");
    expect(room.words("sentence")).toBe("");
    expect(isHidden("answers")).toBe(true);
    expect(room.words("told")).toContain("Karim sait que vous avez trouvé");
  });

  it("nobody without the hand puts a sentence there", () => {
    open("j", { participants: [{ ...jeanne, sharing: true, surface: "monitor" }, karim] });
    hear("k", { type: "sentence", text: "Donnez votre code" });
    expect(room.words("sentence")).toBe("");
  });

  it("what is shown is said in words, and forgets the former answer", () => {
    open("j");
    hear("k", SPOT);
    vi.advanceTimersByTime(0);
    expect(room.words("announcement")).toBe("Karim montre\u00a0: en haut à droite.");
    room.click("found");
    hear("k", { type: "mark.put", id: "label-001", kind: "label", points: [0.1, 0.9], text: "Ici" });
    vi.advanceTimersByTime(3000);
    expect(room.words("announcement")).toBe("Karim montre\u00a0: en bas à gauche. «\u00a0Ici\u00a0»");
    expect(room.words("told")).toBe("");
    hear("k", { type: "mark.erase" });
    expect(room.words("announcement")).toBe("");
  });

  it("it is said aloud once she wishes it, and falls silent with the visit", () => {
    open("j");
    hear("k", { type: "sentence", text: "Descendez" });
    expect(spoken()).toEqual([]);
    const button = part("speak", HTMLButtonElement);
    expect(button.hidden).toBe(false);
    button.click();
    expect(button.ariaPressed).toBe("true");
    hear("k", { type: "sentence", text: "Cliquez ici" });
    hear("k", SPOT);
    vi.advanceTimersByTime(0);
    synthesis.spoken[0]?.onend?.();
    expect(spoken()).toEqual(["Karim vous dit\u00a0: Cliquez ici", "Karim montre\u00a0: en haut à droite."]);
    expect(synthesis.cancel).not.toHaveBeenCalled();
    FakeSocket.last.tell({ type: "visit.ended", by: "Karim", reason: "finished", seq: 1 });
    expect(synthesis.cancel).toHaveBeenCalled();
  });

  it("without a voice of her language there is no button", () => {
    synthesis.getVoices = () => [{ lang: "en-GB", localService: true }];
    open("j");
    expect(isHidden("speak")).toBe(true);
  });
});

describe("on the page of a helper", () => {
  it("he writes or taps a sentence, sees it stand, and takes it back", () => {
    open("k");
    expect(isHidden("tell")).toBe(false);
    part("tell-text", HTMLInputElement).value = " Cliquez sur Connexion ";
    part("tell", HTMLFormElement).dispatchEvent(new Event("submit", { cancelable: true }));
    expect(sent).toEqual([{ type: "sentence", text: "Cliquez sur Connexion" }]);
    expect(part("tell-text", HTMLInputElement).value).toBe("");
    expect(room.words("tell-stands")).toBe("Jeanne lit\u00a0: «\u00a0Cliquez sur Connexion\u00a0»");
    document.querySelector<HTMLElement>("[data-ep-sentence]")?.click();
    expect(sent.at(-1)).toEqual({ type: "sentence", text: "Cliquez ici" });
    room.click("tell-back");
    expect(sent.at(-1)).toEqual({ type: "sentence", text: "" });
    expect(isHidden("tell-standing")).toBe(true);
  });

  it("he learns whether she found, and the sentence goes when she did", () => {
    open("k");
    document.querySelector<HTMLElement>("[data-ep-sentence]")?.click();
    hear("j", { type: "answer", found: false });
    expect(room.notices).toEqual(["Jeanne ne trouve pas."]);
    expect(isHidden("tell-standing")).toBe(false);
    hear("j", { type: "answer", found: true });
    expect(room.notices).toEqual(["Jeanne a trouvé."]);
    expect(isHidden("tell-standing")).toBe(true);
  });

  it("his sentence is said again to a page that comes back", () => {
    open("k");
    document.querySelector<HTMLElement>("[data-ep-sentence]")?.click();
    sent.length = 0;
    room.mesh.tell("lost", { peer: "j" });
    room.mesh.tell("linked", { peer: "j" });
    expect(sent).toContainEqual({ type: "sentence", text: "Cliquez ici" });
  });

  it("without the hand he has no field, and says nothing by himself", () => {
    open("k", { participants: [{ ...jeanne, sharing: true, surface: "monitor" }, karim] });
    expect(isHidden("tell")).toBe(true);
    room.mesh.tell("linked", { peer: "j" });
    expect(sent.filter(({ type }) => type === "sentence")).toEqual([]);
  });
});
