import { Card } from "../card";
import type { Sentences } from "../sentence";
import type { Ticker } from "../ticker";
import { floatingHome, pageHome, popupHome } from "../views/cardHomes";
import { CardView } from "../views/cardView";
import type { Sight } from "../views/glass";
import { part } from "../views/parts";
import { type Zone, zoneOf } from "../zones";
import { authorOf } from "./marks";
import type { RoomParts } from "./parts";
import { guidanceOf, shownTo } from "./sentence";
import { guardKeys } from "./stop";

declare global {
  interface MediaSession {
    /** Newer than TypeScript's types; some browsers throw. Run when the person leaves the tab during a call. */
    setActionHandler(action: "enterpictureinpicture", handler: () => void): void;
  }
}

/** At most fifteen pictures a second. */
const TICK_MS = 67;

/** The card that keeps the helper's marks and words before her, wherever she is on her computer. */
export function wireCard(parts: RoomParts, sentences: Sentences, ticker: Ticker): void {
  const { root, say, presence, stage, share, stopAll, marks } = parts;
  const helper = () =>
    presence.others.find(({ role }) => role === "helper")?.first_name ?? root.dataset.other ?? "";
  const title = say("card_title", { name: helper() });
  const card = new Card(floatingHome(title), [popupHome(title), pageHome()]);
  const button = part("card-open", HTMLButtonElement);
  let view: CardView | null = null;
  let stopTicking = () => {};
  let zone: Zone | null = null;

  const sight = (): Sight => ({
    picture: stage.picture,
    focus: shownTo(parts),
    marked: {
      marks: marks.marks,
      pointers: marks.pointers,
      authorOf: (id) => authorOf(presence, id),
      now: marks.now,
    },
  });
  const show = () => {
    const place = shownTo(parts);
    zone = place && zoneOf(place, zone);
    const words = zone === null ? say("card_nothing", { name: helper() }) : say(`zone_${zone}`);
    view?.show({ ...guidanceOf(parts, sentences), zone: words });
  };
  const follow = () => {
    const ownScreen = share.state === "on" && share.surface !== "camera";
    card.useful = ownScreen && presence.photo === null;
    button.hidden = !card.useful || card.state === "pip" || card.state === "page";
  };

  card.on("opened", (home) => {
    const actions = {
      answer: (found: boolean) => sentences.answer(found),
      stop: () => stopAll.run(),
      close: () => card.close(),
    };
    view = new CardView(home, sight, actions);
    if (home.kind !== "page") guardKeys(parts, home.body.ownerDocument);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    stopTicking = ticker(TICK_MS, () => view?.glass.draw(performance.now(), still));
    show();
  });
  card.on("state", (state) => {
    root.dataset.card = state;
    if (state === "closed") {
      stopTicking();
      view = null;
    }
    follow();
  });
  root.dataset.card = card.state;
  marks.on("focus", show);
  sentences.on("changed", show);
  presence.on("changed", follow);
  share.on("state", (state) => {
    follow();
    // The browser takes the choice of a screen for a click, so the card may float at once; never while she chooses:
    // a window that opens then closes the picker.
    if (state === "on") void card.float();
  });
  button.addEventListener("click", () => void card.open());
  floatWhenSheLeaves(card);
  follow();
}

/** Where the browser offers it, the card comes by itself when she goes to another tab. */
function floatWhenSheLeaves(card: Card): void {
  try {
    navigator.mediaSession.setActionHandler("enterpictureinpicture", () => void card.float());
  } catch {
    // Not in this browser: the button remains.
  }
}
