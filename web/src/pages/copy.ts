import { Controller } from "../lib/controllers";
import { tell } from "./status";

const SHOWN_MS = 5000;

/**
 * Around a field, `[data-ep-target=source]`, and a button, `[data-ep-target=button]`, that copies its value and
 * says so with the words of `#page-status` (`data-ep-copied`, `data-ep-not-copied`). See `<c-copy>`.
 */
export class CopyController extends Controller {
  connect(): void {
    const source = this.element.querySelector<HTMLInputElement>("input[data-ep-target='source']");
    const button = this.element.querySelector("[data-ep-target='button']");
    if (source) button?.addEventListener("click", () => void copy(source));
  }
}

async function copy(source: HTMLInputElement): Promise<void> {
  tell((await write(source)) ? "epCopied" : "epNotCopied", SHOWN_MS);
}

/** True when the value of `source` is in the clipboard; either way it is selected, ready for the keyboard. */
async function write(source: HTMLInputElement): Promise<boolean> {
  source.select();
  try {
    await navigator.clipboard.writeText(source.value);
    return true;
  } catch {
    // Without HTTPS, as on a local network, browsers hide navigator.clipboard.
    return typeof document.execCommand === "function" && document.execCommand("copy");
  }
}
