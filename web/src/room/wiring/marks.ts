import { Drawing } from "../drawing";
import type { MarkMessage } from "../marks";
import { Pace } from "../pace";
import { PointerCapture } from "../pointer";
import type { Presence } from "../presence";
import { LabelField } from "../views/labelField";
import { type Author, MarksView } from "../views/marksView";
import { ToolsView } from "../views/toolsView";
import type { RoomParts } from "./parts";

/** Between two messages of pointer and marks, by the data channels or by the server. Milliseconds. */
const INTERVAL_MS = { channel: 1000 / 60, server: 1000 / 8 };

type MarkParts = Pick<RoomParts, "line" | "mesh" | "presence" | "ladder" | "talk" | "marks" | "stage">;

/** What is written and coloured of the author `id`. */
export function authorOf(presence: Presence, id: string): Author {
  const one = presence.find(id);
  return { name: one?.first_name ?? "", colour: one?.colour ?? 0, own: id === presence.me?.id };
}

/** Everyone's pointers and marks over what is shown. They belong to one surface, and go with it. */
export function wireSeeingMarks({ mesh, presence, ladder, talk, marks, stage }: MarkParts): void {
  const view = new MarksView(stage.layer, marks, (id) => authorOf(presence, id));
  stage.overlay.on("size", (size) => view.handleSize(size));
  let surface = presence.surface;
  presence.on("changed", () => {
    if (presence.surface !== surface) marks.clear();
    surface = presence.surface;
    for (const author of marks.authors) {
      if (!ladder.mayMark(author)) marks.forget(author);
      else if (presence.find(author)?.present === false) marks.liftPointer(author);
    }
  });
  mesh.on("lost", ({ peer }) => marks.liftPointer(peer));
  talk.on("message", ({ peer, message }) => {
    if (isOfMarks(message)) marks.handle(peer, message);
  });
}

/** The tools of whoever may mark; the helped person has the pointer only. `onStep`: a step of the memo is wanted. */
export function wireMarking(
  { line, mesh, presence, ladder, talk, marks, stage }: MarkParts,
  onStep: () => void = () => {},
): void {
  const me = () => presence.me?.id ?? "";
  const own = () => marks.marks.filter(({ author }) => author === me());
  const drawing = new Drawing(own);
  const pace = new Pace(() => INTERVAL_MS[talk.way]);
  const hasTools = () => presence.me?.role !== "helped";
  new PointerCapture({ surface: stage.surface, frame: () => stage.frame, drawing, hasTools, onStep });
  new LabelField(drawing, stage.surface);
  const tools = new ToolsView(drawing, () => own().length);
  drawing.on("message", (message) => {
    marks.handle(me(), message);
    pace.push(message);
  });
  pace.on("send", (message) => {
    if (ladder.mayMark(me())) talk.send(message);
  });
  marks.on("changed", () => tools.show());
  let surface = presence.surface;
  const follow = () => {
    drawing.enabled = stage.isOn && ladder.mayMark(me());
    stage.surface.dataset.pointing = String(drawing.enabled);
    if (presence.surface !== surface) pace.clear();
    surface = presence.surface;
  };
  presence.on("changed", follow);
  stage.on("state", follow);
  const retell = () => {
    if (ladder.mayMark(me())) for (const message of drawing.retell()) pace.push(message);
  };
  mesh.on("linked", retell);
  line.on("joined", () => {
    if (talk.way === "server" && own().length > 0) retell();
  });
}

function isOfMarks(message: { readonly type: string }): message is MarkMessage {
  return message.type.startsWith("mark.") || message.type.startsWith("pointer.");
}
