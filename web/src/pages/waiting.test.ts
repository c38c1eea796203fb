import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "../lib/fakeSocket";
import { WaitingController } from "./waiting";

let element: HTMLElement;
let controller: WaitingController;
let fragment: string;
const asked = vi.fn();
const assigned = vi.fn();

beforeEach(() => {
  FakeSocket.all = [];
  asked.mockReset();
  assigned.mockReset();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    asked(url, init.headers);
    return new Response(fragment);
  });
  vi.spyOn(location, "assign").mockImplementation(assigned);
  fragment = "<h1>Nous cherchons quelqu’un…</h1>";
  document.body.innerHTML = `<div data-socket="/ws/demande/1/" data-fragment="/demande/1/">${fragment}</div>`;
  element = document.body.firstElementChild as HTMLElement;
  controller = new WaitingController(element);
  controller.connect();
  FakeSocket.last.open();
});

afterEach(() => {
  controller.disconnect();
  vi.unstubAllGlobals();
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("the waiting page", () => {
  it("goes to the visit when somebody comes", () => {
    FakeSocket.last.tell({ type: "request", state: "assigned", helper_first_name: "Karim", go_to: "/visite/1/" });
    expect(assigned).toHaveBeenCalledWith("/visite/1/");
  });

  it("never goes to another site", () => {
    for (const elsewhere of ["//evil.example/", "https://evil.example/", "javascript:alert(1)"]) {
      FakeSocket.last.tell({ type: "request", state: "assigned", go_to: elsewhere });
    }
    expect(assigned).not.toHaveBeenCalled();
  });

  it("says what became of the request, and takes the reader there", async () => {
    await settle();
    fragment = "<h1>Personne n’a pu venir cette fois</h1>";
    FakeSocket.last.tell({ type: "request", state: "expired" });
    await settle();
    expect(asked).toHaveBeenLastCalledWith("/demande/1/", { "HX-Request": "true" });
    expect(element.textContent).toBe("Personne n’a pu venir cette fois");
    expect(document.activeElement).toBe(element.querySelector("h1"));
  });

  it("tells how the search goes on without taking away what she reads or fills in", async () => {
    const page = (search: string, wayOn: string) =>
      `<h1>Nous cherchons quelqu’un…</h1><div data-ep-part="search">${search}</div>
       <div data-ep-part="way-on">${wayOn}</div><div id="code">Afficher mon code</div>`;
    element.innerHTML = page("Nous prévenons Karim", "<input>");
    const code = element.querySelector("#code") as HTMLElement;
    const typed = element.querySelector("input") as HTMLInputElement;
    code.textContent = "12 34 56";
    typed.focus();
    fragment = page("Nous prévenons 3 personnes", "<input>");
    FakeSocket.last.tell({ type: "request", state: "published" });
    await settle();
    expect(element.querySelector("[data-ep-part=search]")?.textContent).toBe("Nous prévenons 3 personnes");
    expect(element.querySelector("#code")?.textContent).toBe("12 34 56");
    expect(document.activeElement).toBe(typed);
    fragment = page("Toutes sont prévenues", "Être rappelé·e");
    FakeSocket.last.tell({ type: "request", state: "published" });
    await settle();
    expect(element.querySelector("[data-ep-part=way-on]")?.textContent).toBe("Être rappelé·e");
    expect(element.querySelector("#code")).toBe(code);
    fragment = "<h1>Votre demande est annulée</h1>";
    FakeSocket.last.tell({ type: "request", state: "cancelled" });
    await settle();
    expect(element.textContent).toBe("Votre demande est annulée");
  });

  it("catches up after a cut, and is left alone when nothing changed", async () => {
    await settle();
    const heading = element.querySelector("h1");
    FakeSocket.last.open();
    await settle();
    expect(element.querySelector("h1")).toBe(heading);
    fragment = "<h1>Karim arrive</h1>";
    FakeSocket.last.open();
    await settle();
    expect(element.textContent).toBe("Karim arrive");
  });
});
