import { part, setState } from "../views/parts";
import { onGesture } from "./gesture";
import type { RoomParts } from "./parts";

/** The microphone button, the voices of the others, and who knows about whose. */
export function wireVoice({ root, say, mesh, talk, presence, voice, camera, sound, board }: RoomParts): void {
  const button = part("voice", HTMLButtonElement);
  button.addEventListener("click", () => {
    board.clear("voice");
    void voice.toggle();
  });
  const tell = () => mesh.send({ type: "voice", on: voice.state === "on" });
  voice.on("state", (state) => {
    root.dataset.voice = state;
    setState(button, state);
    tell();
  });
  voice.on("track", (track) => {
    mesh.setVoice(track);
    camera.setVoice("me", track);
  });
  voice.on("noVoice", (why) => board.show("voice", { kind: "warning", text: say(`voice_${why}`) }));
  mesh.on("linked", tell);
  sound.on("blocked", (blocked) => {
    const action = { label: say("sound_allow"), run: () => sound.allow() };
    if (blocked) board.show("sound", { kind: "warning", text: say("sound_blocked"), action });
    else board.clear("sound");
  });
  onGesture(() => sound.allow());
  mesh.on("voice", ({ peer, track }) => {
    sound.play(peer, track);
    camera.setVoice(peer, track);
  });
  talk.on("message", ({ peer, message }) => {
    if (message.type === "voice") presence.handleVoice(peer, message.on);
  });
}
