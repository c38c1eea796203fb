import { beforeEach, describe, expect, it, vi } from "vitest";
import { PushDevice, type Surroundings } from "./pushDevice";

const KEY = "BAQE";
const PARTS = ["unsupported", "install", "refused", "off", "on"];
const SUBSCRIPTION = { endpoint: "https://push.exemple.fr/a", keys: { p256dh: "p", auth: "a" } };

/** A browser as far as it is needed, and a server that answers `answers` by address. */
class Fake {
  permission: NotificationPermission = "default";
  asked: NotificationPermission = "granted";
  subscribed = false;
  key = new Uint8Array([4, 4, 4]);
  registered: string[] = [];
  dropped = 0;
  sent: [string, unknown][] = [];
  answers: Record<string, [number, unknown]> = { "/etat/": [200, { on: true }] };
  failing = false;
  canPush = true;
  mustInstall = false;

  readonly subscription = {
    ...SUBSCRIPTION,
    options: { applicationServerKey: null as ArrayBuffer | null },
    toJSON: () => SUBSCRIPTION,
    unsubscribe: async () => {
      this.dropped += 1;
      this.subscribed = false;
      return true;
    },
  };

  get registration() {
    const pushManager = {
      getSubscription: async () => (this.subscribed ? this.subscription : null),
      subscribe: async () => {
        if (this.failing) throw new DOMException("no push service", "AbortError");
        this.subscribed = true;
        return this.subscription;
      },
    };
    return { pushManager };
  }

  get around(): Surroundings {
    this.subscription.options.applicationServerKey = this.key.buffer;
    const workers = {
      getRegistration: async () => this.registration,
      register: async (address: string) => {
        this.registered.push(address);
        return this.registration;
      },
      ready: Promise.resolve(this.registration),
    };
    const { permission } = this;
    return {
      workers: this.canPush ? (workers as unknown as ServiceWorkerContainer) : undefined,
      notifications: { permission, ask: async () => this.asked },
      canPush: this.canPush,
      mustInstall: this.mustInstall,
      fetch: async (address, init) => {
        this.sent.push([String(address), JSON.parse(String(init?.body))]);
        const [status, body] = this.answers[String(address)] ?? [200, {}];
        return new Response(JSON.stringify(body), { status });
      },
    };
  }
}

let fake: Fake;
let root: HTMLElement;

function part(name: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(`[data-push-when="${name}"]`);
  if (!found) throw new Error(name);
  return found;
}

const shown = () => PARTS.filter((name) => !part(name).hidden);
const said = () => root.querySelector("[data-push-status]")?.textContent;

async function press(name: string): Promise<void> {
  const button = root.querySelector<HTMLElement>(`[data-push-do="${name}"]`);
  button?.focus();
  button?.click();
  await vi.waitFor(() => expect(button?.hasAttribute("aria-busy")).toBe(false));
}

const begin = () => new PushDevice(root, fake.around).start();

beforeEach(() => {
  fake = new Fake();
  const parts = PARTS.map(
    (name) => `<div data-push-when="${name}" ${name === "unsupported" ? "" : "hidden"}></div>`,
  );
  document.body.innerHTML = `<section data-csrf="c" data-key="${KEY}" data-worker="/sw.js" data-subscribe="/prevenir/"
    data-unsubscribe="/arreter/" data-known="/etat/" data-trial="/essai/" data-failed="raté" data-sent="parti">
    ${parts.join("")}<p data-push-status></p></section>`;
  const section = document.querySelector("section");
  if (!section) throw new Error("no section");
  root = section;
  part("off").innerHTML = `<button data-push-do="on">on</button>`;
  part("on").innerHTML = `<button data-push-do="trial">t</button><button data-push-do="off">off</button>`;
});

describe("what is shown first", () => {
  it("says that this browser cannot", async () => {
    fake.canPush = false;
    await begin();
    expect(shown()).toEqual(["unsupported"]);
  });

  it("says how an iPhone can", async () => {
    fake.canPush = false;
    fake.mustInstall = true;
    await begin();
    expect(shown()).toEqual(["install"]);
  });

  it("says how to undo a refusal", async () => {
    fake.permission = "denied";
    await begin();
    expect(shown()).toEqual(["refused"]);
  });

  it("offers it to who has not asked", async () => {
    await begin();
    expect(shown()).toEqual(["off"]);
    expect(fake.sent).toEqual([]);
  });

  it("says that it is on", async () => {
    fake.subscribed = true;
    await begin();
    expect(shown()).toEqual(["on"]);
    expect(fake.sent).toEqual([["/etat/", { endpoint: SUBSCRIPTION.endpoint }]]);
  });

  it("offers it again when the server let go of the device", async () => {
    fake.subscribed = true;
    fake.answers["/etat/"] = [200, { on: false }];
    await begin();
    expect(shown()).toEqual(["off"]);
  });
});

describe("turning it on", () => {
  it("asks the browser, registers the worker, tells the server, and keeps the focus", async () => {
    await begin();
    await press("on");
    expect(fake.registered).toEqual(["/sw.js"]);
    expect(fake.sent).toEqual([["/prevenir/", SUBSCRIPTION]]);
    expect(shown()).toEqual(["on"]);
    expect(document.activeElement).toBe(root.querySelector("[data-push-do='trial']"));
  });

  it("shows how to undo a refusal just made, and asks again after a closed question", async () => {
    await begin();
    fake.asked = "default";
    await press("on");
    expect(shown()).toEqual(["off"]);
    fake.asked = "denied";
    await press("on");
    expect(shown()).toEqual(["refused"]);
    expect(fake.sent).toEqual([]);
  });

  it("says what the server refuses, in its words", async () => {
    fake.answers["/prevenir/"] = [403, { message: "Pas encore.", way_on: "Attendez." }];
    await begin();
    await press("on");
    expect(said()).toBe("Pas encore. Attendez.");
    expect(shown()).toEqual(["off"]);
  });

  it("says in plain words that the browser failed", async () => {
    fake.failing = true;
    await begin();
    await press("on");
    expect(said()).toBe("raté");
    expect(shown()).toEqual(["off"]);
  });

  it("begins anew when the browser holds what was made for another key", async () => {
    fake.subscribed = true;
    fake.key = new Uint8Array([1, 2, 3]);
    fake.answers["/etat/"] = [200, { on: false }];
    await begin();
    await press("on");
    expect(fake.dropped).toBe(1);
    expect(shown()).toEqual(["on"]);
  });
});

describe("once it is on", () => {
  beforeEach(async () => {
    fake.subscribed = true;
    await begin();
    fake.sent = [];
  });

  it("turns it off, there and in the browser", async () => {
    await press("off");
    expect(fake.sent).toEqual([["/arreter/", { endpoint: SUBSCRIPTION.endpoint }]]);
    expect(fake.dropped).toBe(1);
    expect(shown()).toEqual(["off"]);
  });

  it("keeps ringing, and says so, when the server did not hear", async () => {
    fake.answers["/arreter/"] = [500, null];
    await press("off");
    expect(fake.dropped).toBe(0);
    expect(said()).toBe("raté");
    expect(shown()).toEqual(["on"]);
  });

  it("sends a trial", async () => {
    await press("trial");
    expect(fake.sent).toEqual([["/essai/", { endpoint: SUBSCRIPTION.endpoint }]]);
    expect(said()).toBe("parti");
  });

  it("goes back when the device is known no more", async () => {
    fake.answers["/essai/"] = [404, { message: "Plus prévenu." }];
    await press("trial");
    expect(said()).toBe("Plus prévenu.");
    expect(shown()).toEqual(["off"]);
  });
});
