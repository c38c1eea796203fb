import { onGesture } from "./gesture";
import type { RoomParts } from "./parts";
import { isHidden } from "./scene";

export function wireFilm({ line, presence, flow, film, camera }: RoomParts): void {
  const follow = () => {
    const me = presence.me;
    if (me !== null) film.handleRecording(flow.recording, flow.recording?.recorder === me.id);
  };
  flow.on("changed", follow);
  line.on("joined", () => void flow.refresh().then(follow));
  line.on("recording", (recording) => flow.handleRecording(recording));
  presence.on("changed", () => camera.setSilent(isHidden(presence)));
  // A stop that does not reach the server stops what is filmed here all the same.
  flow.on("delayed", ({ deed }) => {
    if (deed === "stop") void film.finish();
  });
  onGesture(() => film.handleGesture());
  addEventListener("pagehide", () => film.handleLeave());
  addEventListener("beforeunload", (event) => {
    film.handleLeaving();
    if (film.state === "storing" && film.unsaved > 0) event.preventDefault();
  });
}
