/** Entry of the live room (visits/room.html). */
import "./styles/room.css";
import "./styles/room-stage.css";
import "./styles/room-chat.css";
import { BrowserCamera } from "./room/camera";
import { Chat } from "./room/chat";
import { type RoomConfig, readRoomConfig } from "./room/config";
import { Film } from "./room/film";
import { Http } from "./room/http";
import { Line } from "./room/line";
import { PeerMesh } from "./room/peerMesh";
import { Presence } from "./room/presence";
import { RecordingFlow } from "./room/recordingFlow";
import { ScreenShare, screenPicker } from "./room/screenShare";
import { type Say, textsOf } from "./room/texts";
import { workerTicker } from "./room/ticker";
import { ChatView } from "./room/views/chatView";
import { EndView } from "./room/views/endView";
import { NoticeBoard } from "./room/views/noticeBoard";
import { part } from "./room/views/parts";
import { PeopleView } from "./room/views/peopleView";
import { RecordingView } from "./room/views/recordingView";
import { Sound } from "./room/views/sound";
import { StageView } from "./room/views/stageView";
import { microphone, Voice } from "./room/voice";
import { wireChat } from "./room/wiring/chat";
import { wireConnection } from "./room/wiring/connection";
import { wireEnd } from "./room/wiring/end";
import { wireFilm } from "./room/wiring/film";
import { wireAskingForTheHand, wireGivingHands } from "./room/wiring/hands";
import type { RoomParts } from "./room/wiring/parts";
import { wirePointing } from "./room/wiring/pointing";
import { wireSharing, wireWatching } from "./room/wiring/sharing";
import { wireVoice } from "./room/wiring/voice";

interface Page {
  readonly config: RoomConfig;
  readonly root: HTMLElement;
  readonly say: Say;
}

function readPage(): Page {
  const root = part("root", HTMLElement);
  const texts = document.getElementById("room-texts");
  const plain = texts instanceof HTMLTemplateElement ? textsOf(texts) : () => "";
  return {
    config: readRoomConfig(JSON.parse(document.getElementById("room-config")?.textContent ?? "")),
    root,
    say: (key, values) => plain(key, { name: root.dataset.other ?? "", ...values }),
  };
}

function makeParts({ config, root, say }: Page): RoomParts {
  const { me = "", other = "" } = root.dataset;
  const helperName = config.role === "helper" ? me : other;
  const http = new Http(config.csrf);
  const chat = new Chat(sessionStorage, config.socket);
  const stage = new StageView(helperName);
  const scene = () => ({ video: stage.isOn ? stage.video : null, mark: stage.overlay.place, name: helperName });
  const camera = new BrowserCamera(scene, say("film_card"), workerTicker);
  const film = new Film(http, config.recording, camera);
  const flow = new RecordingFlow(http, config.recording);
  return {
    root,
    say,
    line: new Line(config.socket, () => chat.lastNumber),
    mesh: new PeerMesh(),
    presence: new Presence(),
    chat,
    voice: new Voice(microphone(navigator.mediaDevices)),
    flow,
    film,
    camera,
    stage,
    sound: new Sound(),
    board: new NoticeBoard(),
    people: new PeopleView(say),
    end: new EndView(flow, film, say, { souvenir: config.souvenir_url, home: config.leave_url }),
  };
}

function start(): void {
  const page = readPage();
  const parts = makeParts(page);
  const { presence, chat, flow, film, board, say, line } = parts;
  const idOfMe = () => presence.me?.id ?? "";
  const nameOf = (id: string) => presence.find(id)?.first_name ?? page.root.dataset.other ?? "";
  new ChatView(chat, { me: idOfMe, nameOf }, say);
  wireConnection(parts);
  wireChat(parts);
  wireVoice(parts);
  const share = page.config.role === "helped" ? new ScreenShare(screenPicker(navigator.mediaDevices)) : null;
  if (share !== null) wireSharing(parts, share);
  else wireWatching(parts);
  if (page.config.role === "helper") wirePointing(parts);
  if (page.config.role === "helped") wireGivingHands(parts);
  else wireAskingForTheHand(parts);
  wireFilm(parts);
  new RecordingView(flow, film, board, say, idOfMe);
  wireEnd(parts, share);
  line.start();
}

start();
