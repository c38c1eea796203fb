/** Entry of « Vérifier mon appareil » (visits/check.html). */
import "./styles/check.css";
import type { Check } from "./check/check";
import { CheckView, piece, showWhen } from "./check/checkView";
import type { CheckName } from "./check/findings";
import { MicrophoneCheck } from "./check/microphoneCheck";
import { NetworkCheck } from "./check/networkCheck";
import { RelayCheck } from "./check/relayCheck";
import { ScreenCheck } from "./check/screenCheck";
import { SpeakerCheck } from "./check/speakerCheck";
import { summarize } from "./check/summary";
import { struct, text } from "./lib/shape";
import { Chime } from "./pages/chime";
import { Http } from "./room/http";
import { screenPicker } from "./room/screenShare";
import { microphone } from "./room/voice";

const readConfig = struct<{ readonly socket: string; readonly relay_url: string; readonly csrf: string }>(
  { socket: text(1), relay_url: text(1), csrf: text(1) },
  {},
);

function connecting(): ConstructorParameters<typeof RelayCheck>[2] {
  if (typeof RTCPeerConnection === "undefined") return null;
  return (configuration) => new RTCPeerConnection(configuration);
}

function start(): void {
  const config = readConfig(JSON.parse(document.getElementById("check-config")?.textContent ?? ""));
  const speaker = new SpeakerCheck(new Chime());
  const checks = {
    network: new NetworkCheck(config.socket),
    relay: new RelayCheck(new Http(config.csrf), config.relay_url, connecting()),
    microphone: new MicrophoneCheck(microphone(navigator.mediaDevices)),
    speaker,
    screen: new ScreenCheck(screenPicker(navigator.mediaDevices)),
  } satisfies Record<CheckName, Check>;

  for (const check of Object.values(checks)) new CheckView(check);
  piece("yes", HTMLButtonElement).addEventListener("click", () => speaker.answer(true));
  piece("no", HTMLButtonElement).addEventListener("click", () => speaker.answer(false));
  piece("ring-again", HTMLButtonElement).addEventListener("click", () => speaker.ringAgain());

  const everything = piece("everything", HTMLButtonElement);
  everything.addEventListener("click", async () => {
    everything.setAttribute("aria-busy", "true");
    await Promise.all([checks.network.run(), checks.relay.run(), checks.microphone.run()]);
    // Her answer is also the click without which browsers do not show their choice of screens.
    await checks.speaker.run();
    await checks.screen.run();
    everything.removeAttribute("aria-busy");
  });

  const summary = piece("summary", HTMLElement);
  const sumUp = () => showWhen(summary, summarize(checks) ?? "");
  for (const check of Object.values(checks)) check.on("changed", sumUp);
  piece("tools", HTMLElement).hidden = false;
}

start();
