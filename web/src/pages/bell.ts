import { Controller } from "../lib/controllers";
import {
  type BellToPage,
  PING_SECONDS,
  type Ping,
  parseBellToPage,
  type RingingRequest,
  type RingOver,
} from "../lib/protocol";
import { ReconnectingSocket } from "../lib/reconnectingSocket";
import { Chime } from "./chime";

const RING_EVERY_MS = 4000;
const SOUND_MS = 400;

function cardsIn(list: ParentNode | null): HTMLElement[] {
  return [...(list?.querySelectorAll<HTMLElement>("[data-ep-bell-card]") ?? [])];
}

const idsIn = (list: ParentNode | null): string =>
  cardsIn(list)
    .map((card) => card.dataset.epBellCard)
    .join();

/**
 * The helper's desk: requests ring here.
 *
 * `data-ring-title` holds the page's title while someone waits, with `{name}`. The template is one card; its
 * `data-ep-field` are filled with text, its `data-ep-form` get their addresses.
 *
 * @example
 * <section data-ep-controller="bell" data-socket="/ws/aider/" data-ring-title="🔔 {name} demande de l’aide">
 *   <button data-ep-bell-sound hidden>Activer la sonnerie</button>
 *   <p role="status" data-ep-bell-status></p>
 *   <div data-ep-bell-list>
 *     <article data-ep-bell-card="{id}">…</article>
 *     <div data-ep-bell-empty>…</div>
 *   </div>
 *   <template data-ep-bell-template>…one card…</template>
 * </section>
 */
export class BellController extends Controller {
  readonly #chime = new Chime();
  readonly #listening = new AbortController();
  readonly #title = document.title;
  #socket: ReconnectingSocket<BellToPage, Ping> | null = null;
  #ringing: ReturnType<typeof setInterval> | null = null;
  #told = 0;

  connect(): void {
    const socket = new ReconnectingSocket<BellToPage, Ping>({
      url: this.element.dataset.socket ?? "",
      parse: parseBellToPage,
      ping: { type: "ping" },
      pingMs: PING_SECONDS * 1000,
    });
    this.#socket = socket;
    socket.on("open", () => {
      this.element.dataset.connection = "open";
      void this.#refresh();
    });
    socket.on("down", () => {
      this.element.dataset.connection = "down";
    });
    socket.on("message", (message) => this.#receive(message));
    socket.start();
    void this.#askForSound();
    this.#ring();
  }

  override disconnect(): void {
    this.#socket?.close();
    this.#listening.abort();
    this.#chime.close();
    this.#quiet();
  }

  get #list(): HTMLElement | null {
    return this.element.querySelector("[data-ep-bell-list]");
  }

  get #cards(): HTMLElement[] {
    return cardsIn(this.#list);
  }

  #receive(message: BellToPage): void {
    this.#told += 1;
    if (message.type === "ring") this.#show(message.request);
    else if (message.type === "ring.over") this.#over(message);
    else if (message.type === "desk") location.reload();
  }

  #show(request: RingingRequest): void {
    const template = this.element.querySelector<HTMLTemplateElement>("template[data-ep-bell-template]");
    const known = this.#cards.some((card) => card.dataset.epBellCard === request.id);
    const card = template?.content.firstElementChild?.cloneNode(true);
    if (known || !(card instanceof HTMLElement)) return;
    card.dataset.epBellCard = request.id;
    const { topics, needs, ...said } = request;
    const fields: Readonly<Record<string, string>> = {
      ...said,
      topics: topics.join(", "),
      needs: needs.join(", "),
    };
    for (const field of card.querySelectorAll<HTMLElement>("[data-ep-field]")) {
      field.textContent = fields[field.dataset.epField ?? ""] ?? "";
      // A line with its label is there only when it says something.
      if (field.textContent !== "") field.closest("p[hidden]")?.removeAttribute("hidden");
    }
    const addresses: Readonly<Record<string, string>> = { accept: request.accept_url, pass: request.pass_url };
    for (const form of card.querySelectorAll<HTMLFormElement>("form[data-ep-form]")) {
      form.action = addresses[form.dataset.epForm ?? ""] ?? "";
    }
    this.#list?.prepend(card);
    this.#say("");
    this.#quiet();
    this.#ring();
  }

  #over({ request_id, message }: RingOver): void {
    const card = this.#cards.find((one) => one.dataset.epBellCard === request_id);
    if (card === undefined) return;
    const hadFocus = card.contains(document.activeElement);
    card.remove();
    this.#say(message);
    this.#ring();
    if (hadFocus) this.#cards[0]?.querySelector<HTMLElement>("button")?.focus();
  }

  /** The list as the server has it now: what rang before the line was open, or while it was cut, was not told. */
  async #refresh(): Promise<void> {
    const told = this.#told;
    try {
      const response = await fetch(location.href);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector<HTMLElement>("[data-ep-bell-list]");
      // Told something meanwhile: that page may be older than what we know.
      if (told !== this.#told) await this.#refresh();
      else if (fresh !== null && idsIn(fresh) !== idsIn(this.#list)) this.#list?.replaceWith(fresh);
    } catch {
      // The next opening of the line tries again.
    }
    this.#ring();
  }

  /** Rings while a card is there: now, and every few seconds. */
  #ring(): void {
    const first = this.#cards[0];
    this.#list?.querySelector("[data-ep-bell-empty]")?.toggleAttribute("hidden", first !== undefined);
    if (first === undefined) {
      this.#quiet();
      return;
    }
    const name = first.querySelector("[data-ep-field='first_name']")?.textContent ?? "";
    document.title = (this.element.dataset.ringTitle ?? "🔔 {name}").replace("{name}", name);
    if (this.#ringing !== null) return;
    this.#chime.ring();
    this.#ringing = setInterval(() => this.#chime.ring(), RING_EVERY_MS);
  }

  #quiet(): void {
    if (this.#ringing !== null) clearInterval(this.#ringing);
    this.#ringing = null;
    document.title = this.#title;
  }

  /** Shows the sound button while the browser keeps silent; any click on the page will do as well. */
  async #askForSound(): Promise<void> {
    const button = this.element.querySelector<HTMLElement>("[data-ep-bell-sound]");
    if (button === null) return;
    const { signal } = this.#listening;
    const allow = async () => {
      button.hidden = await this.#chime.allow(SOUND_MS);
    };
    await allow();
    button.addEventListener("click", () => void allow().then(() => this.#chime.ring()), { signal });
    document.addEventListener("pointerdown", () => void allow(), { signal });
  }

  #say(words: string): void {
    const status = this.element.querySelector("[data-ep-bell-status]");
    if (status !== null) status.textContent = words;
  }
}
