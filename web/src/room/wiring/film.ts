import { onGesture } from "./gesture";
import type { RoomParts } from "./parts";

export function wireFilm({ line, presence, flow, film }: RoomParts): void {
  const follow = () => {
    const me = presence.me;
    if (me !== null) film.handleRecording(flow.recording, flow.recording?.recorder === me.id);
  };
  flow.on("changed", follow);
  line.on("joined", () => void flow.refresh().then(follow));
  line.on("recording", (recording) => flow.handleRecording(recording));
  onGesture(() => film.handleGesture());
  addEventListener("pagehide", () => film.handleLeave());
  addEventListener("beforeunload", (event) => {
    if (film.state === "storing" && film.unsaved > 0) event.preventDefault();
  });
}
