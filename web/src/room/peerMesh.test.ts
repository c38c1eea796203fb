import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PEER_MESSAGE_MAX_LENGTH, parseRoomToServer, type SendSignal, type Signal } from "../lib/protocol";
import { FakePeerConnection, fakeConnect } from "./fakePeerConnection";
import { PeerMesh } from "./peerMesh";

const TIMINGS = { healing: 3000, patience: 10_000, maxPatience: 40_000, unreachable: 20_000 };
const STUN = { iceServers: [{ urls: ["stun:localhost"] }] };
const HELPED = "01HELPED000000000000000000";
const HELPER = "01HELPER000000000000000000";

/** One page: its mesh, and what it said. */
class Page {
  readonly id: string;
  readonly mesh = new PeerMesh({ connect: fakeConnect, timings: TIMINGS });
  readonly said: SendSignal[] = [];
  readonly happened: string[] = [];
  deliver: ((signal: Signal) => void) | null = null;

  constructor(id: string) {
    this.id = id;
    this.mesh.on("signal", (signal) => {
      expect(parseRoomToServer(JSON.stringify(signal))).toEqual(signal);
      this.said.push(signal);
      const { type: _, to: __, ...rest } = signal;
      this.deliver?.({ type: "signal", sender: this.id, ...rest });
    });
    for (const name of ["linked", "lost", "unreachable"] as const) {
      this.mesh.on(name, () => this.happened.push(name));
    }
  }

  get peer() {
    const other = this.id === HELPED ? HELPER : HELPED;
    return { id: other, present: true, leads: other === HELPER };
  }

  join(): void {
    this.mesh.handleJoined([this.peer], STUN);
  }

  get connections(): FakePeerConnection[] {
    return FakePeerConnection.all.filter((one) => mine.get(one) === this.id && one.connectionState !== "closed");
  }
}

const mine = new Map<FakePeerConnection, string>();

/** Notes whose connections are made while `run` runs. */
function as(page: Page, run: () => void): void {
  const before = FakePeerConnection.all.length;
  run();
  for (const made of FakePeerConnection.all.slice(before)) {
    if (!mine.has(made)) mine.set(made, page.id);
  }
}

function between(one: Page, other: Page): void {
  one.deliver = (signal) => as(other, () => other.mesh.handleSignal(signal));
  other.deliver = (signal) => as(one, () => one.mesh.handleSignal(signal));
}

const settle = () => vi.advanceTimersByTimeAsync(0);
const open = (id: string): Page => new Page(id);
const last = (page: Page): FakePeerConnection => {
  const connection = page.connections.at(-1);
  if (connection === undefined) throw new Error("no connection");
  return connection;
};

let helped: Page;
let helper: Page;

beforeEach(() => {
  vi.useFakeTimers();
  helped = open(HELPED);
  helper = open(HELPER);
  between(helped, helper);
});

afterEach(() => {
  vi.useRealTimers();
  FakePeerConnection.all.length = 0;
});

async function meet(): Promise<void> {
  as(helped, () => helped.mesh.handleJoined([{ ...helped.peer, present: false }], {}));
  as(helper, () => helper.join());
  await settle();
  helped.mesh.handlePeer(helped.peer);
}

describe("somebody who goes", () => {
  it("is hung up on, and nothing tries to reach her any more", async () => {
    await meet();
    const connection = last(helped);
    helped.mesh.handleGone(HELPER);
    expect(connection.connectionState).toBe("closed");
    expect(helped.happened).toEqual(["linked", "lost"]);
    const said = helped.said.length;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(helped.said).toHaveLength(said);
    helped.mesh.handleSignal({ type: "signal", sender: HELPER, link: "x", restart: true });
    expect(helped.connections).toEqual([]);
  });

  it("is noticed after a cut too", async () => {
    await meet();
    helped.mesh.handleJoined([], {});
    expect(helped.connections).toEqual([]);
    helped.mesh.handleGone(HELPER);
    expect(helped.happened).toEqual(["linked", "lost"]);
  });
});

