import { Controller } from "../lib/controllers";
import { PING_SECONDS, type Ping, parseWaitingToPage, type WaitingToPage } from "../lib/protocol";
import { ReconnectingSocket } from "../lib/reconnectingSocket";

declare global {
  interface Window {
    readonly htmx?: { process(element: Element): void };
  }
}

const words = (element: Element): string => element.textContent.replace(/\s+/g, " ").trim();

/**
 * The page of the person who waits: follows her request and goes to the visit when somebody comes.
 *
 * @example
 * <div data-ep-controller="waiting" data-socket="/ws/demande/…/" data-fragment="/demande/…/">…what is happening…</div>
 */
export class WaitingController extends Controller {
  #socket: ReconnectingSocket<WaitingToPage, Ping> | null = null;

  connect(): void {
    const socket = new ReconnectingSocket<WaitingToPage, Ping>({
      url: this.element.dataset.socket ?? "",
      parse: parseWaitingToPage,
      ping: { type: "ping" },
      pingMs: PING_SECONDS * 1000,
    });
    this.#socket = socket;
    // What happened before the line was open, or while it was cut, was not told.
    socket.on("open", () => {
      this.element.dataset.connection = "open";
      void this.#refresh();
    });
    socket.on("down", () => {
      this.element.dataset.connection = "down";
    });
    socket.on("over", () => void this.#refresh());
    socket.on("message", (message) => this.#told(message));
    socket.start();
  }

  override disconnect(): void {
    this.#socket?.close();
  }

  #told(message: WaitingToPage): void {
    if (message.type !== "request") return;
    // Only a path of this site: nothing a server says sends a person elsewhere.
    if (/^\/(?!\/)/.test(message.go_to ?? "")) location.assign(message.go_to ?? "");
    else void this.#refresh();
  }

  /** Shows what is happening now. A page that says the same already is left alone: someone is reading it. */
  async #refresh(): Promise<void> {
    const fresh = document.createElement("template");
    try {
      const response = await fetch(this.element.dataset.fragment ?? "", { headers: { "HX-Request": "true" } });
      if (!response.ok) return;
      fresh.innerHTML = await response.text();
    } catch {
      return;
    }
    const holder = document.createElement("div");
    holder.append(fresh.content);
    if (words(holder) === words(this.element) || this.#refreshParts(holder)) return;
    const read = this.element.contains(document.activeElement) || document.activeElement === document.body;
    this.element.replaceChildren(...holder.childNodes);
    window.htmx?.process(this.element);
    const heading = this.element.querySelector<HTMLElement>("h1");
    if (heading === null || !read) return;
    heading.tabIndex = -1;
    heading.focus();
  }

  /** While the search goes on only the parts that tell of it change: what she reads or fills in stays as it is. */
  #refreshParts(fresh: ParentNode): boolean {
    const parts = [...this.element.querySelectorAll<HTMLElement>("[data-ep-part]")];
    const theirs = parts.map((mine) => fresh.querySelector(`[data-ep-part="${mine.dataset.epPart}"]`));
    if (parts.length === 0 || theirs.includes(null)) return false;
    for (const [place, mine] of parts.entries()) {
      const next = theirs[place];
      if (!next || words(next) === words(mine)) continue;
      mine.replaceChildren(...next.childNodes);
      window.htmx?.process(mine);
    }
    return true;
  }
}
