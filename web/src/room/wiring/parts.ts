import type { Camera } from "../camera";
import type { Chat } from "../chat";
import type { Film } from "../film";
import type { Line } from "../line";
import type { PeerMesh } from "../peerMesh";
import type { Presence } from "../presence";
import type { RecordingFlow } from "../recordingFlow";
import type { Say } from "../texts";
import type { EndView } from "../views/endView";
import type { NoticeBoard } from "../views/noticeBoard";
import type { PeopleView } from "../views/peopleView";
import type { Sound } from "../views/sound";
import type { StageView } from "../views/stageView";
import type { Voice } from "../voice";

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
