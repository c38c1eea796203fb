const TWICE_MS = 1000;

/** Runs `run` when Escape is pressed twice within a second, whatever has the focus, dialogs included. */
export function onEscapeTwice(target: Document, run: () => void): void {
  let last = Number.NEGATIVE_INFINITY;
  target.addEventListener(
    "keydown",
    ({ key, repeat, timeStamp }) => {
      if (repeat) return;
      const twice = key === "Escape" && timeStamp - last <= TWICE_MS;
      last = key === "Escape" && !twice ? timeStamp : Number.NEGATIVE_INFINITY;
      if (twice) run();
    },
    { capture: true },
  );
}

/** Runs `run` at the key `letter`, alone and not typed into a field. */
export function onLetter(target: Document, letter: string, run: () => void): void {
  target.addEventListener("keydown", (event) => {
    const { key, repeat, altKey, ctrlKey, metaKey, defaultPrevented } = event;
    if (repeat || altKey || ctrlKey || metaKey || defaultPrevented || isWrittenInto(event)) return;
    if (key.toLowerCase() === letter.toLowerCase()) run();
  });
}

/** Elements of another document are not instances of this page's classes: their names tell. */
function isWrittenInto(event: Event): boolean {
  const [element] = event.composedPath();
  if (!(element !== undefined && "matches" in element && typeof element.matches === "function")) return false;
  return Boolean(element.matches("input, textarea, select, [contenteditable]:not([contenteditable=false])"));
}
