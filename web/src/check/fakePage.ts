import { readFileSync } from "node:fs";

/** For tests: puts the real page of the check in the document, without what only the server understands. */
export function openPage(): void {
  const read = (name: string) => readFileSync(`epaule/visits/templates/${name}`, "utf8");
  document.body.innerHTML = read("visits/check.html")
    .replace(/\{% include "(\S+)".*? %\}/g, (_tag, included: string) => read(included))
    .replace(/\{% translate (["'])(.*?)\1 %\}/g, "$2")
    .replace(/<(\/?)c-button/g, "<$1button")
    .replace(/\{[%#].*?[%#]\}/gs, "")
    .replace(/\{\{.*?\}\}/g, "");
}
