import { beforeEach, expect, it, vi } from "vitest";

type Listener = (event: Record<string, unknown>) => void;

const ORIGIN = "https://aide.exemple.fr";
const listeners = new Map<string, Listener>();
const showNotification = vi.fn(async () => undefined);
const openWindow = vi.fn(async (_url: string) => null);
let pages: { url: string; focus: () => Promise<void> }[] = [];

/** Tells the worker something, and waits for what it does. */
async function tell(type: string, event: Record<string, unknown>): Promise<void> {
  const done: Promise<unknown>[] = [];
  listeners.get(type)?.({ ...event, waitUntil: (work: Promise<unknown>) => done.push(work) });
  expect(done).toHaveLength(1);
  await Promise.all(done);
}

const push = (text: string | null) => tell("push", { data: text === null ? null : { text: () => text } });
const touch = (url: unknown) => tell("notificationclick", { notification: { data: { url }, close: vi.fn() } });

beforeEach(async () => {
  listeners.clear();
  pages = [];
  showNotification.mockClear();
  openWindow.mockClear();
  vi.resetModules();
  vi.stubGlobal("self", {
    location: new URL(`${ORIGIN}/sw.js`),
    registration: { showNotification },
    clients: { claim: async () => undefined, matchAll: async () => pages, openWindow },
    skipWaiting: async () => undefined,
    addEventListener: (type: string, listener: Listener) => listeners.set(type, listener),
  });
  await import("./sw");
  vi.unstubAllGlobals();
});

it("keeps no page", () => {
  expect([...listeners.keys()].sort()).toEqual(["activate", "install", "notificationclick", "push"]);
});

it.each([null, "", "nothing we send", "null", "[]", '{"title": 3}', '{"title": ""}'])(
  "shows something for each push, also for %s",
  async (text) => {
    await push(text);
    expect(showNotification).toHaveBeenCalledExactlyOnceWith(
      "Quelqu’un demande de l’aide",
      expect.objectContaining({ tag: "epaule", requireInteraction: true }),
    );
  },
);

it("opens the desk when none is open", async () => {
  pages = [{ url: `${ORIGIN}/aider/horaires/`, focus: vi.fn() }];
  await touch("/aider/");
  expect(openWindow).toHaveBeenCalledExactlyOnceWith(`${ORIGIN}/aider/`);
});

it("goes to the desk that is open", async () => {
  const focus = vi.fn(async () => undefined);
  pages = [{ url: `${ORIGIN}/aider/?depuis=ici`, focus }];
  await touch("/aider/");
  expect(focus).toHaveBeenCalledOnce();
  expect(openWindow).not.toHaveBeenCalled();
});

it.each(["https://ailleurs.exemple.fr/", "//ailleurs.exemple.fr", "javascript:alert(1)", "https://["])(
  "never leads elsewhere: %s",
  async (url) => {
    await touch(url);
    expect(openWindow).toHaveBeenCalledExactlyOnceWith(`${ORIGIN}/aider/`);
  },
);
