import { describe, expect, it, vi } from "vitest";
import { Http } from "./http";

const asked = vi.fn();

function answering(status: number, body: unknown): Http {
  return new Http("token", async (url, init) => {
    asked(url, init);
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status });
  });
}

describe("a request", () => {
  it("carries Django's token, and what kind of thing it sends", async () => {
    await answering(200, {}).put("/a", new ArrayBuffer(2), "video/webm", "abc");
    const headers = asked.mock.lastCall?.[1].headers;
    expect(headers).toEqual({
      Accept: "application/json",
      "X-CSRFToken": "token",
      "Content-Type": "video/webm",
      "X-Content-SHA256": "abc",
    });
    await answering(200, {}).get("/b");
    expect(asked.mock.lastCall?.[1].headers).toEqual({ Accept: "application/json" });
  });

  it("gives what the server answers", async () => {
    expect(await answering(200, { segment: 1 }).post("/a")).toEqual({ kind: "done", body: { segment: 1 } });
    expect(await answering(200, "").post("/a")).toEqual({ kind: "done", body: null });
  });

  it("gives the server's sentence when it refuses, none when it has none", async () => {
    const refusal = { code: "disk_full", message: "Plus de place.", way_on: "On réessaie." };
    expect(await answering(507, refusal).post("/a")).toEqual({
      kind: "refused",
      status: 507,
      code: "disk_full",
      sentence: "Plus de place. On réessaie.",
    });
    expect(await answering(502, "<html>").post("/a")).toEqual({
      kind: "refused",
      status: 502,
      code: "",
      sentence: "",
    });
  });

  it("says when nobody answers", async () => {
    const http = new Http("token", () => Promise.reject(new TypeError("network")));
    expect(await http.post("/a")).toEqual({ kind: "unreachable" });
  });
});
