import { type Alarm, alarmKind } from "../alarm";
import { optionalPart, part } from "./parts";

/** « On me demande ça »: what she is asked for, one button each. Only for those who may give the alarm. */
export class AlarmView {
  constructor(alarm: Alarm) {
    const button = optionalPart("alarm", HTMLButtonElement);
    if (button === null) return;
    const dialog = part("alarm-dialog", HTMLDialogElement);
    button.addEventListener("click", () => {
      dialog.returnValue = "";
      dialog.showModal();
    });
    dialog.addEventListener("close", () => {
      const kind = alarmKind(dialog.returnValue);
      if (kind !== null) alarm.raise(kind);
    });
  }
}
