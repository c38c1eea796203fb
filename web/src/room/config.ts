import type { ParticipantInfo } from "../lib/protocol";
import { flag, oneOf, type Reader, struct, text } from "../lib/shape";
import type { FilmUrls } from "./film";
import type { RecordingUrls } from "./recordingFlow";

/** Where the step memo of this visit is asked for, agreed to and filled. */
export interface MemoUrls {
  readonly state_url: string;
  readonly ask_url: string;
  readonly agree_url: string;
  readonly stop_url: string;
  readonly take_url: string;
  /** These two with `__step__`. */
  readonly word_url: string;
  readonly drop_url: string;
}

/** What the server tells the page in `<script id="room-config">`. Addresses are paths of this server. */
export interface RoomConfig {
  readonly socket: string;
  /** Public id of the person whose page this is. */
  readonly person: string;
  readonly role: ParticipantInfo["role"];
  readonly csrf: string;
  /** Help on health, bank or taxes: a password may come up. */
  readonly sensitive: boolean;
  /** Where photos and documents of the conversation are sent. */
  readonly files_url: string;
  readonly alarm_url: string;
  readonly souvenir_url: string;
  readonly leave_url: string;
  readonly recording: RecordingUrls & FilmUrls;
  readonly memo: MemoUrls;
}

export const readRoomConfig: Reader<RoomConfig> = struct<RoomConfig>(
  {
    socket: text(1),
    person: text(1),
    role: oneOf("helped", "helper", "relative", "interpreter", "apprentice"),
    csrf: text(1),
    sensitive: flag,
    files_url: text(1),
    alarm_url: text(1),
    souvenir_url: text(1),
    leave_url: text(1),
    recording: struct<RecordingUrls & FilmUrls>(
      {
        state_url: text(1),
        propose_url: text(1),
        accept_url: text(1),
        decline_url: text(1),
        cancel_url: text(1),
        stop_url: text(1),
        segment_url: text(1, 1000, /__recording__/),
        close_url: text(1, 1000, /__recording__.*__segment__/),
        piece_url: text(1, 1000, /__recording__.*__segment__.*__number__/),
        done_url: text(1, 1000, /__recording__/),
      },
      {},
    ),
    memo: struct<MemoUrls>(
      {
        state_url: text(1),
        ask_url: text(1),
        agree_url: text(1),
        stop_url: text(1),
        take_url: text(1),
        word_url: text(1, 1000, /__step__/),
        drop_url: text(1, 1000, /__step__/),
      },
      {},
    ),
  },
  {},
);
