import { type Answer, Http } from "../room/http";

export type PushState = "unsupported" | "install" | "refused" | "off" | "on";

/** What of the browser is needed; tests give another. */
export interface Surroundings {
  readonly workers: ServiceWorkerContainer | undefined;
  readonly notifications: {
    readonly permission: NotificationPermission;
    ask(): Promise<NotificationPermission>;
  } | null;
  readonly canPush: boolean;
  /** An iPhone or iPad, in Safari, outside of an app of the home screen: it could, once there. */
  readonly mustInstall: boolean;
  readonly fetch: typeof fetch;
}

export function surroundings(): Surroundings {
  const standalone: unknown = "standalone" in navigator ? navigator.standalone : undefined;
  const asked = typeof Notification === "undefined" ? null : Notification;
  return {
    workers: "serviceWorker" in navigator ? navigator.serviceWorker : undefined,
    notifications: asked && {
      get permission() {
        return asked.permission;
      },
      ask: () => asked.requestPermission(),
    },
    canPush: typeof PushManager !== "undefined",
    // Only Safari on these has the property at all.
    mustInstall: standalone === false,
    fetch: (...args) => fetch(...args),
  };
}

function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

function isSame(key: ArrayBuffer | null, other: Uint8Array): boolean {
  const ours = new Uint8Array(key ?? new ArrayBuffer(0));
  return ours.length === other.length && ours.every((byte, at) => byte === other[at]);
}

/** One browser that rings its helper, or not. */
export class PushDevice {
  readonly #root: HTMLElement;
  readonly #around: Surroundings;
  readonly #http: Http;

  constructor(root: HTMLElement, around: Surroundings = surroundings()) {
    this.#root = root;
    this.#around = around;
    this.#http = new Http(root.dataset.csrf ?? "", around.fetch);
  }

  async start(): Promise<void> {
    for (const button of this.#root.querySelectorAll<HTMLElement>("[data-push-do]")) {
      button.addEventListener("click", () => void this.#press(button));
    }
    await this.#safely(async () => this.#show(await this.#now()));
  }

  /** What is so at this moment; a device that the server let go of is told to it again. */
  async #now(): Promise<PushState> {
    const { workers, notifications, canPush, mustInstall } = this.#around;
    if (workers === undefined || notifications === null || !canPush)
      return mustInstall ? "install" : "unsupported";
    if (notifications.permission === "denied") return "refused";
    const registration = await workers.getRegistration("/");
    const subscription = await registration?.pushManager.getSubscription();
    if (!subscription) return "off";
    const answer = await this.#http.post(this.#address("known"), { endpoint: subscription.endpoint });
    return answer.kind === "done" && isOn(answer.body) ? "on" : "off";
  }

  async #press(button: HTMLElement): Promise<void> {
    if (button.getAttribute("aria-busy") === "true") return;
    const actions = { on: () => this.#turnOn(), off: () => this.#turnOff(), trial: () => this.#tryOut() };
    const name = button.dataset.pushDo;
    if (name !== "on" && name !== "off" && name !== "trial") return;
    button.setAttribute("aria-busy", "true");
    this.#say("");
    await this.#safely(actions[name]);
    button.removeAttribute("aria-busy");
  }

  async #turnOn(): Promise<void> {
    const { workers, notifications } = this.#around;
    if (workers === undefined || notifications === null) return;
    const permission = await notifications.ask();
    // Closing the browser's question is no answer: she may press again.
    if (permission !== "granted") return this.#show(permission === "denied" ? "refused" : "off");
    await workers.register(this.#address("worker"), { scope: "/" });
    const { pushManager } = await workers.ready;
    const key = bytesOf(this.#root.dataset.key ?? "");
    const old = await pushManager.getSubscription();
    // Made for another key, as after a new installation: nothing we send would be taken.
    if (old && !isSame(old.options.applicationServerKey, key)) await old.unsubscribe();
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
    if (this.#done(await this.#http.post(this.#address("subscribe"), subscription.toJSON()))) {
      this.#show("on");
    }
  }

  async #turnOff(): Promise<void> {
    const registration = await this.#around.workers?.getRegistration("/");
    const subscription = await registration?.pushManager.getSubscription();
    if (subscription) {
      const answer = await this.#http.post(this.#address("unsubscribe"), { endpoint: subscription.endpoint });
      if (!this.#done(answer)) return;
      await subscription.unsubscribe();
    }
    this.#show("off");
  }

  async #tryOut(): Promise<void> {
    const registration = await this.#around.workers?.getRegistration("/");
    const subscription = await registration?.pushManager.getSubscription();
    const answer = await this.#http.post(this.#address("trial"), { endpoint: subscription?.endpoint ?? "" });
    if (this.#done(answer)) this.#say(this.#root.dataset.sent ?? "");
    else if (answer.kind === "refused" && answer.status === 404) this.#show("off");
  }

  #done(answer: Answer): boolean {
    if (answer.kind === "done") return true;
    const sentence = answer.kind === "refused" ? answer.sentence : "";
    this.#say(sentence || (this.#root.dataset.failed ?? ""));
    return false;
  }

  /** Browsers refuse in many ways, none of which says anything to a person. */
  async #safely(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch {
      this.#say(this.#root.dataset.failed ?? "");
    }
  }

  #show(state: PushState): void {
    const hadFocus = this.#root.contains(document.activeElement);
    let shown: HTMLElement | null = null;
    for (const part of this.#root.querySelectorAll<HTMLElement>("[data-push-when]")) {
      part.hidden = part.dataset.pushWhen !== state;
      if (!part.hidden) shown = part;
    }
    this.#root.dataset.state = state;
    if (hadFocus) shown?.querySelector<HTMLElement>("button")?.focus();
  }

  #say(words: string): void {
    const status = this.#root.querySelector("[data-push-status]");
    if (status !== null) status.textContent = words;
  }

  #address(name: string): string {
    return this.#root.dataset[name] ?? "";
  }
}

function isOn(body: unknown): boolean {
  return typeof body === "object" && body !== null && "on" in body && body.on === true;
}
