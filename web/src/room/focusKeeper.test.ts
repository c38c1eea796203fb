import { beforeEach, describe, expect, it } from "vitest";
import { FocusKeeper } from "./focusKeeper";

const PAGE = `
  <div id="room">
    <ul id="list"><li><button id="first">1</button></li><li><button id="second">2</button></li></ul>
    <section id="home" tabindex="0"><div><button id="way">Way</button></div></section>
    <p><input id="field"><button id="yes">Yes</button><button id="no" hidden>No</button></p>
    <dialog id="dialog"><button id="agree">Agree</button></dialog>
  </div>`;

const find = <E extends HTMLElement = HTMLElement>(id: string): E => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no ${id}`);
  return element as E;
};
/** Without layout: hidden, or in something hidden or closed. */
const usable = (element: HTMLElement) =>
  element.isConnected && !element.matches(":disabled") && element.closest("[hidden], dialog:not([open])") === null;
/** Observers first, then the next picture. */
const drawn = async () => {
  await Promise.resolve();
  await new Promise(requestAnimationFrame);
};

beforeEach(() => {
  document.body.innerHTML = PAGE;
  new FocusKeeper(find("room"), find("home"), usable);
});

describe("the keyboard's place", () => {
  it("goes to what takes the place of a pressed button", async () => {
    find("yes").focus();
    find("no").hidden = false;
    find("yes").hidden = true;
    await drawn();
    expect(document.activeElement).toBe(find("no"));
  });

  it("never goes to a field, nor on where nothing was lost", async () => {
    find("yes").focus();
    find("first").hidden = true;
    await drawn();
    expect(document.activeElement).toBe(find("yes"));
    find<HTMLButtonElement>("yes").disabled = true;
    find("yes").blur();
    await drawn();
    expect(document.activeElement).toBe(find("home"));
  });

  it("goes to the neighbour of what was removed, then home", async () => {
    find("first").focus();
    find("first").parentElement?.remove();
    await drawn();
    expect(document.activeElement).toBe(find("second"));
    find("second").parentElement?.remove();
    await drawn();
    expect(document.activeElement).toBe(find("home"));
  });

  it("goes up to what holds it", async () => {
    find("way").focus();
    find("way").hidden = true;
    find("way").blur();
    await drawn();
    expect(document.activeElement).toBe(find("home"));
  });

  it("comes back beside what a dialog was opened over", async () => {
    const dialog = find<HTMLDialogElement>("dialog");
    find("yes").focus();
    dialog.open = true;
    find("agree").focus();
    find("yes").hidden = true;
    find("no").hidden = false;
    dialog.open = false;
    find("agree").blur();
    await drawn();
    expect(document.activeElement).toBe(find("no"));
  });

  it("is left alone once somebody put it elsewhere, or the room is over", async () => {
    find("yes").focus();
    find("field").focus();
    find("yes").hidden = true;
    await drawn();
    expect(document.activeElement).toBe(find("field"));
    find("first").focus();
    find("room").hidden = true;
    find("first").blur();
    await drawn();
    expect(document.activeElement).toBe(document.body);
  });
});
