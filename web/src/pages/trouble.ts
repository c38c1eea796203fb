import { tell } from "./status";

const SHOWN_MS = 12_000;

/**
 * Says in the live region when an htmx request did not work; htmx alone would stay silent. The words are the
 * page's: `data-ep-cut` (no network) and `data-ep-failed` (any other) of `#page-status`.
 */
export function tellTrouble(): void {
  const words = (name: "epCut" | "epFailed"): string =>
    document.querySelector<HTMLElement>("#page-status")?.dataset[name] ?? "";
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, () => tell(words("epCut"), SHOWN_MS));
  }
  document.addEventListener("htmx:responseError", () => tell(words("epFailed"), SHOWN_MS));
}
