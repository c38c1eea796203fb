import { Controller } from "../lib/controllers";
import { tell } from "./status";

const SHOWN_MS = 4000;

/**
 * Copies `data-ep-copy`, or the value or text of what `data-ep-copy-from` selects, and says so with the words of
 * `data-ep-copy-done`; when the browser refuses, says `data-ep-copy-failed`.
 */
export class CopyController extends Controller {
  connect(): void {
    this.element.addEventListener("click", () => void this.copy());
  }

  private async copy(): Promise<void> {
    const done = await write(this.text());
    const words = done ? this.element.dataset.epCopyDone : this.element.dataset.epCopyFailed;
    tell(words ?? "", SHOWN_MS);
  }

  private text(): string {
    const given = this.element.dataset.epCopy;
    if (given !== undefined) return given;
    const source = document.querySelector(this.element.dataset.epCopyFrom ?? "");
    if (source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement) return source.value;
    return source?.textContent?.trim() ?? "";
  }
}

/** True when `text` is in the clipboard. */
async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeTheOldWay(text);
  }
}

// Without HTTPS, as on a local network, browsers hide navigator.clipboard.
function writeTheOldWay(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.className = "visually-hidden";
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const done = typeof document.execCommand === "function" && document.execCommand("copy");
  area.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return done;
}