describe("meeting", () => {
  it("connects when the helper comes second, with one connection each", async () => {
    await meet();
    expect(helped.happened).toEqual(["linked"]);
    expect(helper.happened).toEqual(["linked"]);
    expect(helped.connections).toHaveLength(1);
    expect(last(helper).configuration.iceServers).toEqual([{ urls: ["stun:localhost"] }]);
  });

  it("connects when the helped person comes second", async () => {
    as(helper, () => helper.mesh.handleJoined([{ ...helper.peer, present: false }], {}));
    as(helped, () => helped.join());
    await settle();
    expect(helped.happened).toEqual(["linked"]);
    expect(helper.happened).toEqual(["linked"]);
  });

  it("connects when both believe to be second", async () => {
    as(helped, () => helped.join());
    as(helper, () => helper.join());
    await settle();
    expect(last(helped).partner).toBe(last(helper));
    expect(last(helped).connectionState).toBe("connected");
  });

  it("lays out one voice line, one screen line, one sure and one fast channel", async () => {
    await meet();
    for (const page of [helped, helper]) {
      expect(last(page).transceivers.map((line) => [line.receiver.track.kind, line.direction])).toEqual([
        ["audio", "sendrecv"],
        ["video", "sendrecv"],
      ]);
      expect(last(page).channels.map(({ label, options }) => [label, options])).toEqual([
        ["marks", { negotiated: true, id: 1 }],
        ["moves", { negotiated: true, id: 2, ordered: false, maxRetransmits: 0 }],
      ]);
    }
  });

  it("sends the tracks there are, and those that come later, without negotiating", async () => {
    const screen = {} as MediaStreamTrack;
    void helped.mesh.setScreen(screen);
    await meet();
    expect(last(helped).transceivers[1]?.sender.track).toBe(screen);
    const said = helped.said.length;
    const voice = {} as MediaStreamTrack;
    helped.mesh.setVoice(voice);
    void helped.mesh.setScreen(null);
    expect(last(helped).transceivers.map((line) => line.sender.track)).toEqual([voice, null]);
    await settle();
    expect(helped.said).toHaveLength(said);
  });

  it("says when another picture has taken the place of the screen, at each end", async () => {
    await meet();
    const black = {} as MediaStreamTrack;
    await helped.mesh.setScreen(black);
    expect(last(helped).transceivers[1]?.sender.track).toBe(black);
  });

  it("keeps what a picture needs through a new connection; the voice goes first", async () => {
    helped.mesh.setPicture("stills");
    await meet();
    const [voice, screen] = last(helped).transceivers.map((line) => line.sender.encodings[0]);
    expect(voice).toMatchObject({ priority: "high" });
    expect(screen).toMatchObject({ maxBitrate: 200_000 });
    helped.mesh.setPicture("live");
    await settle();
    expect(last(helped).transceivers[1]?.sender.encodings).toEqual([{}]);
  });

  it("has figures of the connections that hold, and of no others", async () => {
    await meet();
    expect([...(await helped.mesh.stats()).keys()]).toEqual([HELPER]);
    last(helped).become("disconnected");
    expect((await helped.mesh.stats()).size).toBe(0);
  });
});

describe("negotiation", () => {
  it("survives both offering at once: the helped person's page gives way", async () => {
    await meet();
    last(helped).restartIce();
    last(helper).restartIce();
    await settle();
    expect(last(helped).signalingState).toBe("stable");
    expect(last(helper).signalingState).toBe("stable");
    expect(last(helped).partner).toBe(last(helper));
  });

  it("keeps candidates that come before the description", async () => {
    as(helped, () => helped.mesh.handleJoined([{ ...helped.peer, present: true }], {}));
    const from = { type: "signal", sender: HELPER, link: "abc" } as const;
    as(helped, () => helped.mesh.handleSignal({ ...from, restart: true }));
    helped.mesh.handleSignal({ ...from, candidate: { candidate: "early" } });
    helped.mesh.handleSignal({ ...from, description: { type: "offer", sdp: "x" } });
    await settle();
    expect(last(helped).candidates).toEqual([{ candidate: "early" }]);
  });

  it("drops what belongs to a former connection, and what comes from a stranger", async () => {
    await meet();
    const connection = last(helped);
    const offer = { type: "offer", sdp: "old" } as const;
    helped.mesh.handleSignal({ type: "signal", sender: HELPER, link: "former", description: offer });
    helped.mesh.handleSignal({ type: "signal", sender: "stranger", restart: true, link: "x", description: offer });
    await settle();
    expect(connection.remoteDescription?.sdp).not.toBe("old");
    expect(helped.connections).toEqual([connection]);
  });

  it("starts afresh, a little later, after a description that cannot be read", async () => {
    await meet();
    const link = helper.said[0]?.link ?? "";
    helped.mesh.handleSignal({
      type: "signal",
      sender: HELPER,
      link,
      description: { type: "offer", sdp: "nonsense" },
    });
    await settle();
    const before = helped.said.length;
    await vi.advanceTimersByTimeAsync(TIMINGS.patience * 2);
    expect(helped.said.slice(before)[0]).toEqual({ type: "signal.send", to: HELPER, restart: true });
  });
});

