import type { Picture } from "./transport";

/** Bits a second, pictures a second; what is not said is the browser's choice. */
const BOUNDS: Readonly<Record<Picture, Pick<RTCRtpEncodingParameters, "maxBitrate" | "maxFramerate">>> = {
  live: {},
  // Leaves a voice room on a link of 300 kbit/s; the picture takes a second to arrive, sharp.
  stills: { maxBitrate: 200_000, maxFramerate: 2 },
  hidden: { maxFramerate: 5 },
};

/** The voice before all the rest, where the browser can. */
export async function putFirst(sender: RTCRtpSender): Promise<void> {
  await encode(sender, (encoding) => ({ ...encoding, priority: "high", networkPriority: "high" }));
}

/** The bounds of a picture of that kind. */
export async function giveWay(sender: RTCRtpSender, picture: Picture): Promise<void> {
  await encode(sender, ({ maxBitrate: _bits, maxFramerate: _pictures, ...encoding }) => ({
    ...encoding,
    ...BOUNDS[picture],
  }));
}

type Change = (encoding: RTCRtpEncodingParameters) => RTCRtpEncodingParameters;

async function encode(sender: RTCRtpSender, change: Change): Promise<void> {
  const parameters = sender.getParameters();
  if (parameters.encodings.length === 0) return;
  try {
    await sender.setParameters({ ...parameters, encodings: parameters.encodings.map(change) });
  } catch {
    // A wish only: browsers refuse it before the connection stands, and some know fewer of them.
  }
}
