import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { tellTrouble } from "./trouble";

const said = (): string | null | undefined => document.querySelector("#page-status")?.textContent;

describe("trouble", () => {
  beforeAll(() => tellTrouble());

  beforeEach(() => {
    vi.useFakeTimers();
    document.body.innerHTML =
      '<p id="page-status" data-ep-cut="Connexion coupée." data-ep-failed="Pas marché."></p>';
  });

  afterEach(() => vi.useRealTimers());

  it("says that the network is cut, then falls silent", () => {
    document.dispatchEvent(new Event("htmx:sendError"));
    expect(said()).toBe("Connexion coupée.");
    vi.advanceTimersByTime(13_000);
    expect(said()).toBe("");
  });

  it("says that the server refused", () => {
    document.dispatchEvent(new Event("htmx:responseError"));
    expect(said()).toBe("Pas marché.");
  });
});
