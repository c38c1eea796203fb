import { beforeEach, describe, expect, it } from "vitest";
import { PictureController } from "./picture";

function part<T extends Element = HTMLElement>(name: string): T {
  const found = document.querySelector<T>(`[data-ep-memo=${name}]`);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

function areas(): string {
  return part<HTMLInputElement>("areas").value;
}

function pointer(kind: string, x: number, y: number, button = 0): void {
  part<SVGSVGElement>("svg").dispatchEvent(
    new PointerEvent(`pointer${kind}`, { clientX: x, clientY: y, button, pointerId: 1, cancelable: true }),
  );
}

function draw(from: [number, number], to: [number, number]): void {
  pointer("down", ...from);
  pointer("move", ...to);
  pointer("up", ...to);
}

function buttons(): HTMLButtonElement[] {
  return [...part("list").querySelectorAll<HTMLButtonElement>("[data-area]")];
}

function press(key: string, shiftKey = false): void {
  document.activeElement?.dispatchEvent(
    new KeyboardEvent("keydown", { key, shiftKey, cancelable: true, bubbles: true }),
  );
}

function start(crops = "no", given = ""): void {
  document.body.innerHTML = `<form data-crops="${crops}" data-one="Rectangle" data-forget="Enlever"
      data-where="Rectangle {number} : {left}, {top}, {width}, {height}.">
    <input type="hidden" data-ep-memo="areas" value="${given}">
    <div data-ep-memo="view"><svg data-ep-memo="svg" viewBox="0 0 1000 500"><g data-ep-memo="shapes"></g></svg></div>
    <div data-ep-memo="tools" hidden><button type="button" data-ep-memo="add"></button>
      <button type="button" data-ep-memo="zoom"></button><button type="button" data-ep-memo="slide" hidden></button></div>
    <p data-ep-memo="help" hidden></p><ul data-ep-memo="list"></ul><p data-ep-memo="told"></p>
    <fieldset data-ep-memo="typed"></fieldset></form>`;
  const svg = part<SVGSVGElement>("svg");
  svg.getBoundingClientRect = () => new DOMRect(0, 0, 200, 100);
  svg.setPointerCapture = () => {};
  Object.defineProperty(svg, "viewBox", { value: { baseVal: new DOMRect(0, 0, 1000, 500) } });
  const form = document.querySelector("form");
  if (form) new PictureController(form).connect();
}

describe("a picture of which parts are hidden", () => {
  beforeEach(() => start());

  it("takes the place of the typed numbers", () => {
    expect(part("tools").hidden).toBe(false);
    expect(part("typed").hidden).toBe(true);
  });

  it("is drawn upon several times", () => {
    draw([20, 10], [60, 30]);
    draw([160, 90], [100, 60]);
    expect(areas()).toBe("10,10,20,20 50,60,30,30");
    expect(buttons().map((button) => button.textContent)).toEqual(["Rectangle 1", "Rectangle 2"]);
    expect(document.querySelectorAll(".memo-picture__area")).toHaveLength(2);
  });

  it("takes a touch for nothing, and what begins beside a rectangle for a new one", () => {
    draw([20, 10], [21, 10]);
    expect(areas()).toBe("");
    expect(document.querySelectorAll(".memo-picture__area")).toHaveLength(0);
  });

  it("lets a rectangle be dragged, and resized by its corner", () => {
    draw([20, 10], [60, 30]);
    draw([40, 20], [60, 30]);
    expect(areas()).toBe("20,20,20,20");
    draw([80, 40], [100, 50]);
    expect(areas()).toBe("20,20,30,30");
  });

  it("drops what one finger began when a second one comes", () => {
    draw([20, 10], [60, 30]);
    pointer("down", 140, 70);
    pointer("move", 180, 90);
    pointer("cancel", 180, 90);
    expect(areas()).toBe("10,10,20,20");
    pointer("down", 40, 20);
    pointer("move", 90, 60);
    pointer("cancel", 90, 60);
    expect(areas()).toBe("10,10,20,20");
  });

  it("ignores the other buttons of the mouse, and the finger that slides the picture", () => {
    pointer("down", 20, 10, 2);
    pointer("move", 60, 30);
    pointer("up", 60, 30);
    part("zoom").click();
    part("slide").click();
    draw([20, 10], [60, 30]);
    expect(areas()).toBe("");
    part("zoom").click();
    draw([20, 10], [60, 30]);
    expect(areas()).toBe("10,10,20,20");
  });

  it("is covered with the keyboard alone", () => {
    part("add").click();
    expect(document.activeElement).toBe(buttons()[0]);
    expect(areas()).toBe("35,45,30,10");
    press("ArrowRight");
    press("ArrowUp");
    press("ArrowDown", true);
    press("ArrowLeft", true);
    expect(areas()).toBe("36,44,29,11");
    expect(document.activeElement).toBe(buttons()[0]);
    expect(part("told").textContent).toBe("Rectangle 1 : 36, 44, 29, 11.");
  });

  it("forgets one rectangle and keeps the keyboard near", () => {
    part("add").click();
    draw([0, 0], [20, 10]);
    buttons()[0]?.focus();
    press("Delete");
    expect(areas()).toBe("0,0,10,10");
    expect(document.activeElement).toBe(buttons()[0]);
    part("list").querySelectorAll("button")[1]?.click();
    expect(areas()).toBe("");
    expect(document.activeElement).toBe(part("add"));
  });

  it("shows again what the server gave back", () => {
    start("no", "10,20,30,40 50,50,10,10");
    expect(buttons()).toHaveLength(2);
    expect(areas()).toBe("10,20,30,40 50,50,10,10");
  });
});

describe("a picture that is cropped", () => {
  it("has one frame", () => {
    start("yes");
    part("add").click();
    expect(areas()).toBe("10,10,80,80");
    press("Delete");
    draw([20, 10], [60, 30]);
    draw([100, 60], [160, 90]);
    expect(areas()).toBe("50,60,30,30");
  });

  it("keeps the frame that is there when the picture is merely touched", () => {
    start("yes", "10,10,20,20");
    draw([150, 80], [150, 80]);
    expect(areas()).toBe("10,10,20,20");
  });
});
