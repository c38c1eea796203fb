import { Controller } from "../lib/controllers";

const PAUSE_MS = 1200;
type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * A field of the memo's editor that is saved by itself when typing pauses. What cannot be kept is said beside it;
 * whatever happens, the text stays in the field and goes with the next button.
 */
export class AutosaveController extends Controller {
  #timer = 0;
  #sent = 0;

  connect(): void {
    this.element.addEventListener("input", () => {
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => void this.#save(), PAUSE_MS);
    });
  }

  override disconnect(): void {
    window.clearTimeout(this.#timer);
  }

  async #save(): Promise<void> {
    const field = this.element;
    if (!isField(field) || !field.form) return;
    const { form, name, value } = field;
    const was = form.elements.namedItem(`was-${name}`);
    const body = new URLSearchParams({ [name]: value });
    if (was instanceof HTMLInputElement) body.set(`was-${name}`, was.value);
    this.#sent += 1;
    const mine = this.#sent;
    const answer = await send(form, body);
    // Typed further meanwhile: the next answer speaks of that.
    if (mine !== this.#sent || !field.isConnected) return;
    if (answer === "saved") {
      if (was instanceof HTMLInputElement) was.value = value;
      say(form, "saved");
      correct(field, "");
      return;
    }
    const wrong = answer === "lost" ? "" : (answer[name] ?? "");
    if (wrong !== "") correct(field, wrong);
    say(form, wrong === "" ? "trouble" : "wrong");
  }
}

function isField(element: HTMLElement): element is Field {
  return element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement;
}

/** « saved », what is wrong by field, or « lost » when the server could not be asked or did not answer so. */
async function send(
  form: HTMLFormElement,
  body: URLSearchParams,
): Promise<"saved" | "lost" | Record<string, string>> {
  const token = form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      credentials: "same-origin",
      body,
      signal: AbortSignal.timeout(15_000),
    });
    // Somebody signed out elsewhere is sent to another page, which is no answer.
    if (response.ok && !response.redirected) return "saved";
    if (response.status !== 422) return "lost";
    const told: unknown = await response.json();
    return errorsIn(told);
  } catch {
    return "lost";
  }
}

function errorsIn(told: unknown): Record<string, string> {
  if (typeof told !== "object" || told === null || !("errors" in told)) return {};
  const { errors } = told;
  if (typeof errors !== "object" || errors === null) return {};
  return Object.fromEntries(Object.entries(errors).map(([name, sentence]) => [name, String(sentence)]));
}

function say(form: HTMLFormElement, what: "saved" | "wrong" | "trouble"): void {
  const status = form.querySelector<HTMLElement>("[data-ep-autosave-status]");
  if (status) status.textContent = status.dataset[what] ?? "";
}

/** Write what is wrong beside the field, or take it away. */
function correct(field: Field, sentence: string): void {
  const id = `${field.id}_autosave`;
  const shown = document.getElementById(id);
  const described = new Set((field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (sentence === "") {
    shown?.remove();
    described.delete(id);
    field.removeAttribute("aria-invalid");
  } else {
    const note = shown ?? document.createElement("p");
    note.id = id;
    note.className = "field__errors";
    note.setAttribute("role", "alert");
    note.textContent = sentence;
    if (!shown) field.after(note);
    described.add(id);
    field.setAttribute("aria-invalid", "true");
  }
  if (described.size > 0) field.setAttribute("aria-describedby", [...described].join(" "));
  else field.removeAttribute("aria-describedby");
}
