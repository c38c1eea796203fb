/** Entry of the live room (visits/room.html). */
import "./styles/room.css";
import "./styles/room-actions.css";
import "./styles/room-stage.css";
import "./styles/room-marks.css";
import "./styles/room-guide.css";
import "./styles/card.css";
import "./styles/room-chat.css";
import "./styles/room-files.css";
import "./styles/room-memo.css";
import { Alarm } from "./room/alarm";
import { Attachments } from "./room/attachments";
import { BrowserCamera } from "./room/camera";
import { Chat } from "./room/chat";
import { type RoomConfig, readRoomConfig } from "./room/config";
import { Film } from "./room/film";
import { withFront } from "./room/frontWindow";
import { Hiding } from "./room/hiding";
import { Http } from "./room/http";
import { Ladder } from "./room/ladder";
import { lighten } from "./room/lighten";
import { Line } from "./room/line";
import { MarkBoard } from "./room/marks";
import { Memo } from "./room/memo";
import { Outgoing } from "./room/outgoing";
import { PeerMesh } from "./room/peerMesh";
import { Presence } from "./room/presence";
import { QualityMeter } from "./room/quality";
import { RecordingFlow } from "./room/recordingFlow";
import { ScreenShare, screenPicker } from "./room/screenShare";
import { bodySender, fileSender } from "./room/sendFile";
import { ServerClock } from "./room/serverClock";
import { StopAll } from "./room/stopAll";
import { canvasStudio } from "./room/studio";
import { Talk } from "./room/talk";
import { type Say, textsOf } from "./room/texts";
import { workerTicker } from "./room/ticker";
import { TimeLimit } from "./room/timeLimit";
import { AttachmentsView } from "./room/views/attachmentsView";
import { mayFloat } from "./room/views/cardHomes";
import { ChatView } from "./room/views/chatView";
import { EndView } from "./room/views/endView";
import { NoticeBoard } from "./room/views/noticeBoard";
import { part } from "./room/views/parts";
import { PeopleView } from "./room/views/peopleView";
import { RecordingView } from "./room/views/recordingView";
import { Sound } from "./room/views/sound";
import { StageView } from "./room/views/stageView";
import { microphone, Voice } from "./room/voice";
import { wireAlarm } from "./room/wiring/alarm";
import { wireAttachments } from "./room/wiring/attachments";
import { wireCard } from "./room/wiring/card";
import { wireChat } from "./room/wiring/chat";
import { wireConnection } from "./room/wiring/connection";
import { wireDoor } from "./room/wiring/door";
import { wireEnd } from "./room/wiring/end";
import { wireFilm } from "./room/wiring/film";
import { wireFirstShare } from "./room/wiring/firstShare";
import { wireFocus } from "./room/wiring/focus";
import { wireAskingForTheHand, wireGivingHands } from "./room/wiring/hands";
import { wireHiding } from "./room/wiring/hiding";
import { wireMarking, wireSeeingMarks } from "./room/wiring/marks";
import { wireMemo, wireTakingSteps } from "./room/wiring/memo";
import type { RoomParts } from "./room/wiring/parts";
import { wireQuality } from "./room/wiring/quality";
import { sceneOf } from "./room/wiring/scene";
import { wireGuidance, wireSentences, wireTelling } from "./room/wiring/sentence";
import { openGate, wireShowing, wireWatching } from "./room/wiring/sharing";
import { wireStop } from "./room/wiring/stop";
import { wireTalk } from "./room/wiring/talk";
import { wireTime } from "./room/wiring/time";
import { wireVoice } from "./room/wiring/voice";
import { wireWays } from "./room/wiring/ways";

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
  const http = new Http(config.csrf);
  const chat = new Chat(sessionStorage, config.socket);
  const presence = new Presence();
  const clock = new ServerClock();
  const ladder = new Ladder(presence);
  const way = () => (presence.isJoined && !presence.reachesEveryone ? "server" : "channel");
  const marks = new MarkBoard();
  const stage = new StageView();
  const camera = new BrowserCamera(() => sceneOf({ say, presence, marks, stage }), workerTicker);
  const film = new Film({ http, urls: config.recording, camera, owner: config.person });
  const memo = new Memo({ http, urls: config.memo, send: bodySender(config.csrf) });
  const flow = new RecordingFlow(http, config.recording);
  const mesh = new PeerMesh();
  const voice = new Voice(microphone(navigator.mediaDevices));
  const picker = screenPicker(navigator.mediaDevices);
  const share = new ScreenShare(picker && config.role === "helped" ? withFront(picker, mayFloat) : picker);
  const outgoing = new Outgoing(mesh, canvasStudio, workerTicker);
  const souvenir = config.role === "helped" || config.role === "helper" ? config.souvenir_url : "";
  return {
    root,
    say,
    line: new Line(config.socket, () => chat.lastNumber),
    mesh,
    presence,
    clock,
    ladder,
    talk: new Talk({ ladder, way, now: () => clock.now }),
    marks,
    chat,
    attachments: new Attachments({ send: fileSender(config.files_url, config.csrf), lighten }),
    voice,
    share,
    outgoing,
    hiding: new Hiding(outgoing),
    stopAll: new StopAll(share, voice),
    alarm: new Alarm(http, config.alarm_url, sessionStorage),
    meter: new QualityMeter(mesh),
    limit: new TimeLimit(clock),
    flow,
    film,
    memo,
    camera,
    stage,
    sound: new Sound(),
    board: new NoticeBoard(),
    people: new PeopleView(say),
    end: new EndView(flow, film, memo, say, { souvenir, home: config.leave_url }),
  };
}

function start(): void {
  const page = readPage();
  const parts = makeParts(page);
  const { presence, chat, flow, film, board, say, line } = parts;
  const idOfMe = () => presence.me?.id ?? "";
  const nameOf = (id: string) => presence.find(id)?.first_name ?? say("someone");
  new ChatView(chat, { me: idOfMe, nameOf }, say);
  new AttachmentsView(parts.attachments, say);
  wireConnection(parts);
  wireTalk(parts);
  wireChat(parts);
  wireAttachments(parts);
  wireVoice(parts);
  const gate = page.config.role === "helped" ? wireFirstShare(parts) : openGate;
  wireShowing(parts, gate);
  wireHiding(parts, page.config);
  wireWatching(parts);
  wireWays(parts, gate);
  wireStop(parts);
  wireQuality(parts, workerTicker);
  wireTime(parts);
  wireSeeingMarks(parts);
  const sentences = wireSentences(parts);
  wireMarking(parts, page.config.role === "helper" ? wireTakingSteps(parts, sentences) : undefined);
  if (page.config.role === "helped") {
    wireGivingHands(parts);
    const speaker = wireGuidance(parts, sentences);
    wireMemo(parts, (words) => speaker.say(words));
    wireCard(parts, sentences, workerTicker);
  } else {
    wireAskingForTheHand(parts);
    wireTelling(parts, sentences);
    // Who came too has no part in it.
    if (page.config.role === "helper") wireMemo(parts);
  }
  wireFilm(parts);
  new RecordingView(flow, film, board, say, presence);
  wireDoor(parts);
  wireEnd(parts);
  wireAlarm(parts);
  wireFocus(parts);
  if (!parts.alarm.isRaised) line.start();
}

start();
