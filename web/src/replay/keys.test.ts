import { beforeEach, expect, test } from "vitest";
import { commandOf } from "./keys";

function press(selector: string, key: string, more: KeyboardEventInit = {}): string | null {
  let found: string | null = null;
  const listen = (event: KeyboardEvent) => {
    found = commandOf(event);
  };
  document.addEventListener("keydown", listen, { once: true });
  document
    .querySelector(selector)
    ?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  return found;
}

beforeEach(() => {
  document.body.innerHTML =
    "<video></video><button></button><select></select><input><ol data-ep-replay='chapters'><a href='#'></a></ol>";
});

test.each([
  [" ", "play"],
  ["ArrowLeft", "back"],
  ["ArrowRight", "forward"],
  ["ArrowUp", "louder"],
  ["ArrowDown", "softer"],
  ["n", "next"],
  ["P", "previous"],
  ["<", "slower"],
  [">", "faster"],
  ["f", "full-screen"],
  ["x", null],
])("%j asks for %s", (key, command) => {
  expect(press("body", key)).toBe(command);
  expect(press("video", key)).toBe(command);
});

test("leaves keys to what uses them", () => {
  expect(press("button", " ")).toBeNull();
  expect(press("a", " ")).toBeNull();
  expect(press("button", "n")).toBe("next");
  expect(press("select", "ArrowDown")).toBeNull();
  expect(press("input", "f")).toBeNull();
  expect(press("ol", "ArrowDown")).toBeNull();
  expect(press("ol", "ArrowRight")).toBe("forward");
});

test("leaves the browser its own shortcuts", () => {
  for (const more of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }]) {
    expect(press("body", "f", more)).toBeNull();
  }
});
