import type { CardHome, OpenHome } from "../card";
import { part } from "./parts";

interface FloatingWindows {
  requestWindow(size: { readonly width: number; readonly height: number }): Promise<Window>;
}

declare global {
  interface Window {
    /** Newer than TypeScript's types; Chromium only. */
    readonly documentPictureInPicture?: FloatingWindows;
  }
}

/** CSS pixels. */
const SIZE = { width: 400, height: 600 };
const FROM_EDGE = 24;

/** A window above all others, null where the browser has none. */
export function floatingHome(title: string): OpenHome | null {
  const windows = window.documentPictureInPicture;
  if (windows === undefined) return null;
  return async (closed) => {
    const card = await windows.requestWindow(SIZE).catch(() => null);
    return card && furnished(card, "pip", title, closed);
  };
}

/** A small window of its own, at the bottom right of her screen. */
export function popupHome(title: string): OpenHome {
  return async (closed) => {
    const left = Math.max(0, screen.availWidth - SIZE.width - FROM_EDGE);
    const top = Math.max(0, screen.availHeight - SIZE.height - 3 * FROM_EDGE);
    const features = `popup,width=${SIZE.width},height=${SIZE.height},left=${left},top=${top}`;
    const card = window.open("", "epaule-card", features);
    if (card === null) return null;
    // Written, so that no browser replaces it by its own blank page a moment later.
    card.document.open();
    card.document.write("<!doctype html><title></title>");
    card.document.close();
    return furnished(card, "popup", title, closed);
  };
}

/** Whether a card may float right now: browsers allow it shortly after a click. */
export function mayFloat(): boolean {
  return window.documentPictureInPicture !== undefined && navigator.userActivation.isActive;
}

/** In the page, when all else is refused. */
export function pageHome(): OpenHome {
  return async () => {
    const body = part("card-place", HTMLElement);
    body.hidden = false;
    return {
      kind: "page",
      body,
      bringToFront: () => body.scrollIntoView({ block: "nearest" }),
      close: () => {
        body.hidden = true;
        body.replaceChildren();
      },
    };
  };
}

/** The window looks like the page: same language, same styles, from the same addresses. */
function furnished(card: Window, kind: "pip" | "popup", title: string, closed: () => void): CardHome {
  const { head, body, documentElement } = card.document;
  documentElement.lang = document.documentElement.lang;
  card.document.title = title;
  body.className = "card-page";
  for (const link of document.querySelectorAll('link[rel="stylesheet"]')) head.append(link.cloneNode());
  const leave = () => card.close();
  addEventListener("pagehide", leave);
  card.addEventListener("pagehide", () => {
    removeEventListener("pagehide", leave);
    closed();
  });
  return { kind, body, bringToFront: () => card.focus(), close: leave };
}
