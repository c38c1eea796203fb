import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PeerToPeer } from "../../lib/protocol";
import { FakeTrack, fakeStream } from "../fakeMedia";
import { settle } from "../views/fakePage";
import { optionalPart, part } from "../views/parts";
import { wireCard } from "./card";
import { FakeRoom, jeanne, karim } from "./fakeRoom";

const SHOWN = {
  participants: [
    { ...jeanne, sharing: true, surface: "monitor" },
    { ...karim, hand: "point" },
  ],
};
const PHOTO = { id: "p", name: "p.jpg", kind: "photo", size: 1, url: "/p" };

/** A window of the browser, as far as the card needs one. */
class CardWindow extends EventTarget {
  readonly document = document.implementation.createHTMLDocument();
  readonly focus = vi.fn();
  closed = false;
  close(): void {
    this.closed = true;
    this.dispatchEvent(new Event("pagehide"));
  }
}

let room: FakeRoom;
let windows: CardWindow[];
let ticks: Set<() => void>;

function open(): void {
  room = new FakeRoom({ you: "j", room: SHOWN });
  ticks = new Set();
  wireCard(room.parts, room.sentences, (_ms, tick) => {
    ticks.add(tick);
    return () => ticks.delete(tick);
  });
}

const openWindow = () => {
  windows.push(new CardWindow());
  return windows.at(-1) ?? null;
};
const canFloat = () => vi.stubGlobal("documentPictureInPicture", { requestWindow: async () => openWindow() });
const share = async () => {
  await room.parts.share.start();
  await settle();
};
const hear = (message: PeerToPeer) => room.mesh.tell("message", { peer: "k", message });
/** What is in the card, wherever it is. */
const inCard = (name: string): HTMLElement => {
  const within = windows.at(-1)?.document ?? document;
  const element = within.querySelector<HTMLElement>(`[data-ep-room="card-${name}"]`);
  if (element === null) throw new Error(`the card has no ${name}`);
  return element;
};
const state = () => room.parts.root.dataset.card;
const button = () => part("card-open", HTMLButtonElement);

beforeEach(() => {
  windows = [];
  vi.stubGlobal("open", vi.fn(openWindow));
});

afterEach(() => {
  room.close();
  vi.unstubAllGlobals();
});

describe("the card", () => {
  it("floats as soon as she shows her screen, and goes when she stops", async () => {
    canFloat();
    open();
    expect(state()).toBe("closed");
    expect(button().hidden).toBe(true);
    await share();
    expect(state()).toBe("pip");
    expect(button().hidden).toBe(true);
    expect(ticks.size).toBe(1);
    room.parts.share.stop();
    expect(windows[0]?.closed).toBe(true);
    expect(state()).toBe("closed");
    expect(ticks.size).toBe(0);
    expect(button().hidden).toBe(true);
  });

  it("speaks the language of the page, and says whose help it is", async () => {
    document.documentElement.lang = "fr";
    canFloat();
    open();
    await share();
    expect(windows[0]?.document.documentElement.lang).toBe("fr");
    expect(windows[0]?.document.title).toBe("L’aide de Karim");
  });

  it("follows what the helper shows and says", async () => {
    canFloat();
    open();
    await share();
    expect(inCard("zone").textContent).toBe("Karim ne montre rien pour l’instant.");
    expect(inCard("found")).toHaveProperty("disabled", true);
    expect(inCard("sentence").hidden).toBe(true);
    hear({ type: "mark.put", id: "spot-0001", kind: "spot", points: [0.9, 0.1] });
    hear({ type: "sentence", text: "Cliquez sur Connexion" });
    expect(inCard("zone").textContent).toBe("en haut à droite");
    expect(inCard("sentence").textContent).toBe("Cliquez sur Connexion");
    expect(inCard("found")).toHaveProperty("disabled", false);
    inCard("not-found").click();
    expect(inCard("told").textContent).toContain("Karim sait que vous ne trouvez pas");
    inCard("found").click();
    expect(inCard("sentence").hidden).toBe(true);
  });

  it("stops everything by its button", async () => {
    canFloat();
    open();
    await share();
    inCard("stop").click();
    expect(room.screen.readyState).toBe("ended");
    expect(state()).toBe("closed");
  });

  it("is hers to close: nothing else stops, and the button brings it back", async () => {
    canFloat();
    open();
    await share();
    windows[0]?.close();
    expect(state()).toBe("closed");
    expect(room.parts.share.state).toBe("on");
    expect(button().hidden).toBe(false);
    button().click();
    await settle();
    expect(state()).toBe("pip");
    expect(windows).toHaveLength(2);
  });

  it("is a small window where nothing floats, and only when asked for; asked again, it comes to the front", async () => {
    open();
    await share();
    expect(state()).toBe("closed");
    button().click();
    await settle();
    expect(state()).toBe("popup");
    expect(button().hidden).toBe(false);
    button().click();
    expect(windows).toHaveLength(1);
    expect(windows[0]?.focus).toHaveBeenCalledTimes(1);
    dispatchEvent(new Event("pagehide"));
    expect(windows[0]?.closed).toBe(true);
  });

  it("stays in the page where windows are refused, with a cross of its own", async () => {
    vi.stubGlobal("open", () => null);
    open();
    await share();
    button().click();
    await settle();
    expect(state()).toBe("page");
    expect(part("card-place", HTMLElement).hidden).toBe(false);
    part("card-close", HTMLButtonElement).click();
    expect(state()).toBe("closed");
    expect(part("card-place", HTMLElement).hidden).toBe(true);
    expect(optionalPart("card", HTMLElement)).toBeNull();
  });

  it("leaves its place to a photo, and is not for a camera", async () => {
    canFloat();
    open();
    await share();
    room.parts.presence.handlePhoto({ ...PHOTO, kind: "photo", width: 1, height: 1 });
    expect(state()).toBe("closed");
    expect(button().hidden).toBe(true);
    room.parts.presence.handlePhoto(null);
    expect(button().hidden).toBe(false);
    room.parts.share.stop();
    await room.parts.share.startCamera(async () => fakeStream(new FakeTrack("video")));
    await settle();
    expect(room.parts.share.state).toBe("on");
    expect(state()).toBe("closed");
    expect(button().hidden).toBe(true);
  });

  it("comes by itself when she leaves the tab, where the browser offers it", async () => {
    canFloat();
    let leave = () => {};
    vi.stubGlobal("navigator", {
      mediaSession: {
        setActionHandler: (_action: string, handler: () => void) => {
          leave = handler;
        },
      },
    });
    open();
    await share();
    windows[0]?.close();
    leave();
    await settle();
    expect(state()).toBe("pip");
  });
});
