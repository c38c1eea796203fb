import { Controller } from "../lib/controllers";

/** What room/pieceStore.ts calls its database. */
const DATABASE = "epaule-films";
const DONE_MS = 10_000;

/**
 * Sends what this browser still holds of a film, whatever page is open: the helper who closed the room too early has
 * nothing else to do than to come back. The work is fetched only where there may be some.
 *
 * @example
 * <p role="status" data-ep-controller="leftovers" data-person="{public id}"
 *    data-sending="encore {count} morceaux" data-last="encore un morceau" data-done="C’est envoyé"></p>
 */
export class LeftoversController extends Controller {
  connect(): void {
    // Whatever goes wrong here, the next page tries again.
    this.#send().catch(() => this.#say(""));
  }

  async #send(): Promise<void> {
    if (!(await mayHaveSome())) return;
    const { Http } = await import("../room/http");
    const { sendLeftovers } = await import("./sendLeftovers");
    const { person = "", sending = "", last = "", done = "" } = this.element.dataset;
    const http = new Http(csrf());
    let shown = false;
    const isSent = await sendLeftovers(person, http, (waiting) => {
      shown = true;
      this.#say(waiting === 1 ? last : sending.replace("{count}", String(waiting)));
    });
    if (!shown) return;
    this.#say(isSent ? done : "");
    setTimeout(() => this.#say(""), DONE_MS);
  }

  #say(words: string): void {
    this.element.textContent = words;
  }
}

/** Most browsers never filmed anything. */
async function mayHaveSome(): Promise<boolean> {
  try {
    return (await indexedDB.databases()).some(({ name }) => name === DATABASE);
  } catch {
    // An older browser cannot tell; one without any storage is found out by the store.
    return "indexedDB" in globalThis;
  }
}

/** The token Django asks for, which the page has for htmx. */
function csrf(): string {
  const headers: unknown = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  if (typeof headers !== "object" || headers === null) return "";
  return String(Object.entries(headers).find(([name]) => name === "X-CSRFToken")?.[1] ?? "");
}
