import { afterEach, describe, expect, it, vi } from "vitest";
import { inOurOrder, preferOurCodecs } from "./codecs";

const CODECS = ["video/VP8", "video/rtx", "video/H264", "video/VP9", "video/AV1", "video/VP9"].map(
  (mimeType, place) => ({ mimeType, place }),
);

afterEach(() => {
  vi.unstubAllGlobals();
});

it("puts VP9 then VP8 first, and keeps all the others in their order", () => {
  expect(inOurOrder(CODECS).map(({ place }) => place)).toEqual([3, 5, 0, 1, 2, 4]);
});

describe("asking for them", () => {
  const set = vi.fn();
  const transceiver = { setCodecPreferences: set } as unknown as RTCRtpTransceiver;

  it("is done in Chromium, and never in Firefox", () => {
    vi.stubGlobal("RTCRtpReceiver", { getCapabilities: () => ({ codecs: CODECS }) });
    preferOurCodecs(transceiver, "Mozilla/5.0 (X11) Gecko/20100101 Firefox/153.0");
    expect(set).not.toHaveBeenCalled();
    preferOurCodecs(transceiver, "Mozilla/5.0 (X11) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36");
    expect(set.mock.lastCall?.[0]).toHaveLength(CODECS.length);
  });
});
