import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { TEXT_KEYS, textsOf } from "./texts";

const page = readFileSync("epaule/visits/templates/visits/room_texts.html", "utf8");

it("has exactly the texts of the page", () => {
  const keys = [...page.matchAll(/data-text="(\w+)"/g)].map(([, key]) => key);
  expect(keys).toEqual([...TEXT_KEYS]);
});

it("replaces what is in braces", () => {
  const template = document.createElement("template");
  template.innerHTML = '<p data-text="away"> {name} ({count}) {autre} </p>';
  const say = textsOf(template);
  expect(say("away", { name: "Karim", count: 0 })).toBe("Karim (0) {autre}");
  expect(say("together")).toBe("");
});
