/** Entry of « Revoir la visite » (replays/watch.html). */
import "./styles/replay.css";
import { FreshAddress } from "./replay/freshAddress";
import { commandOf } from "./replay/keys";
import { remember, remembered } from "./replay/memory";
import { Player, SPEEDS } from "./replay/player";
import { part, parts, sayGaps, showChapters, showLines, showStrip, showWhen, stretchOf } from "./replay/views";
import { Http } from "./room/http";

function start(): void {
  const root = part("root", HTMLElement);
  const video = part("video", HTMLVideoElement);
  const http = new Http("");
  const address = new FreshAddress(video, root.dataset.until ?? "", () => http.get(root.dataset.address ?? ""));
  address.on("trouble", (trouble) => showWhen(part("trouble", HTMLElement), trouble));

  const links = parts("chapter");
  const gaps = parts("gap");
  const player = new Player(video, links.map(stretchOf), gaps.map(stretchOf));
  if (links.length > 0) steps(player, links);
  const lines = parts("line");
  if (lines.length > 0) showLines(player, part("lines", HTMLElement), lines);
  if (links.length + gaps.length > 0) {
    showStrip(player, part("strip", SVGSVGElement), part("done", SVGElement));
  }
  sayGaps(
    player,
    part("said", HTMLElement),
    parts("gap-said").map((one) => one.textContent ?? ""),
  );
  speeds(player);
  keys(player);
  part("full-screen", HTMLElement).addEventListener("click", () => player.toggleFullScreen());
  part("tools", HTMLElement).hidden = false;
  part("help", HTMLElement).hidden = false;
}

function steps(player: Player, links: readonly HTMLElement[]): void {
  showChapters(player, part("chapters", HTMLElement), links);
  part("previous", HTMLElement).addEventListener("click", () => player.previous());
  part("next", HTMLElement).addEventListener("click", () => player.next());
  const loop = part("loop", HTMLElement);
  loop.addEventListener("click", () => player.toggleLoop());
  player.on("loop", (on) => loop.setAttribute("aria-pressed", String(on)));
}

function speeds(player: Player): void {
  const choice = part("speed", HTMLSelectElement);
  choice.addEventListener("change", () => player.setSpeed(Number(choice.value)));
  player.on("speed", (speed) => {
    choice.value = String(speed);
    remember("speed", String(speed));
  });
  const last = SPEEDS.find((speed) => String(speed) === remembered("speed"));
  if (last !== undefined) player.setSpeed(last);
}

function keys(player: Player): void {
  const choice = part("keys", HTMLInputElement);
  choice.checked = remembered("keys") !== "off";
  choice.addEventListener("change", () => remember("keys", choice.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    const command = choice.checked ? commandOf(event) : null;
    if (command === null) return;
    // The player of the browser knows some of these keys too, and would do them once more.
    event.preventDefault();
    player.do(command);
  });
}

start();
