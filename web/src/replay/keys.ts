/** What a key asks of the player. */
export type Command =
  | "play"
  | "back"
  | "forward"
  | "louder"
  | "softer"
  | "next"
  | "previous"
  | "slower"
  | "faster"
  | "full-screen";

const COMMANDS: Readonly<Record<string, Command>> = {
  " ": "play",
  arrowleft: "back",
  arrowright: "forward",
  arrowup: "louder",
  arrowdown: "softer",
  n: "next",
  p: "previous",
  "<": "slower",
  ">": "faster",
  f: "full-screen",
};

/** Where keys mean something of their own: to write, to choose, to open. */
const OWN_KEYS = "input, select, textarea, summary, [contenteditable]";
/** What is pressed with the space bar. */
const PRESSED = "a, button";
/** What arrows move. */
const SCROLLED = "[data-ep-replay=chapters], [data-ep-replay=lines]";

/** What this key asks of the player; null when it is for something else in the page, or for the browser. */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return null;
  const command = COMMANDS[event.key.toLowerCase()] ?? null;
  const target = event.target instanceof Element ? event.target : null;
  if (command === null || target?.closest(OWN_KEYS)) return null;
  if (command === "play" && target?.closest(PRESSED)) return null;
  if ((command === "louder" || command === "softer") && target?.matches(SCROLLED)) return null;
  return command;
}
