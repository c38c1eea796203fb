import { AlarmView } from "../views/alarmView";
import type { RoomParts } from "./parts";

/** The alarm ends the visit on this page before anybody hears of it (`wireEnd`); here, the words that follow. */
export function wireAlarm({ say, alarm, end }: RoomParts): void {
  new AlarmView(alarm);
  alarm.on("state", (state) => end.note(say(`alarm_${state}`)));
  alarm.resume();
}
