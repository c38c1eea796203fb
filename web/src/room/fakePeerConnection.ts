/**
 * A peer connection without network, for tests: the signalling states of the specification, and two that
 * answered one another are connected. What browsers really do is checked by the browser tests.
 */
export class FakePeerConnection {
  static readonly all: FakePeerConnection[] = [];
  static next = 1;

  readonly name = String(FakePeerConnection.next++);
  configuration: RTCConfiguration;
  signalingState: RTCSignalingState = "stable";
  connectionState: RTCPeerConnectionState = "new";
  localDescription: { type: RTCSdpType; sdp: string } | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  readonly candidates: RTCIceCandidateInit[] = [];
  readonly transceivers: FakeTransceiver[] = [];
  readonly channels: FakeChannel[] = [];
  iceRestarts = 0;
  partner: FakePeerConnection | null = null;
  onnegotiationneeded: (() => void) | null = null;
  onicecandidate: ((event: { candidate: RTCIceCandidateInit | null }) => void) | null = null;
  onconnectionstatechange: (() => void) | null = null;
  ontrack: ((event: { track: unknown }) => void) | null = null;
  #needed = false;

  constructor(configuration: RTCConfiguration) {
    this.configuration = configuration;
    FakePeerConnection.all.push(this);
  }

  addTransceiver(kind: string): FakeTransceiver {
    const transceiver = new FakeTransceiver(kind);
    this.transceivers.push(transceiver);
    this.#needNegotiation();
    return transceiver;
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  createDataChannel(label: string, options: RTCDataChannelInit): FakeChannel {
    const channel = new FakeChannel(label, options);
    this.channels.push(channel);
    if (this.remoteDescription === null) this.#needNegotiation();
    return channel;
  }

  async getStats(): Promise<ReadonlyMap<string, unknown>> {
    await Promise.resolve();
    return new Map([["pair", { type: "candidate-pair", of: this.name }]]);
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }

  restartIce(): void {
    this.iceRestarts += 1;
    this.#needNegotiation();
  }

  async setLocalDescription(): Promise<void> {
    await Promise.resolve();
    const answers = this.signalingState === "have-remote-offer";
    this.localDescription = { type: answers ? "answer" : "offer", sdp: this.name };
    this.signalingState = answers ? "stable" : "have-local-offer";
    if (answers) this.#pair();
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await Promise.resolve();
    if (description.sdp === "nonsense") throw new TypeError("not a description");
    if (description.type === "answer" && this.signalingState !== "have-local-offer") {
      throw new DOMException("wrong state", "InvalidStateError");
    }
    this.remoteDescription = description;
    this.signalingState = description.type === "offer" ? "have-remote-offer" : "stable";
    if (description.type === "answer") this.#pair();
    else if (this.transceivers.length === 0) {
      this.transceivers.push(new FakeTransceiver("audio"), new FakeTransceiver("video"));
    }
  }

  async addIceCandidate(candidate: RTCIceCandidateInit): Promise<void> {
    await Promise.resolve();
    if (this.remoteDescription === null) throw new DOMException("too early", "InvalidStateError");
    this.candidates.push(candidate);
  }

  become(state: RTCPeerConnectionState): void {
    if (this.connectionState === state) return;
    this.connectionState = state;
    this.onconnectionstatechange?.();
    if (state === "connected") for (const channel of this.channels) channel.open();
  }

  close(): void {
    this.signalingState = "closed";
    this.connectionState = "closed";
  }

  #pair(): void {
    const partner = FakePeerConnection.all.find((other) => other.name === this.remoteDescription?.sdp) ?? null;
    this.partner = partner;
    if (partner?.partner !== this || partner.signalingState !== "stable") return;
    for (const one of [this, partner]) one.become("connected");
  }

  #needNegotiation(): void {
    if (this.#needed) return;
    this.#needed = true;
    queueMicrotask(() => {
      this.#needed = false;
      if (this.signalingState === "stable") this.onnegotiationneeded?.();
    });
  }
}

export class FakeTransceiver {
  direction = "recvonly";
  readonly receiver: { track: { kind: string } };
  readonly sender = {
    track: null as unknown,
    replaceTrack: async (track: unknown): Promise<void> => {
      this.sender.track = track;
    },
    encodings: [{}] as RTCRtpEncodingParameters[],
    getParameters: () => ({ encodings: this.sender.encodings }),
    setParameters: async ({ encodings }: Pick<RTCRtpSendParameters, "encodings">): Promise<void> => {
      this.sender.encodings = encodings;
    },
  };

  constructor(kind: string) {
    this.receiver = { track: { kind } };
  }

  setCodecPreferences(): void {}
}

export class FakeChannel {
  readonly label: string;
  readonly options: RTCDataChannelInit;
  readyState = "connecting";
  bufferedAmount = 0;
  readonly sent: string[] = [];
  onopen: (() => void) | null = null;
  onclose: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;

  constructor(label: string, options: RTCDataChannelInit) {
    this.label = label;
    this.options = options;
  }

  open(): void {
    if (this.readyState === "open") return;
    this.readyState = "open";
    this.onopen?.();
  }

  /** As when the page at the other end is closed. */
  closeByItself(): void {
    this.readyState = "closed";
    this.onclose?.();
  }

  send(text: string): void {
    this.sent.push(text);
  }
}

/** In the shape the code under test asks for. */
export function fakeConnect(configuration: RTCConfiguration): RTCPeerConnection {
  return new FakePeerConnection(configuration) as unknown as RTCPeerConnection;
}
