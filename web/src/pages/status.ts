export type Words = "epCopied" | "epNotCopied" | "epCut" | "epFailed";

let timer: number | undefined;

/**
 * Show in the page's live region (`#page-status`), for `shownMs` ms, the words that it holds under this name:
 * they are French, or the language of the page, and so live in the template.
 */
export function tell(words: Words, shownMs: number): void {
  const region = document.querySelector<HTMLElement>("#page-status");
  if (!region) return;
  region.textContent = region.dataset[words] ?? "";
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    region.textContent = "";
  }, shownMs);
}
