import { tell } from "./status";

const SHOWN_MS = 12_000;

/** Says in the live region when an htmx request did not work; htmx alone would stay silent. */
export function tellTrouble(): void {
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => tell("epCut", SHOWN_MS));
  }
  document.addEventListener("htmx:responseError", () => tell("epFailed", SHOWN_MS));
}
