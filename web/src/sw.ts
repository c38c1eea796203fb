/**
 * The service worker: shows notifications, and opens the helper's desk when one is touched. It keeps no page: it has
 * no `fetch` handler. Served at the root by adapters/webpush; a classic script, so it imports nothing.
 */
export {};

interface Waiting extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface PushArrived extends Waiting {
  readonly data: { text(): string } | null;
}
interface Touched extends Waiting {
  readonly notification: Notification;
}
interface OpenPage {
  readonly url: string;
  focus(): Promise<unknown>;
}
interface Worker {
  readonly location: Location;
  readonly registration: {
    showNotification(title: string, options: NotificationOptions): Promise<void>;
  };
  readonly clients: {
    claim(): Promise<void>;
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly OpenPage[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Waiting) => void): void;
  addEventListener(type: "push", listener: (event: PushArrived) => void): void;
  addEventListener(type: "notificationclick", listener: (event: Touched) => void): void;
}

interface Message {
  readonly title: string;
  readonly body: string;
  readonly tag: string;
  readonly url: string;
  readonly lang: string;
  /** It takes the place of a ring that is of no more use: no sound, and it goes by itself. */
  readonly quiet: boolean;
}

const DESK = "/aider/";
const ICON = "/static/icone-192.png";
const UNREAD: Message = {
  title: "Quelqu’un demande de l’aide",
  body: "Touchez pour répondre.",
  tag: "epaule",
  url: DESK,
  lang: "fr",
  quiet: false,
};

const worker = self as unknown as Worker;

/** What was sent; browsers want something to be shown for each push, so what cannot be read is shown as a ring. */
function read(text: string): Message {
  let sent: unknown = null;
  try {
    sent = JSON.parse(text);
  } catch {
    // Shown as a ring.
  }
  if (typeof sent !== "object" || sent === null) return UNREAD;
  const told: Record<string, unknown> = { ...sent };
  const word = (name: "title" | "body" | "tag" | "url" | "lang"): string => {
    const value = told[name];
    return typeof value === "string" ? value : UNREAD[name];
  };
  const [title, body, tag, url, lang] = [word("title"), word("body"), word("tag"), word("url"), word("lang")];
  return { title: title || UNREAD.title, body, tag, url, lang, quiet: told.quiet === true };
}

/** An address of ours, whatever was sent. */
function ours(path: unknown): string {
  try {
    const address = new URL(String(path), worker.location.origin);
    if (address.origin === worker.location.origin) return address.href;
  } catch {
    // The desk, below.
  }
  return new URL(DESK, worker.location.origin).href;
}

function show({ title, body, tag, url, lang, quiet }: Message): Promise<void> {
  const options: NotificationOptions & { renotify: boolean } = {
    body,
    tag,
    lang,
    icon: ICON,
    badge: ICON,
    data: { url },
    silent: quiet,
    requireInteraction: !quiet,
    renotify: !quiet,
  };
  return worker.registration.showNotification(title, options);
}

/** The page of that address that is open already, or else a new one. */
async function open(address: string): Promise<void> {
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const path = new URL(address).pathname;
  const page = pages.find((one) => new URL(one.url).pathname === path);
  if (page === undefined) await worker.clients.openWindow(address);
  else await page.focus();
}

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("push", (event) => event.waitUntil(show(read(event.data?.text() ?? ""))));
worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(ours(event.notification.data?.url)));
});
