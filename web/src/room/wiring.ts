import { CLOSE_ENDED, CLOSE_NOT_UNDERSTOOD, CLOSE_REPLACED, CLOSE_TOO_FAST } from "../lib/protocol";
import type { Camera } from "./camera";
import type { Chat } from "./chat";
import type { Film } from "./film";
import type { Line } from "./line";
import type { PeerMesh } from "./peerMesh";
import { PointerCapture } from "./pointer";
import type { Presence } from "./presence";
import type { RecordingFlow } from "./recordingFlow";
import type { ScreenShare } from "./screenShare";
import type { Say } from "./texts";
import type { EndView } from "./views/endView";
import type { NoticeBoard } from "./views/noticeBoard";
import { part, setState, setText } from "./views/parts";
import type { PeopleView } from "./views/peopleView";
import type { Sound } from "./views/sound";
import type { StageView } from "./views/stageView";
import type { Voice } from "./voice";

/** Everything a room is made of. The parts do not know one another: these functions connect them. */
export interface RoomParts {
  readonly root: HTMLElement;
  readonly say: Say;
  readonly line: Line;
  readonly mesh: PeerMesh;
  readonly presence: Presence;
  readonly chat: Chat;
  readonly voice: Voice;
  readonly flow: RecordingFlow;
  readonly film: Film;
  readonly camera: Camera;
  readonly stage: StageView;
  readonly sound: Sound;
  readonly board: NoticeBoard;
  readonly people: PeopleView;
  readonly end: EndView;
}

/** The server, the other pages, and the words that say how it stands between us. */
export function wireConnection(parts: RoomParts): void {
  const { root, say, line, mesh, presence, voice, board, people } = parts;
  const words = part("connection", HTMLElement);
  const show = () => {
    const { connection } = presence;
    root.dataset.connection = connection;
    setState(words, connection);
    setText(words, say(connection));
    people.show(presence, voice.state === "on");
    if (connection === "unreachable") board.show("reach", { kind: "warning", text: say("unreachable_help") });
    else board.clear("reach");
  };
  presence.on("changed", show);
  voice.on("state", show);
  line.on("joined", (room) => {
    presence.handleRoom(room);
    mesh.handleJoined(presence.peers, room.ice_servers);
  });
  line.on("participant", (participant) => {
    presence.handleParticipant(participant);
    const peer = presence.peers.find((one) => one.id === participant.id);
    if (peer !== undefined) mesh.handlePeer(peer);
  });
  line.on("lost", () => {
    presence.handleServerLost();
    mesh.handleSignallingLost();
  });
  line.on("signal", (signal) => mesh.handleSignal(signal));
  mesh.on("signal", (signal) => line.send(signal));
  mesh.on("linked", ({ peer }) => presence.handleLink(peer, "together"));
  mesh.on("lost", ({ peer }) => presence.handleLink(peer, "linking"));
  mesh.on("unreachable", ({ peer }) => presence.handleLink(peer, "unreachable"));
}

/** What browsers only allow after a click or a key. */
function onGesture(run: () => void): void {
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, run, { capture: true });
}

export function wireChat({ line, chat, board }: RoomParts): void {
  chat.on("send", (message) => line.send(message));
  line.on("joined", ({ lines }) => chat.handleRoom(lines));
  line.on("chat", (said) => chat.handleLine(said));
  line.on("refused", ({ about = "", message }) => {
    if (!chat.handleRefused(about, message)) board.show("server", { kind: "warning", text: message });
  });
}

/** The microphone button, the voices of the others, and who knows about whose. */
export function wireVoice({ root, say, mesh, presence, voice, camera, sound, board }: RoomParts): void {
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
  mesh.on("message", ({ peer, message }) => {
    if (message.type === "voice") presence.handleVoice(peer, message.on);
  });
}