describe("bad luck", () => {
  it.each([
    ["helped", HELPED],
    ["helper", HELPER],
  ])("connects again when the page of the %s is reloaded", async (_, id) => {
    await meet();
    const stays = id === HELPED ? helper : helped;
    const again = open(id);
    between(stays, again);
    as(again, () => again.join());
    await settle();
    expect(stays.happened).toEqual(["linked", "lost", "linked"]);
    expect(again.happened).toEqual(["linked"]);
    expect(stays.connections).toHaveLength(1);
  });

  it("leaves a working connection alone when only the server was away", async () => {
    await meet();
    const connection = last(helper);
    helper.mesh.handleSignallingLost();
    as(helper, () => helper.join());
    await settle();
    expect(last(helper)).toBe(connection);
    expect(helper.happened).toEqual(["linked"]);
  });

  it("looks for new paths when the network changes, and says when it is back", async () => {
    await meet();
    last(helper).become("disconnected");
    await vi.advanceTimersByTimeAsync(TIMINGS.healing);
    expect(last(helper).iceRestarts).toBe(1);
    last(helper).become("connected");
    expect(helper.happened).toEqual(["linked", "lost", "linked"]);
  });

  it("looks for new paths at once on another network, with the newest credentials", async () => {
    await meet();
    helper.mesh.handleNetwork();
    await settle();
    expect(last(helper).iceRestarts).toBe(1);
    helper.mesh.handleSignallingLost();
    helper.mesh.handleNetwork();
    expect(last(helper).iceRestarts).toBe(1);
    const fresh = { iceServers: [{ urls: ["turn:localhost"], username: "1", credential: "new" }] };
    helper.mesh.handleJoined([helper.peer], fresh);
    expect(last(helper).iceRestarts).toBe(2);
    expect(last(helper).configuration).toEqual(fresh);
    helper.join();
    await settle();
    expect(last(helper).iceRestarts).toBe(2);
    expect(helper.happened).toEqual(["linked"]);
  });

  it("notices at once that the other page was closed, and starts afresh if it stays so", async () => {
    await meet();
    last(helper).channels[0]?.closeByItself();
    expect(helper.happened).toEqual(["linked", "lost"]);
    const former = last(helper);
    as(helper, () => vi.advanceTimersByTime(TIMINGS.patience));
    await settle();
    expect(last(helper)).not.toBe(former);
    expect(helper.happened).toEqual(["linked", "lost", "linked"]);
  });

  it("looks for new paths at once when the browser gave up", async () => {
    await meet();
    last(helped).become("failed");
    expect(last(helped).iceRestarts).toBe(1);
  });

  it("says after a while that the other computer cannot be reached, and goes on trying", async () => {
    helped.deliver = helper.deliver = null;
    as(helper, () => helper.join());
    await vi.advanceTimersByTimeAsync(TIMINGS.unreachable);
    expect(helper.happened).toEqual(["unreachable"]);
    const links = () => new Set(helper.said.map((signal) => signal.link)).size;
    const before = links();
    await vi.advanceTimersByTimeAsync(TIMINGS.maxPatience);
    expect(links()).toBeGreaterThan(before);
    expect(helper.happened).toEqual(["unreachable"]);
  });

  it("waits for nobody who is away, and for nothing without the server", async () => {
    await meet();
    helper.mesh.handlePeer({ ...helper.peer, present: false });
    last(helper).become("disconnected");
    await vi.advanceTimersByTimeAsync(TIMINGS.unreachable * 3);
    expect(helper.happened).toEqual(["linked", "lost"]);
    helper.mesh.handlePeer(helper.peer);
    helper.mesh.handleSignallingLost();
    await vi.advanceTimersByTimeAsync(TIMINGS.unreachable * 3);
    expect(helper.happened).toEqual(["linked", "lost"]);
  });
});

describe("messages", () => {
  const channelsOf = (page: Page) => last(page).channels.map((channel) => channel.sent.length);

  it("go by the fast channel when they are moves, by the sure one otherwise", async () => {
    await meet();
    helper.mesh.send({ type: "pointer.move", x: 0, y: 0, n: 1 });
    helper.mesh.send({ type: "pointer.move", x: 0, y: 0, n: 2 });
    helper.mesh.send({ type: "pointer.hide", n: 3 });
    expect(channelsOf(helper)).toEqual([1, 2]);
  });

  it("do not pile moves up on a slow network", async () => {
    await meet();
    const moves = last(helper).channels[1];
    if (moves) moves.bufferedAmount = 100_000;
    helper.mesh.send({ type: "pointer.move", x: 0, y: 0, n: 1 });
    expect(channelsOf(helper)).toEqual([0, 0]);
  });

  it("are checked on arrival", async () => {
    await meet();
    const heard: unknown[] = [];
    helped.mesh.on("message", ({ message }) => heard.push(message));
    const channel = last(helped).channels[0];
    channel?.onmessage?.({ data: JSON.stringify({ type: "voice", on: true }) });
    channel?.onmessage?.({ data: JSON.stringify({ type: "pointer.move", x: 2, y: 0, n: 0 }) });
    channel?.onmessage?.({ data: new ArrayBuffer(3) });
    const silent = JSON.stringify({ type: "voice", on: false });
    channel?.onmessage?.({ data: silent + " ".repeat(PEER_MESSAGE_MAX_LENGTH) });
    expect(heard).toEqual([{ type: "voice", on: true }]);
  });
});

it("hangs up for good", async () => {
  await meet();
  helper.mesh.close();
  helper.join();
  await vi.advanceTimersByTimeAsync(TIMINGS.unreachable * 3);
  expect(helper.connections).toHaveLength(0);
  expect(helper.happened).toEqual(["linked"]);
});
