import { Cameras } from "../cameras";
import { optionalPart, part } from "../views/parts";
import type { RoomParts } from "./parts";
import { openGate } from "./sharing";

/** Whoever cannot show a screen: the camera of the telephone, a photo, the helper's screen, voice and words. */
export function wireWays(parts: RoomParts, gate = openGate, cameras = new Cameras(navigator.mediaDevices)): void {
  const { say, board, share, voice } = parts;
  const on = (name: string, run: () => void) =>
    optionalPart(name, HTMLButtonElement)?.addEventListener("click", () => {
      board.clear("share");
      run();
    });
  on("camera", () => gate(() => void share.startCamera(() => cameras.rear())));
  on("send-photo", () => {
    part("chat", HTMLDetailsElement).open = true;
    part("attach", HTMLButtonElement).click();
  });
  on("ask-screen", () => board.show("share", { kind: "info", text: say("ask_for_screen") }));
  on("talk", () => {
    part("chat", HTMLDetailsElement).open = true;
    part("text", HTMLTextAreaElement).focus();
    if (voice.state === "off") void voice.toggle();
  });
  wireOtherCamera(parts, cameras);
}

/** « Changer de caméra », where there are several. */
function wireOtherCamera({ share }: RoomParts, cameras: Cameras): void {
  const button = part("other-camera", HTMLButtonElement);
  button.addEventListener("click", () => {
    button.disabled = true;
    void share
      .changeCamera((current) => cameras.next(current))
      .finally(() => {
        button.disabled = false;
      });
  });
  share.on("state", () => {
    button.hidden = true;
    if (share.surface !== "camera") return;
    void cameras.count().then((count) => {
      button.hidden = count < 2 || share.surface !== "camera";
    });
  });
}
