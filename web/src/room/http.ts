/** What the server said: its answer, its refusal with a sentence for the person, or nothing at all. */
export type Answer =
  | { readonly kind: "done"; readonly body: unknown }
  | { readonly kind: "refused"; readonly status: number; readonly code: string; readonly sentence: string }
  | { readonly kind: "unreachable" };

const REQUEST_MS = 30_000;

function field(body: unknown, name: string): string {
  if (typeof body !== "object" || body === null) return "";
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : "";
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    const body: unknown = await response.json();
    return body;
  } catch {
    return null;
  }
}

/** What an answer of our server means; `body` is what its JSON holds, null when it is none. */
export function answerOf(status: number, body: unknown): Answer {
  if (status >= 200 && status < 300) return { kind: "done", body };
  const sentence = [field(body, "message"), field(body, "way_on")].filter((part) => part !== "").join(" ");
  return { kind: "refused", status, code: field(body, "code"), sentence };
}

/** Requests to our own server that change something, with the token Django asks for. */
export class Http {
  readonly #csrf: string;
  readonly #fetch: typeof fetch;

  constructor(csrf: string, fetcher: typeof fetch = (...args) => fetch(...args)) {
    this.#csrf = csrf;
    this.#fetch = fetcher;
  }

  get(url: string): Promise<Answer> {
    return this.#ask(url, { method: "GET" });
  }

  post(url: string, body?: unknown, keepalive = false): Promise<Answer> {
    const json = body === undefined ? null : JSON.stringify(body);
    return this.#ask(url, { method: "POST", body: json, keepalive }, "application/json");
  }

  put(url: string, body: ArrayBuffer, type: string, sha256: string, keepalive = false): Promise<Answer> {
    return this.#ask(url, { method: "PUT", body, keepalive }, type, { "X-Content-SHA256": sha256 });
  }

  async #ask(url: string, init: RequestInit, type = "", more: Record<string, string> = {}): Promise<Answer> {
    const headers: Record<string, string> = { Accept: "application/json", ...more };
    if (init.method !== "GET") headers["X-CSRFToken"] = this.#csrf;
    if (type !== "") headers["Content-Type"] = type;
    try {
      const signal = AbortSignal.timeout(REQUEST_MS);
      const response = await this.#fetch(url, { ...init, headers, signal, credentials: "same-origin" });
      // None of our addresses sends elsewhere: it is the way to the page where one signs in.
      if (response.redirected) return answerOf(401, { code: "signed_out" });
      return answerOf(response.status, await bodyOf(response));
    } catch {
      return { kind: "unreachable" };
    }
  }
}
