/** Puts the keyboard, and the screen reader's voice, where something new is. */

/** At load: an error summary, marked `data-ep-focus="load"`, is read first. */
export function focusAtLoad(): void {
  moveTo(document.querySelector<HTMLElement>("[data-ep-focus='load']"));
}

/** After each htmx swap: the element of the new content marked `data-ep-focus`. */
export function focusAfterSwap(): void {
  document.addEventListener("htmx:afterSettle", (event) => {
    if (!(event.target instanceof HTMLElement)) return;
    const inside = event.target.querySelector<HTMLElement>("[data-ep-focus]");
    moveTo(event.target.hasAttribute("data-ep-focus") ? event.target : inside);
  });
}

function moveTo(element: HTMLElement | null): void {
  if (!element) return;
  // Headings and paragraphs take the focus only when told that they may.
  if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus();
}
