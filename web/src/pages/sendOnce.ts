/**
 * Every form that writes is sent once, however often its button is pressed. The button shows that something
 * happens; it is given back when the person returns to the page, or when no answer came for a while.
 */
const GIVE_BACK_MS = 20_000;

const sent = new Map<HTMLFormElement, { button: HTMLElement | null; timer: number }>();

/** Watch the forms of the whole page. */
export function guardForms(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    // What another script keeps from leaving is not our business; htmx's own requests are guarded below.
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (sent.has(form)) event.preventDefault();
    else markSent(form, event.submitter);
  });
  document.addEventListener("htmx:confirm", (event) => {
    if (event.target instanceof HTMLFormElement && sent.has(event.target)) event.preventDefault();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target instanceof HTMLFormElement) {
      markSent(event.target, event.target.querySelector<HTMLElement>("button:not([type=button])"));
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target instanceof HTMLFormElement) giveBack(event.target);
  });
  window.addEventListener("pageshow", () => {
    for (const form of [...sent.keys()]) giveBack(form);
  });
}

function markSent(form: HTMLFormElement, button: HTMLElement | null): void {
  const timer = window.setTimeout(() => giveBack(form), GIVE_BACK_MS);
  sent.set(form, { button, timer });
  // Not `disabled`: the browser would leave the button's name and value out of what it sends.
  button?.setAttribute("aria-disabled", "true");
  button?.setAttribute("aria-busy", "true");
}

function giveBack(form: HTMLFormElement): void {
  const mark = sent.get(form);
  if (!mark) return;
  window.clearTimeout(mark.timer);
  mark.button?.removeAttribute("aria-disabled");
  mark.button?.removeAttribute("aria-busy");
  sent.delete(form);
}
