let timer: number | undefined;

/** Show `words` in the page's live region (`#page-status`), read out by screen readers, for `shownMs` ms. */
export function tell(words: string, shownMs: number): void {
  const region = document.querySelector("#page-status");
  if (!region) return;
  region.textContent = words;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => {
    region.textContent = "";
  }, shownMs);
}
