/** What browsers only allow after a click or a key. */
export function onGesture(run: () => void): void {
  for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, run, { capture: true });
}
