import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AutosaveController } from "./autosave";

function element<T extends Element>(selector: string): T {
  const found = document.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
}

const field = (): HTMLTextAreaElement => element("textarea");
const said = (): string | null => element("[data-ep-autosave-status]").textContent;

function type(text: string): void {
  field().value = text;
  field().dispatchEvent(new Event("input"));
}

function answer(status: number, body: unknown = {}): Response {
  return new Response(JSON.stringify(body), { status });
}

describe("a sentence that saves itself", () => {
  const asked = vi.fn<typeof fetch>();
  let controller: AutosaveController;

  beforeEach(() => {
    vi.useFakeTimers();
    asked.mockReset().mockImplementation(async () => answer(200));
    vi.stubGlobal("fetch", asked);
    document.body.innerHTML = `<form action="/memo/1/modifier/"><input name="csrfmiddlewaretoken" value="secret">
      <p data-ep-autosave-status data-saved="Enregistré." data-wrong="Corrigez." data-trouble="Plus tard."></p>
      <textarea id="one" name="sentence-1" aria-describedby="hint">Avant</textarea>
      <input type="hidden" name="was-sentence-1" value="Avant"></form>`;
    controller = new AutosaveController(field());
    controller.connect();
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is sent once typing pauses, with what it was", async () => {
    type("Ap");
    await vi.advanceTimersByTimeAsync(1000);
    type("Après");
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toHaveBeenCalledOnce();
    const [, init] = asked.mock.calls[0] ?? [];
    expect(String(init?.body)).toBe("sentence-1=Apr%C3%A8s&was-sentence-1=Avant");
    expect(init?.headers).toMatchObject({ Accept: "application/json", "X-CSRFToken": "secret" });
    expect(said()).toBe("Enregistré.");
    expect(element<HTMLInputElement>("[name=was-sentence-1]").value).toBe("Après");
  });

  it("says beside the field what cannot be kept, and takes it away once corrected", async () => {
    asked.mockImplementationOnce(async () => answer(422, { errors: { "sentence-1": "Effacez ce numéro." } }));
    type("4970…");
    await vi.advanceTimersByTimeAsync(1500);
    expect(element("#one_autosave").textContent).toBe("Effacez ce numéro.");
    expect(field().getAttribute("aria-describedby")).toBe("hint one_autosave");
    expect(field().getAttribute("aria-invalid")).toBe("true");
    expect(said()).toBe("Corrigez.");
    expect(element<HTMLInputElement>("[name=was-sentence-1]").value).toBe("Avant");
    type("Bien");
    await vi.advanceTimersByTimeAsync(1500);
    expect(document.querySelector("#one_autosave")).toBeNull();
    expect(field().getAttribute("aria-describedby")).toBe("hint");
  });

  it.each([
    ["the network is cut", async () => Promise.reject(new TypeError("cut"))],
    ["the server is ill", async () => answer(500)],
    ["too many are sent", async () => answer(429, { code: "too_many" })],
    ["its answer is none of ours", async () => new Response("<html>", { status: 422 })],
  ])("stays in the field when %s", async (_why, reply) => {
    asked.mockImplementation(reply);
    type("Après");
    await vi.advanceTimersByTimeAsync(1500);
    expect(said()).toBe("Plus tard.");
    expect(field().value).toBe("Après");
    expect(element<HTMLInputElement>("[name=was-sentence-1]").value).toBe("Avant");
  });

  it("is not sent once its page is left", async () => {
    type("Après");
    controller.disconnect();
    await vi.advanceTimersByTimeAsync(1500);
    expect(asked).not.toHaveBeenCalled();
  });
});
