import { STEPS_MAX } from "../../lib/protocol";
import type { Sentences } from "../sentence";
import { focusOf, proposedSentence, takePicture } from "../stepPicture";
import type { TextKey } from "../texts";
import { MemoQuestion } from "../views/memoQuestion";
import { MemoView } from "../views/memoView";
import { part, setText } from "../views/parts";
import { StepView } from "../views/stepView";
import type { RoomParts } from "./parts";
import { sceneOf } from "./scene";

/** The steps on both pages, and the helped person's say over them. `speak` says aloud, when she wishes. */
export function wireMemo(parts: RoomParts, speak: (words: string) => void = () => {}): void {
  const { root, say, line, memo, board } = parts;
  const told = part("memo-told", HTMLElement);
  new MemoView(memo, say, (words) => {
    setText(told, words);
    speak(words);
  });
  memo.on("changed", () => {
    root.dataset.memo = memo.state;
  });
  line.on("memo", (message) => memo.handleMemo(message));
  line.on("joined", ({ state }) => {
    // Who came too is told nothing of it.
    if (state === "open" && ["helped", "helper"].includes(root.dataset.role ?? "")) void memo.refresh();
  });
  if (root.dataset.role === "helped") new MemoQuestion(memo, board, say);
}

/** « Étape » of the helper. Returns what takes a step, for the keys and the marks. */
export function wireTakingSteps(parts: RoomParts, sentences: Sentences): () => void {
  const { say, memo, presence, marks, stage, board } = parts;
  const take = () => {
    const why = whyNot(parts);
    const picture = why === null ? takePicture(sceneOf(parts)) : null;
    if (picture === null) {
      const text = say(why ?? "step_no_picture", { name: helpedName(parts), count: STEPS_MAX });
      board.show("step-why", { kind: "warning", text });
      return;
    }
    board.clear("step-why");
    const sentence = proposedSentence(marks.marks, sentences.standing?.text ?? "");
    const focus = focusOf(marks.marks, marks.focus?.place ?? null);
    view.handleTaken(memo.take({ picture, sentence, focus }), sentence);
  };
  const view = new StepView({ memo, say, surface: stage.surface, take });
  memo.on("step", ({ state, why }) => {
    if (state === "kept") board.clear("step");
    const text = why === "" ? say(state === "lost" ? "step_lost" : "step_waiting") : why;
    if (state === "lost") board.show("step", { kind: "error", text });
    else if (state === "waiting") board.show("step", { kind: "warning", text });
  });
  memo.on("refused", ({ sentence }) => {
    board.show("memo", { kind: "warning", text: sentence === "" ? say("memo_no_server") : sentence });
  });
  tellHerAnswer(parts);
  const mayBePast = () => {
    if (whyNot(parts) === null) board.clear("step-why");
  };
  memo.on("changed", mayBePast);
  presence.on("changed", mayBePast);
  stage.on("state", mayBePast);
  addEventListener("pagehide", () => view.send(true));
  addEventListener("beforeunload", (event) => {
    if (memo.pending > 0) event.preventDefault();
  });
  return take;
}

/** Why no step can be taken now, as a text; null when one can. The server says so too, at the last instant. */
function whyNot({ memo, presence, stage }: RoomParts): TextKey | null {
  if (memo.state === "off") return "step_not_agreed";
  if (memo.state === "asked") return "step_not_answered";
  if (presence.photo === null && presence.sharer === null) return "step_nothing";
  if (presence.photo === null && presence.sharer?.hidden === true) return "step_hidden";
  if (stage.picture === null) return "step_arriving";
  return memo.steps.length + memo.pending >= STEPS_MAX ? "step_full" : null;
}

function helpedName({ say, presence }: RoomParts): string {
  return presence.others.find(({ role }) => role === "helped")?.first_name ?? say("someone");
}

/** He learns what she answered, and that she wants no more; not what he did himself. */
function tellHerAnswer(parts: RoomParts): void {
  const { say, memo, board } = parts;
  const name = () => helpedName(parts);
  /** His own question, which he takes back. */
  let mine = false;
  /** Null until the server has said how it stands: what was agreed before is no news. */
  let before: typeof memo.state | null = null;
  part("step", HTMLButtonElement).addEventListener("click", () => {
    mine = memo.state === "asked";
    board.clear("memo");
  });
  memo.on("changed", () => {
    const { state } = memo;
    if (before === null) board.clear("memo");
    else if (state === before) return;
    else if (state === "on") board.show("memo", { kind: "success", text: say("memo_agreed", { name: name() }) });
    else if (state === "off" && before === "asked" && !mine)
      board.show("memo", { kind: "info", text: say("memo_declined", { name: name() }) });
    else if (state === "off" && before === "on")
      board.show("memo", { kind: "info", text: say("memo_stopped", { name: name() }) });
    if (state !== "asked") mine = false;
    before = state;
  });
}
