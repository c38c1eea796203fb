import { Controller } from "../lib/controllers";

/**
 * Keeps what is typed in a field for the life of the tab, so that a crash, a cut or an error page loses nothing.
 * What was sent is forgotten once a page that is not an error arrives.
 */
const PREFIX = "ep:typed:";
/** Keys of the fields sent by the last form, until its answer arrives. panne.js knows this name. */
const SENT = "ep:sent";

type Field = HTMLInputElement | HTMLTextAreaElement;

export class RememberController extends Controller {
  connect(): void {
    const field = this.element;
    if (!isField(field)) return;
    const key = keyOf(field);
    if (field.value === "") restore(field, key);
    else write(key, field.value);
    field.addEventListener("input", () => write(key, field.value));
    field.form?.addEventListener("submit", () => write(SENT, JSON.stringify([...sentKeys(), key])));
  }
}

/**
 * Call at load, before the fields are restored. `isError` tells that the page says something went wrong; coming
 * back (history, reload) is no proof either that what was sent arrived.
 */
export function forgetWhatArrived(isError: boolean, isReturn: boolean): void {
  const keys = sentKeys();
  remove(SENT);
  if (isError || isReturn) return;
  for (const key of keys) remove(key);
}

/** A form with `data-ep-forget` (« Se déconnecter ») leaves nothing behind for the next person at this screen. */
export function forgetOnDeparture(): void {
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLElement) || !event.target.hasAttribute("data-ep-forget")) return;
    for (const key of storedKeys()) remove(key);
  });
}

function isField(element: HTMLElement): element is Field {
  if (element instanceof HTMLTextAreaElement) return true;
  return element instanceof HTMLInputElement && !["password", "hidden", "file"].includes(element.type);
}

function keyOf(field: Field): string {
  return `${PREFIX}${location.pathname}:${field.name}`;
}

function restore(field: Field, key: string): void {
  const value = read(key);
  if (value === null || value === "") return;
  field.value = value;
  // Whoever listens to the field (a counter, htmx) must know.
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function sentKeys(): string[] {
  try {
    const keys: unknown = JSON.parse(read(SENT) ?? "[]");
    return Array.isArray(keys) ? keys.filter((key) => typeof key === "string" && key.startsWith(PREFIX)) : [];
  } catch {
    return [];
  }
}

// A browser that refuses storage throws on every touch of it: typing must go on all the same.
function attempt<T>(action: (storage: Storage) => T): T | null {
  try {
    return action(sessionStorage);
  } catch {
    return null;
  }
}

function storedKeys(): string[] {
  return attempt((storage) => Object.keys(storage).filter((key) => key.startsWith(PREFIX) || key === SENT)) ?? [];
}

function read(key: string): string | null {
  return attempt((storage) => storage.getItem(key));
}

function write(key: string, value: string): void {
  attempt((storage) => storage.setItem(key, value));
}

function remove(key: string): void {
  attempt((storage) => storage.removeItem(key));
}
