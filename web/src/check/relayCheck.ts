import { type IceServer, readIceServer } from "../lib/protocol";
import { list, struct } from "../lib/shape";
import type { Http } from "../room/http";
import { iceConfiguration } from "../room/iceConfiguration";
import { Check } from "./check";
import type { Finding } from "./findings";

type Connect = (configuration: RTCConfiguration) => RTCPeerConnection;

/** A relay that refuses or does not answer never makes a connection « failed » in time: we count ourselves. */
const RELAY_MS = 15_000;
const readServers = struct<{ readonly ice_servers: readonly IceServer[] }>(
  { ice_servers: list(readIceServer) },
  {},
);

async function describe(from: RTCPeerConnection, to: RTCPeerConnection): Promise<void> {
  await from.setLocalDescription();
  if (from.localDescription !== null) await to.setRemoteDescription(from.localDescription);
  await to.setLocalDescription();
  if (to.localDescription !== null) await from.setRemoteDescription(to.localDescription);
}

/** Does one message pass from `from` to `to`, by the paths they find, within `ms`? Closes both. */
export async function passes(from: RTCPeerConnection, to: RTCPeerConnection, ms: number): Promise<boolean> {
  const channel = from.createDataChannel("relay");
  channel.onopen = () => channel.send("x");
  const arrived = new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(false), ms);
    to.ondatachannel = (event) => {
      event.channel.onmessage = () => resolve(true);
    };
  });
  const described = describe(from, to);
  for (const [one, other] of [
    [from, to],
    [to, from],
  ] as const) {
    one.onicecandidate = ({ candidate }) => {
      if (candidate !== null) void described.then(() => other.addIceCandidate(candidate)).catch(() => undefined);
    };
  }
  try {
    await described;
    return await arrived;
  } finally {
    from.close();
    to.close();
  }
}

/** Does the relay carry something from this page to this page, and nothing but the relay? */
export class RelayCheck extends Check<"relay"> {
  readonly #http: Http;
  readonly #url: string;
  readonly #connect: Connect | null;

  /** `connect` is null where the browser has no calls at all. */
  constructor(http: Http, url: string, connect: Connect | null) {
    super("relay");
    this.#http = http;
    this.#url = url;
    this.#connect = connect;
  }

  protected async perform(): Promise<Finding<"relay">> {
    if (this.#connect === null) return "unsupported";
    const answer = await this.#http.post(this.#url);
    if (answer.kind === "unreachable") return "no_server";
    if (answer.kind === "refused") return answer.status === 429 ? "too_many" : "trouble";
    const { ice_servers } = readServers(answer.body);
    if (ice_servers.length === 0) return "none";
    const configuration = iceConfiguration({ ice_servers: [...ice_servers], relay_only: true });
    const [from, to] = [this.#connect(configuration), this.#connect(configuration)];
    return (await passes(from, to, RELAY_MS)) ? "works" : "unreachable";
  }
}