/** The helped person's side: her screen, and the helper's mark over her own view of it. */
export function wireSharing(
  { root, say, line, mesh, presence, stage, board }: RoomParts,
  share: ScreenShare,
): void {
  const button = part("share", HTMLButtonElement);
  const show = () => {
    root.dataset.sharing = share.state;
    button.hidden = share.state === "unsupported";
    setState(button, share.state);
    if (share.state === "unsupported") stage.show(null, "unsupported");
  };
  button.addEventListener("click", () => {
    board.clear("share");
    if (share.state === "on") share.stop();
    else void share.start();
  });
  share.on("state", show);
  share.on("send", (message) => line.send(message));
  share.on("track", (track) => {
    mesh.setScreen(track);
    stage.show(track);
  });
  share.on("notShared", (why) => {
    const text = say(why === "stopped_in_browser" ? "share_stopped" : `share_${why}`);
    board.show("share", { kind: why === "impossible" ? "warning" : "info", text });
  });
  line.on("joined", () => share.handleRoom(presence.me?.sharing ?? false));
  line.on("refused", ({ about }) => {
    if (about === "sharing.set") share.stop();
  });
  mesh.on("message", ({ peer, message }) => {
    const mayPoint = presence.find(peer)?.role === "helper" && share.state === "on";
    if (mayPoint && message.type !== "voice") stage.overlay.handlePointer(message);
  });
  for (const name of ["linked", "lost"] as const) mesh.on(name, () => stage.overlay.reset());
  show();
}

/** The helper's side: the screen of the helped person. */
export function wireWatching({ root, mesh, presence, stage }: RoomParts): void {
  const tracks = new Map<string, MediaStreamTrack>();
  const interrupted = new Set<string>();
  const show = () => {
    const { sharer } = presence;
    root.dataset.sharing = sharer === null ? "off" : "on";
    // Rather no picture than one that stands still: she may have stopped showing, or be somewhere else.
    const live = sharer !== null && !interrupted.has(sharer.id) ? tracks.get(sharer.id) : undefined;
    stage.show(live ?? null, sharer === null ? "off" : "arriving");
  };
  mesh.on("lost", ({ peer }) => {
    interrupted.add(peer);
    show();
  });
  mesh.on("linked", ({ peer }) => {
    interrupted.delete(peer);
    show();
  });
  mesh.on("screen", ({ peer, track }) => {
    tracks.set(peer, track);
    show();
  });
  presence.on("changed", show);
}

/** « Montrer »: what the helper points at. On by itself whenever a screen arrives, unless turned off before. */
export function wirePointing({ mesh, stage }: RoomParts): void {
  const button = part("point", HTMLButtonElement);
  const capture = new PointerCapture(stage.surface, () => (stage.isOn ? stage.overlay.frame : null));
  let wanted = true;
  const show = () => {
    capture.enabled = wanted && stage.isOn;
    button.disabled = !stage.isOn;
    button.ariaPressed = String(capture.enabled);
    stage.surface.dataset.pointing = String(capture.enabled);
  };
  button.addEventListener("click", () => {
    wanted = !wanted;
    show();
  });
  stage.on("state", show);
  capture.on("message", (message) => {
    mesh.send(message);
    stage.overlay.handlePointer(message);
  });
}

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

/** The end, wherever it comes from. What leaves this computer stops first; then all the rest. */
export function wireEnd(parts: RoomParts, share: ScreenShare | null): void {
  const { say, line, mesh, voice, film, sound, end } = parts;
  const dialog = part("end-dialog", HTMLDialogElement);
  let mine = false;
  const silence = () => {
    share?.stop();
    voice.stop();
    mesh.close();
    sound.stop();
  };
  const over = (title: string, options?: { reload: boolean }) => {
    silence();
    void film.finish();
    end.show(title, options);
  };
  part("leave", HTMLButtonElement).addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes" || end.isShown) return;
    mine = true;
    over(say("end_by_you"));
    end.note(say("ending"));
    line.endVisit();
  });
  line.on("joined", ({ state }) => {
    if (state === "ended") over(say("end_over"));
  });
  line.on("ended", ({ by, reason }) => {
    end.note("");
    if (mine) over(say("end_by_you"));
    else if (reason === "absence") over(say("end_absence"));
    else over(say("end_by_other", { name: by }));
  });
  line.on("over", ({ code, sentence }) => {
    end.note("");
    if (mine || code === CLOSE_ENDED) over(say(mine ? "end_by_you" : "end_over"));
    else if (code === CLOSE_REPLACED) replaced();
    else if (code === CLOSE_NOT_UNDERSTOOD || code === CLOSE_TOO_FAST) over(say("end_trouble"), { reload: true });
    else over(sentence === "" ? say("end_refused") : sentence);
  });
  line.on("replaced", () => replaced());

  const replaced = () => {
    silence();
    void film.handOver();
    const elsewhere = part("replaced-dialog", HTMLDialogElement);
    elsewhere.addEventListener("cancel", (event) => event.preventDefault());
    part("take-back", HTMLButtonElement).addEventListener("click", () => location.reload());
    if (!elsewhere.open) elsewhere.showModal();
  };
}
