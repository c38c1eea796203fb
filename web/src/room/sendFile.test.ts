import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fileSender } from "./sendFile";

/** What the page uses of an XMLHttpRequest; the test plays the network. */
class FakeRequest extends EventTarget {
  static last: FakeRequest;
  readonly headers: Record<string, string> = {};
  readonly upload: { onprogress: (event: { loaded: number; total: number }) => void } = { onprogress: () => {} };
  address = "";
  body: unknown = null;
  status = 0;
  responseText = "";
  onload = () => {};

  constructor() {
    super();
    FakeRequest.last = this;
  }

  open(method: string, address: string): void {
    this.address = `${method} ${address}`;
  }

  setRequestHeader(name: string, value: string): void {
    this.headers[name] = value;
  }

  send(body: unknown): void {
    this.body = body;
  }

  abort(): void {
    this.dispatchEvent(new Event("abort"));
  }

  answer(status: number, text: string): void {
    Object.assign(this, { status, responseText: text });
    this.onload();
  }
}

const body = new Blob(["photo"], { type: "image/jpeg" });
const upload = { clientId: "line-0001", name: "Été & co.jpg", body };
const progress = vi.fn();
const abort = () => new AbortController();

beforeEach(() => vi.stubGlobal("XMLHttpRequest", FakeRequest));
afterEach(() => vi.unstubAllGlobals());

const send = (signal = abort().signal) => fileSender("/fichiers/", "token")(upload, progress, signal);

it("sends the file itself, its name in the address", async () => {
  const answer = send();
  const { last } = FakeRequest;
  expect(last.address).toBe("POST /fichiers/?client_id=line-0001&name=%C3%89t%C3%A9+%26+co.jpg");
  expect(last.headers).toEqual({
    Accept: "application/json",
    "X-CSRFToken": "token",
    "Content-Type": "image/jpeg",
  });
  expect(last.body).toBe(body);
  last.upload.onprogress({ loaded: 1, total: 4 });
  expect(progress).toHaveBeenLastCalledWith(0.25);
  last.answer(201, '{"number": 3}');
  expect(await answer).toEqual({ kind: "done", body: { number: 3 } });
});

it("gives the sentence of a refusal", async () => {
  const answer = send();
  FakeRequest.last.answer(413, '{"code": "file_too_large", "message": "Trop lourd.", "way_on": "Plus petit."}');
  expect(await answer).toEqual({
    kind: "refused",
    status: 413,
    code: "file_too_large",
    sentence: "Trop lourd. Plus petit.",
  });
});

it("survives an answer that is no JSON", async () => {
  const answer = send();
  FakeRequest.last.answer(502, "<html>");
  expect(await answer).toMatchObject({ kind: "refused", status: 502, sentence: "" });
});

it.each(["error", "timeout"])("says when nobody answers (%s)", async (event) => {
  const answer = send();
  FakeRequest.last.dispatchEvent(new Event(event));
  expect(await answer).toEqual({ kind: "unreachable" });
});

it("stops when told to", async () => {
  const stop = abort();
  const answer = send(stop.signal);
  stop.abort();
  expect(await answer).toEqual({ kind: "unreachable" });
});
