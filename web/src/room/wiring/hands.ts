import type { ParticipantInfo } from "../../lib/protocol";
import { HandsView, type Rung } from "../views/handsView";
import { optionalPart, setState } from "../views/parts";
import type { RoomParts } from "./parts";

/** True for those who help, and for whoever holds or asks for more than to see. */
function climbs(one: ParticipantInfo): boolean {
  if (one.role === "helped" || !one.admitted) return false;
  return one.role === "helper" || one.role === "apprentice" || one.hand !== "see" || one.asked !== null;
}

/** What is shown: somebody's screen, or a photo. */
function somethingShown({ presence, stage }: RoomParts): boolean {
  return presence.sharer !== null || stage.isOn;
}

/** The helped person owns the ladder: she gives the hand and takes it back. */
export function wireGivingHands(parts: RoomParts): void {
  const { say, line, presence, stage } = parts;
  const set = (participant: string, rung: Rung) => line.send({ type: "hand.set", participant, rung });
  const view = new HandsView(say, { set });
  const show = () => view.show(presence.others.filter(climbs), somethingShown(parts));
  presence.on("changed", show);
  stage.on("state", show);
}

/** The helper asks, follows what is answered, and may always come down by himself. */
export function wireAskingForTheHand(parts: RoomParts): void {
  const { say, line, presence, stage, board } = parts;
  const button = optionalPart("ask", HTMLButtonElement);
  if (button === null) return;
  /** This page came down, or took its question back, by itself: nobody has to tell it. */
  let mine = false;
  let before: Pick<ParticipantInfo, "hand" | "asked"> = { hand: "see", asked: null };
  const show = () => {
    const { me } = presence;
    if (me === null) return;
    const given = me.hand !== "see";
    const state = given ? "given" : me.asked === null ? "on" : "asked";
    button.disabled = me.sharing || !(somethingShown(parts) || given);
    setState(button, state);
    tellTheAnswer(me);
    before = { hand: me.hand, asked: me.asked };
  };
  const tellTheAnswer = (me: ParticipantInfo) => {
    const had = before.hand !== "see";
    const has = me.hand !== "see";
    const answered = before.asked !== null && me.asked === null;
    if (has && !had) board.show("hand", { kind: "success", text: say("hand_given") });
    else if (had && !has && !mine) board.show("hand", { kind: "info", text: say("hand_taken") });
    else if (answered && !has && !mine) board.show("hand", { kind: "info", text: say("hand_refused") });
    if (answered || has !== had) mine = false;
  };
  button.addEventListener("click", () => {
    const { me } = presence;
    if (me === null) return;
    board.clear("hand");
    const { state } = button.dataset;
    if (state === "given") mine = line.send({ type: "hand.set", participant: me.id, rung: "see" });
    else if (state === "asked") mine = line.send({ type: "hand.ask", rung: "see" });
    else line.send({ type: "hand.ask", rung: "point" });
  });
  presence.on("changed", show);
  stage.on("state", show);
}
