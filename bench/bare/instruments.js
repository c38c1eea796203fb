// Put in every page of the bench before its own scripts. Clocks: `Date.now()`, which all browsers of one machine
// share, for what begins on one page and ends on another; `performance.now()` for what comes back.
(() => {
  const bench = { connections: [], submittedAt: 0, rings: [], sights: [], moves: [] };
  window.bench = bench;

  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const painted = (run) => {
    requestAnimationFrame(() => {
      // A task of its own after the frame: the frame is made by then.
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = run;
      port2.postMessage(null);
    });
  };
  bench.sleep = sleep;

  /** Milliseconds between two frames: hundreds when the page is behind another one. */
  bench.frameMs = async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const begun = await frame();
    return (await frame()) - begun;
  };

  // The connections a page makes, to look at their statistics and to send the echo back.
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...options) {
      super(...options);
      bench.connections.push(this);
    }
  };

  // What both bare pages need.

  const lossy = (connection, name, id) =>
    connection.createDataChannel(name, { negotiated: true, id, ordered: false, maxRetransmits: 0 });
  bench.lossyChannels = (connection, ...names) => names.map((name, index) => lossy(connection, name, index + 1));

  /** The local description with every network path of `connection` in it. */
  bench.described = async (connection) => {
    await connection.setLocalDescription();
    await new Promise((resolve) => {
      const look = () => connection.iceGatheringState === "complete" && resolve();
      connection.onicegatheringstatechange = look;
      look();
    });
    return connection.localDescription.sdp;
  };

  // --- Request to ring ---

  // Kept across the navigation that the form makes.
  addEventListener("submit", () => sessionStorage.setItem("bench.submittedAt", String(Date.now())), true);

  /** Notes in `bench.rings` when each card is painted: {id, at}. */
  bench.watchRings = () => {
    const seen = new Set();
    new MutationObserver(() => {
      for (const { dataset } of document.querySelectorAll("[data-ep-bell-list] [data-ep-bell-card]")) {
        const id = dataset.epBellCard;
        if (id === "" || seen.has(id)) continue;
        seen.add(id);
        painted(() => bench.rings.push({ id, at: Date.now() }));
      }
    }).observe(document.body, { childList: true, subtree: true });
  };

  /** Milliseconds of `count` round trips of `{type: "ping"}` on a socket of this server. */
  bench.pingSocket = async (path, count) => {
    const socket = new WebSocket(path);
    await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
    const took = [];
    for (let i = 0; i < count; i += 1) {
      const begun = performance.now();
      const answer = new Promise((resolve, reject) => {
        socket.onclose = reject;
        socket.onmessage = ({ data }) => JSON.parse(data).type === "pong" && resolve();
      });
      socket.send(JSON.stringify({ type: "ping" }));
      await answer;
      took.push(performance.now() - begun);
      await sleep(40);
    }
    socket.onclose = null;
    socket.close();
    return took;
  };

  // --- Pointer ---

  // The way back is the bench's own, the same on the bare pages: a channel beside those of the page, over the same
  // connection.
  const wayBack = () => lossy(bench.connections.at(-1), "bench", 9);

  /** On the page that is shown to: says when what `selector` finds in `layer` is placed, and once it is painted. */
  bench.answerMoves = (layer, selector) => {
    const channel = wayBack();
    const isMark = (node) => node instanceof Element && node.matches(selector);
    new MutationObserver((changes) => {
      if (!changes.some(({ target, addedNodes }) => [target, ...addedNodes].some(isMark))) return;
      channel.send("placed");
      painted(() => channel.send("painted"));
    }).observe(layer, { subtree: true, childList: true, attributes: true, attributeFilter: ["style"] });
    return new Promise((resolve) => (channel.onopen = resolve));
  };

  /** On the page that points: notes in `bench.moves` the milliseconds from each move to its two answers. */
  bench.timeMoves = () => {
    const channel = wayBack();
    let begun = null;
    let took = {};
    // When the browser received the move, which is before the page hears of it.
    addEventListener("pointerrawupdate", ({ timeStamp }) => (begun ??= timeStamp), true);
    channel.onmessage = ({ data }) => {
      if (begun !== null) took[data] ??= performance.now() - begun;
    };
    /** Resolves once both answers are there, or after a second: that move is lost, and not noted. */
    bench.moveAnswered = async () => {
      const until = performance.now() + 1000;
      while (!(took.placed && took.painted) && performance.now() < until) await sleep(5);
      if (took.placed && took.painted) bench.moves.push(took);
      begun = null;
      took = {};
    };
    return new Promise((resolve) => (channel.onopen = resolve));
  };

  // --- Glass to glass ---

  /** Notes in `bench.sights` the pictures on which the colour of the left edge is another one: {red, at}. */
  bench.watchColour = (video) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    let last = null;
    const look = () => {
      pen.drawImage(video, video.videoWidth * 0.05, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
      const [r, , b] = pen.getImageData(0, 0, 1, 1).data;
      const red = r > b;
      if (red !== last) bench.sights.push({ red, at: Date.now() });
      last = red;
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  };

  /** A text that scrolls beside a left edge of one colour, as on a screen where someone works. */
  const scrollText = (bench.scrollText = () => {
    const line = "<p>Plus personne seul face à son écran : on regarde ensemble, on montre, on fait soi-même.</p>";
    const style = "position:absolute;inset:0 0 auto 20vw;padding:1rem;background:white;font:1.25rem serif";
    document.body.style.overflow = "hidden";
    document.body.insertAdjacentHTML("beforeend", `<div style="${style}">${line.repeat(200)}</div>`);
    const text = document.body.lastElementChild;
    text.animate([{ top: 0 }, { top: "-4000px" }], { duration: 40_000, iterations: Infinity });
    return text;
  });

  const isRed = () => document.body.style.background === "rgb(255, 0, 0)";

  /** On the page that is shown: another colour: {red, at}. */
  bench.flipOnce = () => {
    const red = !isRed();
    document.body.style.background = red ? "rgb(255, 0, 0)" : "rgb(0, 0, 255)";
    return { red, at: Date.now() };
  };

  /** On the page that is shown: changes its colour `count` times at irregular intervals: [{red, at}]. */
  bench.flip = async (count) => {
    const text = scrollText();
    // The encoder and the sending rate settle first.
    await sleep(1500);
    const flips = [];
    for (let i = 0; i < count; i += 1) {
      await sleep(600 + Math.random() * 150);
      flips.push(bench.flipOnce());
    }
    await sleep(1000);
    text.remove();
    return flips;
  };

  /** The codec, size and rate of the video that this page receives. */
  bench.received = async () => {
    for (const connection of bench.connections) {
      if (connection.connectionState !== "connected") continue;
      const stats = [...(await connection.getStats()).values()];
      const video = stats.find(({ type, kind, framesDecoded }) => type === "inbound-rtp" && kind === "video" && framesDecoded);
      if (video === undefined) continue;
      const codec = stats.find(({ id }) => id === video.codecId);
      return `${codec.mimeType.replace("video/", "")} ${video.frameWidth}×${video.frameHeight}`;
    }
    return "";
  };
})();
