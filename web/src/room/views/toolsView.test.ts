import { beforeEach, describe, expect, it } from "vitest";
import { Drawing } from "../drawing";
import { MarkBoard } from "../marks";
import { openPage } from "./fakePage";
import { LabelField } from "./labelField";
import { part } from "./parts";
import { ToolsView } from "./toolsView";

let board: MarkBoard;
let drawing: Drawing;
let view: ToolsView;

const tool = (name: string) => {
  const found = document.querySelector<HTMLButtonElement>(`[data-tool="${name}"]`);
  if (found === null) throw new Error(name);
  return found;
};
const key = (key: string) =>
  document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));

beforeEach(() => {
  openPage();
  board = new MarkBoard();
  drawing = new Drawing(() => board.marks);
  drawing.on("message", (message) => board.handle("me", message));
  view = new ToolsView(drawing, () => board.marks.length);
  board.on("changed", () => view.show());
  new LabelField(drawing, part("stage", HTMLElement));
  drawing.enabled = true;
});

describe("the toolbar", () => {
  it("is there only for whoever may mark", () => {
    expect(part("tools", HTMLElement).hidden).toBe(false);
    drawing.enabled = false;
    expect(part("tools", HTMLElement).hidden).toBe(true);
  });

  it("shows which tool is taken, and whether marks stay", () => {
    tool("arrow").click();
    tool("stays").click();
    expect(drawing.tool).toBe("arrow");
    expect([tool("pointer").ariaPressed, tool("arrow").ariaPressed, tool("stays").ariaPressed]).toEqual([
      "false",
      "true",
      "true",
    ]);
    tool("stays").click();
    expect(tool("stays").ariaPressed).toBe("false");
  });

  it("takes back and erases one's marks, when there are", () => {
    expect(tool("undo").ariaDisabled).toBe("true");
    for (const text of ["un", "deux", "trois"]) drawing.write({ x: 0.5, y: 0.5 }, text);
    expect(tool("undo").ariaDisabled).toBe("false");
    tool("undo").click();
    expect(board.marks.map(({ text }) => text)).toEqual(["un", "deux"]);
    tool("erase").click();
    expect(board.marks).toEqual([]);
    expect(tool("erase").ariaDisabled).toBe("true");
  });

  it("is one stop of the Tab key, with arrows from button to button", () => {
    const stops = () =>
      [...document.querySelectorAll<HTMLElement>("[data-tool]")].filter((one) => one.tabIndex === 0);
    expect(stops()).toEqual([tool("pointer")]);
    tool("pointer").focus();
    key("ArrowRight");
    expect(document.activeElement).toBe(tool("ink"));
    key("End");
    expect(document.activeElement).toBe(tool("erase"));
    key("ArrowRight");
    expect(document.activeElement).toBe(tool("pointer"));
    key("ArrowLeft");
    expect(stops()).toEqual([tool("erase")]);
  });

  it("says the letters that the picture understands", () => {
    const letters = [...document.querySelectorAll("[data-tool]")].map((one) =>
      one.getAttribute("aria-keyshortcuts"),
    );
    expect(letters).toEqual(["M", "T", "F", "C", "E", "R", "Z", "Delete"]);
  });
});

describe("the field of a label", () => {
  const form = () => part("label-form", HTMLFormElement);
  const input = () => part("label-text", HTMLInputElement);

  beforeEach(() => {
    drawing.tool = "label";
    drawing.press({ x: 0.25, y: 0.5 });
    drawing.release(true);
  });

  it("opens where one clicks, and writes with Enter", () => {
    expect([form().hidden, form().style.left, form().style.top]).toEqual([false, "25%", "50%"]);
    expect(document.activeElement).toBe(input());
    input().value = "Ici";
    form().dispatchEvent(new Event("submit", { cancelable: true }));
    expect(board.marks.map(({ text, points }) => [text, points])).toEqual([["Ici", [{ x: 0.25, y: 0.5 }]]]);
    expect(form().hidden).toBe(true);
  });

  it("writes nothing with Escape, which nobody else hears", () => {
    let heard = false;
    document.addEventListener("keydown", () => {
      heard = true;
    });
    input().value = "Ici";
    key("Escape");
    expect([form().hidden, board.marks.length, heard]).toEqual([true, 0, false]);
  });

  it("closes when another tool is taken or the hand is taken back", () => {
    drawing.tool = "ink";
    expect(form().hidden).toBe(true);
  });
});
