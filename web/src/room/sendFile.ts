import { type Answer, answerOf } from "./http";

export interface Upload {
  readonly clientId: string;
  readonly name: string;
  readonly body: Blob;
}

/** Sends one file; `onProgress` is told which share of it left, 0 to 1. */
export type SendFile = (
  upload: Upload,
  onProgress: (share: number) => void,
  signal: AbortSignal,
) => Promise<Answer>;

/** Sends one body to the address `url`; the rest as `SendFile`. */
export type SendBody = (
  url: string,
  body: Blob,
  onProgress: (share: number) => void,
  signal?: AbortSignal,
) => Promise<Answer>;

/** Ten megabytes on a slow telephone network. */
const UPLOAD_MS = 600_000;

/** Sends files to the address `url`. */
export function fileSender(url: string, csrf: string): SendFile {
  const send = bodySender(csrf);
  return ({ clientId, name, body }, onProgress, signal) =>
    send(`${url}?${new URLSearchParams({ client_id: clientId, name })}`, body, onProgress, signal);
}

/** Sends what may be heavy. (`fetch` does not say how much has left.) */
export function bodySender(csrf: string): SendBody {
  return (url, body, onProgress, signal) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", url);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("X-CSRFToken", csrf);
      request.setRequestHeader("Content-Type", body.type === "" ? "application/octet-stream" : body.type);
      request.timeout = UPLOAD_MS;
      request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
      request.onload = () => resolve(answerOf(request.status, parsed(request.responseText)));
      for (const name of ["error", "abort", "timeout"]) {
        request.addEventListener(name, () => resolve({ kind: "unreachable" }));
      }
      signal?.addEventListener("abort", () => request.abort(), { once: true });
      request.send(body);
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
