import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "../lib/fakeSocket";
import { BellController } from "./bell";
import { Chime } from "./chime";

const CARD = (id: string, name: string) => `
  <article data-ep-bell-card="${id}">
    <h3 data-ep-field="first_name">${name}</h3>
    <p data-ep-field="commune"></p><p data-ep-field="topics"></p><p data-ep-field="text"></p>
    <p hidden>Démarche : <span data-ep-field="procedure"></span></p>
    <p hidden>À savoir : <span data-ep-field="needs"></span></p>
    <p hidden>Pourquoi vous : <span data-ep-field="because"></span></p>
    <form method="post" data-ep-form="accept"><button>Accepter</button></form>
    <form method="post" data-ep-form="pass"><button>Passer</button></form>
  </article>`;
const PAGE = (cards: string) => `
  <section data-socket="/ws/aider/" data-ring-title="🔔 {name} demande de l’aide">
    <button data-ep-bell-sound hidden>Activer la sonnerie</button>
    <p role="status" data-ep-bell-status></p>
    <div data-ep-bell-list>${cards}<div data-ep-bell-empty>Personne</div></div>
    <template data-ep-bell-template>${CARD("", "").trim()}</template>
  </section>`;

const request = (id: string, name: string) => ({
  id,
  first_name: name,
  commune: "Saint-Lô",
  topics: ["E-mail", "Impôts"],
  text: "<b>Bonjour</b>",
  procedure: "",
  urgency: "tout de suite",
  device: "un téléphone",
  needs: ["malentendante"],
  filled_in_by: "",
  because: "parle anglais",
  published_at: "2026-11-22T10:00:00Z",
  accept_url: `/accepter/${id}/`,
  pass_url: `/passer/${id}/`,
});

let controller: BellController;
let section: HTMLElement;
let onServer: string;
let allowed: boolean;
const rung = vi.fn();

async function open(cards = ""): Promise<void> {
  document.title = "Aider";
  document.body.innerHTML = PAGE(cards);
  onServer = cards;
  section = document.querySelector("section") as HTMLElement;
  controller = new BellController(section);
  controller.connect();
  FakeSocket.last.open();
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all = [];
  allowed = true;
  rung.mockReset();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("fetch", async () => new Response(PAGE(onServer)));
  vi.spyOn(Chime.prototype, "allow").mockImplementation(async () => allowed);
  vi.spyOn(Chime.prototype, "ring").mockImplementation(rung);
});

afterEach(() => {
  controller.disconnect();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const cards = () => [...section.querySelectorAll<HTMLElement>("article")].map((card) => card.dataset.epBellCard);
const empty = () => section.querySelector<HTMLElement>("[data-ep-bell-empty]")?.hidden;

describe("someone asks", () => {
  it("shows the card, as text and nothing else, with where to answer", async () => {
    await open();
    FakeSocket.last.tell({ type: "ring", request: request("1", "Jeanne") });
    const card = section.querySelector("article");
    expect(card?.querySelector("[data-ep-field='text']")?.textContent).toBe("<b>Bonjour</b>");
    expect(card?.querySelector("[data-ep-field='topics']")?.textContent).toBe("E-mail, Impôts");
    const forms = [...(card?.querySelectorAll("form") ?? [])].map((form) => form.getAttribute("action"));
    expect(forms).toEqual(["/accepter/1/", "/passer/1/"]);
    expect(empty()).toBe(true);
  });

  it("says why it rings here, and keeps what has nothing to say out of sight", async () => {
    await open();
    FakeSocket.last.tell({ type: "ring", request: request("1", "Jeanne") });
    const lines = [...section.querySelectorAll<HTMLElement>("article p:has(span)")];
    expect(lines.filter((line) => !line.hidden).map((line) => line.textContent)).toEqual([
      "À savoir : malentendante",
      "Pourquoi vous : parle anglais",
    ]);
  });

  it("rings, rings again while someone waits, and says who in the title", async () => {
    await open();
    FakeSocket.last.tell({ type: "ring", request: request("1", "Jeanne") });
    FakeSocket.last.tell({ type: "ring", request: request("1", "Jeanne") });
    expect(cards()).toEqual(["1"]);
    expect(document.title).toBe("🔔 Jeanne demande de l’aide");
    await vi.advanceTimersByTimeAsync(8000);
    expect(rung).toHaveBeenCalledTimes(3);
  });

  it("rings for who was waiting before the page was opened", async () => {
    await open(CARD("1", "Jeanne"));
    expect(document.title).toBe("🔔 Jeanne demande de l’aide");
    expect(rung).toHaveBeenCalledOnce();
  });
});

describe("it is over", () => {
  it("takes the card away and says why; the last one ends the ringing", async () => {
    await open();
    FakeSocket.last.tell({ type: "ring", request: request("1", "Jeanne") });
    FakeSocket.last.tell({ type: "ring", request: request("2", "Paul") });
    const over = { type: "ring.over", reason: "taken", message: "Quelqu’un d’autre y va, merci !" };
    FakeSocket.last.tell({ ...over, request_id: "2" });
    expect(cards()).toEqual(["1"]);
    expect(section.querySelector("[role=status]")?.textContent).toBe("Quelqu’un d’autre y va, merci !");
    expect(document.title).toBe("🔔 Jeanne demande de l’aide");
    FakeSocket.last.tell({ ...over, request_id: "1" });
    rung.mockReset();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(rung).not.toHaveBeenCalled();
    expect(document.title).toBe("Aider");
    expect(empty()).toBe(false);
  });
});

describe("her own visits", () => {
  it("are shown again when they changed", async () => {
    const reload = vi.spyOn(location, "reload").mockImplementation(() => undefined);
    await open();
    FakeSocket.last.tell({ type: "desk" });
    expect(reload).toHaveBeenCalledOnce();
  });
});

describe("a cut", () => {
  it("does not undo what is told while the list is on its way", async () => {
    await open();
    FakeSocket.last.open();
    FakeSocket.last.tell({ type: "ring", request: request("1", "Jeanne") });
    onServer = CARD("1", "Jeanne");
    await vi.advanceTimersByTimeAsync(0);
    expect(cards()).toEqual(["1"]);
  });

  it("is caught up with", async () => {
    await open(CARD("1", "Jeanne"));
    onServer = CARD("2", "Paul");
    FakeSocket.last.hangUp(1006);
    expect(section.dataset.connection).toBe("down");
    await vi.advanceTimersByTimeAsync(1000);
    FakeSocket.last.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(section.dataset.connection).toBe("open");
    expect(cards()).toEqual(["2"]);
    expect(document.title).toBe("🔔 Paul demande de l’aide");
  });
});

describe("a silent browser", () => {
  it("gets a button, which any click makes needless", async () => {
    allowed = false;
    await open();
    const button = section.querySelector("button") as HTMLElement;
    await vi.advanceTimersByTimeAsync(0);
    expect(button.hidden).toBe(false);
    allowed = true;
    document.dispatchEvent(new Event("pointerdown"));
    await vi.advanceTimersByTimeAsync(0);
    expect(button.hidden).toBe(true);
  });
});
