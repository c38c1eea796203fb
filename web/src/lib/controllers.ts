/**
 * Small behaviours attached to the HTML that asks for them: `<button data-ep-controller="copy">`.
 *
 * A controller is connected when its element enters the page (at load, or after an htmx swap) and disconnected
 * when it leaves. Every page works without them.
 */
export abstract class Controller {
  readonly element: HTMLElement;

  constructor(element: HTMLElement) {
    this.element = element;
  }

  /** The element is in the page. */
  abstract connect(): void;

  /** The element has left the page: give back timers and listeners that live outside of it. */
  disconnect(): void {}
}

export type ControllerClass = new (element: HTMLElement) => Controller;

const ATTRIBUTE = "data-ep-controller";
const classes = new Map<string, ControllerClass>();
const connected = new Map<HTMLElement, Map<string, Controller>>();
let observer: MutationObserver | undefined;

/** Make `name` usable in `data-ep-controller` (several names are separated by spaces). May come after `start`. */
export function register(name: string, controllerClass: ControllerClass): void {
  classes.set(name, controllerClass);
  if (observer) connectWithin(document.documentElement);
}

/** Connect what is in the page now and what enters it later. Calling it twice changes nothing. */
export function start(): void {
  if (observer) return;
  observer = new MutationObserver((records) => {
    for (const record of records) {
      for (const node of record.addedNodes) connectWithin(node);
    }
    disconnectRemoved();
  });
  observer.observe(document.documentElement, { childList: true, subtree: true });
  connectWithin(document.documentElement);
}

/** Disconnect everything and stop watching the page. */
export function stop(): void {
  observer?.disconnect();
  observer = undefined;
  for (const element of [...connected.keys()]) disconnectElement(element);
}

function connectWithin(node: Node): void {
  if (!(node instanceof HTMLElement)) return;
  if (node.hasAttribute(ATTRIBUTE)) connectElement(node);
  for (const element of node.querySelectorAll<HTMLElement>(`[${ATTRIBUTE}]`)) connectElement(element);
}

function connectElement(element: HTMLElement): void {
  if (!element.isConnected) return;
  const instances = connected.get(element) ?? new Map<string, Controller>();
  for (const name of (element.getAttribute(ATTRIBUTE) ?? "").split(/\s+/)) {
    const controllerClass = classes.get(name);
    if (!controllerClass || instances.has(name)) continue;
    const controller = new controllerClass(element);
    instances.set(name, controller);
    connected.set(element, instances);
    controller.connect();
  }
}

// An element moved within the page is removed and added at once: it stays connected.
function disconnectRemoved(): void {
  for (const element of [...connected.keys()]) {
    if (!element.isConnected) disconnectElement(element);
  }
}

function disconnectElement(element: HTMLElement): void {
  for (const controller of connected.get(element)?.values() ?? []) controller.disconnect();
  connected.delete(element);
}
