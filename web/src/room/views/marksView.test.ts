import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DARK, LIGHT, MARK_COLOURS } from "../markShapes";
import { MARK_LIFE_MS, MarkBoard } from "../marks";
import { MarksView } from "./marksView";

let board: MarkBoard;
let layer: HTMLElement;
let view: MarksView;

beforeEach(() => {
  vi.useFakeTimers();
  board = new MarkBoard();
  layer = document.createElement("div");
  view = new MarksView(layer, board, (id) => {
    return { name: id === "k" ? "Karim" : "Rose", colour: id === "k" ? 1 : 2, own: id === "me" };
  });
  view.handleSize({ width: 1000, height: 500 });
  paint();
});

afterEach(() => {
  vi.useRealTimers();
});

const paint = () => vi.advanceTimersByTime(50);
const all = (name: string) => [...layer.querySelectorAll<HTMLElement | SVGElement>(`[data-ep-room="${name}"]`)];
const move = (author: string, x: number, y: number, n: number) =>
  board.handle(author, { type: "pointer.move", x, y, n });
const put = (author: string, kind: "ink" | "spot" | "arrow" | "label", points: number[], more = {}) =>
  board.handle(author, { type: "mark.put", id: `${kind}-mark`, kind, points, ...more });

describe("pointers", () => {
  it("are at their place in parts of the layer, with first name and colour", () => {
    move("k", 0.25, 0.5, 1);
    move("r", 0.9, 0.9, 1);
    paint();
    const [karim, rose] = all("pointer");
    expect([karim?.dataset.author, karim?.style.left, karim?.style.top]).toEqual(["k", "25%", "50%"]);
    expect([karim?.textContent, rose?.textContent]).toEqual(["Karim", "Rose"]);
    expect(karim?.style.getPropertyValue("--mark")).toBe(MARK_COLOURS[1]);
    expect(rose?.style.getPropertyValue("--mark")).toBe(MARK_COLOURS[2]);
    // The name turns to where there is room.
    expect([karim?.dataset.side, rose?.dataset.side, rose?.dataset.edge]).toEqual(["right", "left", "above"]);
  });

  it("move, and go", () => {
    move("k", 0.25, 0.5, 1);
    paint();
    const [before] = all("pointer");
    move("k", 0.5, 0.5, 2);
    paint();
    expect(all("pointer")).toEqual([before]);
    expect(before?.style.left).toBe("50%");
    board.handle("k", { type: "pointer.hide", n: 3 });
    paint();
    expect(all("pointer")).toEqual([]);
  });

  it("of one's own have no name", () => {
    move("me", 0.25, 0.5, 1);
    paint();
    expect(all("pointer")[0]?.textContent).toBe("");
    expect(all("pointer")[0]?.dataset.own).toBe("true");
  });
});

describe("marks", () => {
  it("are drawn dark, light, then in the author's colour, signed", () => {
    put("k", "arrow", [0.1, 0.1, 0.5, 0.5]);
    paint();
    const [arrow] = all("mark");
    expect([arrow?.dataset.kind, arrow?.dataset.author]).toEqual(["arrow", "k"]);
    const paths = [...(arrow?.querySelectorAll("path") ?? [])];
    expect(paths.map((path) => path.getAttribute("stroke"))).toEqual([DARK, LIGHT, MARK_COLOURS[1]]);
    expect(paths[0]?.getAttribute("d")).toMatch(/^M100 50L500 250/);
    expect(all("mark-name").map(({ textContent }) => textContent)).toEqual(["K"]);
    put("r", "spot", [0.5, 0.5]);
    paint();
    expect(all("mark-name")[1]?.textContent).toBe("Rose");
  });

  it("of one's own bear no name", () => {
    put("me", "arrow", [0.1, 0.1, 0.5, 0.5]);
    paint();
    expect(all("mark")).toHaveLength(1);
    expect(all("mark-name")).toEqual([]);
  });

  it("follow the size of what is shown", () => {
    put("k", "spot", [0.5, 0.5]);
    paint();
    view.handleSize({ width: 200, height: 100 });
    paint();
    const ripple = layer.querySelector(".room__ripple");
    expect([ripple?.getAttribute("cx"), ripple?.getAttribute("cy")]).toEqual(["100", "50"]);
    expect(all("mark")).toHaveLength(1);
    expect(all("mark-name")).toHaveLength(1);
  });

  it("grow while they are drawn, and are not touched otherwise", () => {
    put("k", "ink", [0.1, 0.1]);
    put("r", "arrow", [0.1, 0.1, 0.5, 0.5]);
    paint();
    const [ink, arrow] = all("mark");
    board.handle("k", { type: "mark.extend", id: "ink-mark", points: [0.4, 0.4] });
    paint();
    const now = all("mark");
    expect(now).toContain(arrow);
    expect(now).not.toContain(ink);
    expect(now).toHaveLength(2);
  });

  it("that are words are words, whatever they look like", () => {
    put("k", "label", [0.25, 0.5], { text: "<b>Ici</b>" });
    paint();
    const [label] = all("mark");
    expect([label?.style.left, label?.style.top]).toEqual(["25%", "50%"]);
    expect(label?.textContent).toBe("Karim<b>Ici</b>");
    expect(label?.querySelector("b")).toBeNull();
  });

  it("fade, then are gone with their name", () => {
    put("k", "arrow", [0.1, 0.1, 0.5, 0.5]);
    paint();
    expect(all("mark")[0]?.style.opacity).toBe("");
    vi.advanceTimersByTime(MARK_LIFE_MS - 500);
    const faint = Number(all("mark")[0]?.style.opacity);
    expect(faint).toBeGreaterThan(0);
    expect(faint).toBeLessThan(1);
    vi.advanceTimersByTime(1000);
    expect([...all("mark"), ...all("mark-name")]).toEqual([]);
  });

  it("are drawn once, however many messages come between two pictures of the screen", () => {
    let frames = 0;
    vi.stubGlobal("requestAnimationFrame", () => {
      frames += 1;
    });
    for (let n = 0; n < 100; n += 1) move("k", n / 100, 0.5, n + 1);
    expect(frames).toBe(1);
    vi.unstubAllGlobals();
  });
});
