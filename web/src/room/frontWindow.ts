import type { AskForScreen } from "./screenShare";

/** The browser's CaptureController, newer than TypeScript's types. */
export interface FocusController {
  setFocusBehavior(behavior: "focus-captured-surface" | "no-focus-change"): void;
}

declare global {
  interface Window {
    readonly CaptureController?: new () => FocusController;
  }
}

const browsersController = (): FocusController | null =>
  window.CaptureController === undefined ? null : new window.CaptureController();

/**
 * `ask`, and then what she chose comes to the front only if `goesThere`: otherwise the room would be behind, with
 * the very button that keeps the help before her. Browsers without this do as they like.
 */
export function withFront(
  ask: AskForScreen,
  goesThere: () => boolean,
  makeController: () => FocusController | null = browsersController,
): AskForScreen {
  return async (options) => {
    const controller = makeController();
    if (controller === null) return ask(options);
    const stream = await ask(Object.assign({}, options, { controller }));
    try {
      controller.setFocusBehavior(goesThere() ? "focus-captured-surface" : "no-focus-change");
    } catch {
      // A whole screen has no front.
    }
    return stream;
  };
}
