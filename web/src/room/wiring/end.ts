import { CLOSE_ENDED, CLOSE_NOT_UNDERSTOOD, CLOSE_REPLACED, CLOSE_TOO_FAST } from "../../lib/protocol";
import { part } from "../views/parts";
import type { RoomParts } from "./parts";

/** The last pictures of the memo are waited for that long before the server ends the visit. Milliseconds. */
const LAST_STEPS_MS = 6000;

/** The end, wherever it comes from. What leaves this computer stops first; then all the rest. */
export function wireEnd(parts: RoomParts): void {
  const { root, say, line, presence, mesh, ladder, stopAll, meter, limit, film, memo, sound, end, alarm } = parts;
  const dialog = part("end-dialog", HTMLDialogElement);
  let mine = false;
  const isNewcomer = !["helped", "helper"].includes(root.dataset.role ?? "");
  const leftByMe = () => say(isNewcomer ? "end_left" : "end_by_you");
  const silence = () => {
    stopAll.silence();
    meter.stop();
    limit.stop();
    mesh.close();
    ladder.handleEnd();
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
    over(leftByMe());
    if (memo.pending > 0) end.note(say("end_step_sending"));
    void tellTheServer();
  });
  const tellTheServer = async () => {
    if (memo.pending > 0) await memo.idle(LAST_STEPS_MS);
    if (!isNewcomer) end.note(say("ending"));
    line.endVisit();
  };
  alarm.on("raised", () => {
    over(say("alarm_stopped"));
    end.showAdvice();
    // What the others are told next is not for this page: it says already what matters.
    line.close();
  });
  line.on("joined", ({ state }) => {
    if (state === "ended") over(say("end_over"));
  });
  line.on("gone", ({ id }) => {
    if (id !== presence.me?.id) return;
    over(mine ? leftByMe() : say("end_shown_out"));
    line.close();
  });
  line.on("ended", ({ by, reason }) => {
    end.note("");
    if (reason === "safety") end.showAdvice();
    if (mine) over(leftByMe());
    else if (reason !== "finished") over(say(`end_${reason}`));
    else over(say("end_by_other", { name: by }));
  });
  line.on("over", ({ code, sentence }) => {
    end.note("");
    if (mine || code === CLOSE_ENDED) over(mine ? leftByMe() : say("end_over"));
    else if (code === CLOSE_REPLACED) replaced();
    else if (code === CLOSE_NOT_UNDERSTOOD || code === CLOSE_TOO_FAST) over(say("end_trouble"), { reload: true });
    else over(sentence === "" ? say("end_refused") : sentence);
  });
  line.on("replaced", () => replaced());
  line.on("go", ({ path }) => {
    silence();
    // Only a path of this site: nothing a server says sends a person elsewhere.
    if (/^\/(?!\/)/.test(path)) location.assign(path);
  });

  const replaced = () => {
    silence();
    void film.handOver();
    const elsewhere = part("replaced-dialog", HTMLDialogElement);
    elsewhere.addEventListener("cancel", (event) => event.preventDefault());
    part("take-back", HTMLButtonElement).addEventListener("click", () => location.reload());
    if (!elsewhere.open) elsewhere.showModal();
  };
}
