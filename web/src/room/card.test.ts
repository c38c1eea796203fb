import { beforeEach, describe, expect, it, vi } from "vitest";
import { Card, type CardHome, type CardState, type OpenHome } from "./card";

describe("card", () => {
  let homes: CardHome[];
  let closers: (() => void)[];
  let states: CardState[];

  const opens = (kind: CardHome["kind"]): OpenHome =>
    vi.fn(async (closed) => {
      const home = { kind, body: document.createElement("div"), bringToFront: vi.fn(), close: vi.fn() };
      homes.push(home);
      closers.push(closed);
      return home;
    });
  const refuses = (): OpenHome => vi.fn(async () => null);

  function cardOf(floating: OpenHome | null, ...others: OpenHome[]): Card {
    const card = new Card(floating, others);
    card.on("state", (state) => states.push(state));
    card.useful = true;
    return card;
  }

  beforeEach(() => {
    homes = [];
    closers = [];
    states = [];
  });

  it("floats where the browser can", async () => {
    const popup = opens("popup");
    const card = cardOf(opens("pip"), popup);
    await card.open();
    expect(card.state).toBe("pip");
    expect(popup).not.toHaveBeenCalled();
  });

  it("takes a small window where nothing floats, and the page where windows are refused", async () => {
    const card = cardOf(null, opens("popup"), opens("page"));
    await card.open();
    expect(card.state).toBe("popup");
    const refused = cardOf(refuses(), refuses(), opens("page"));
    await refused.open();
    expect(refused.state).toBe("page");
  });

  it("does not open by itself in any other way than floating", async () => {
    const popup = opens("popup");
    const card = cardOf(refuses(), popup);
    await card.float();
    expect(card.state).toBe("closed");
    await cardOf(null, popup).float();
    expect(popup).not.toHaveBeenCalled();
  });

  it("opens once, and comes to the front when asked again", async () => {
    const card = cardOf(null, opens("popup"));
    await Promise.all([card.open(), card.open()]);
    await card.open();
    expect(homes).toHaveLength(1);
    expect(homes[0]?.bringToFront).toHaveBeenCalledTimes(1);
  });

  it("is hers to close, and opens again", async () => {
    const card = cardOf(opens("pip"));
    await card.open();
    closers[0]?.();
    expect(states).toEqual(["pip", "closed"]);
    await card.open();
    expect(card.state).toBe("pip");
    // The first window, closed long ago, does not close the second.
    closers[0]?.();
    expect(card.state).toBe("pip");
  });

  it("goes when there is nothing to magnify any more, and does not come before", async () => {
    const card = cardOf(opens("pip"));
    await card.open();
    card.useful = false;
    expect(homes[0]?.close).toHaveBeenCalledTimes(1);
    expect(card.state).toBe("closed");
    await card.open();
    expect(homes).toHaveLength(1);
  });

  it("closes a window that came too late", async () => {
    const card = cardOf(opens("pip"));
    const opening = card.open();
    card.useful = false;
    await opening;
    expect(homes[0]?.close).toHaveBeenCalledTimes(1);
    expect(states).toEqual([]);
  });
});
