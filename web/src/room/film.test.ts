import { beforeEach, describe, expect, it, vi } from "vitest";
import { Emitter } from "../lib/emitter";
import type { Camera, CameraEvents } from "./camera";
import { Film, type FilmState } from "./film";
import type { Answer } from "./http";
import { MemoryStore } from "./pieceStore";
import type { Recording } from "./recordingFlow";

class FakeCamera extends Emitter<CameraEvents> implements Camera {
  isAble = true;
  sound = true;
  takes = 0;
  running = false;
  async ready(): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve, 2));
    return this.sound;
  }
  setVoice(): void {}
  setSilent(): void {}
  flush(): void {
    this.film("so far");
  }
  start(): void {
    this.takes += 1;
    this.running = true;
  }
  async stop(): Promise<void> {
    if (this.running) this.film("last");
    this.running = false;
  }
  close(): void {}
  film(text: string): void {
    this.emit("piece", new Blob([text]));
  }
  break(): void {
    this.emit("broken", undefined);
  }
}

const done = (body: unknown = null): Answer => ({ kind: "done", body });
const refused = (status: number, code = ""): Answer => ({ kind: "refused", status, code, sentence: code });
const recording = (state: Recording["state"], id = "f"): Recording => ({
  type: "recording",
  id,
  state,
  proposed_by: "j",
  recorder: "k",
  awaited: [],
});

/** What the browser keeps from page to page. */
class BrowserStore extends MemoryStore {
  override readonly lasts: boolean = true;
}

let camera: FakeCamera;
let store: MemoryStore;
let closed: string[];
let film: Film;
let stored: string[];
let said: unknown[];
let states: FilmState[];
let happened: string[];
let segments: number;
let onDone: () => Answer;
let onSegment: () => Answer;
let onPut: () => Answer;

function open(): void {
  camera = new FakeCamera();
  states = [];
  happened = [];
  const http = {
    async post(url: string, body?: unknown): Promise<Answer> {
      if (url.endsWith("/segment")) return onSegment();
      if (url.endsWith("/close")) {
        closed.push(`${url} ${JSON.stringify(body)}`);
        return done();
      }
      said.push(structuredClone(body));
      return onDone();
    },
    async put(url: string): Promise<Answer> {
      const answer = onPut();
      if (answer.kind !== "done") return answer;
      stored.push(url);
      const [segment, number] = url.split("/").slice(-2).map(Number);
      return done({ segment, number });
    },
  };
  const urls = {
    segment_url: "/__recording__/segment",
    close_url: "/__recording__/__segment__/close",
    piece_url: "/__recording__/__segment__/__number__",
    done_url: "/__recording__/done",
  };
  film = new Film({ http, urls, camera, owner: "karim", openStore: async () => store, busyMs: 1 });
  film.on("state", (state) => states.push(state));
  film.on("stopWanted", ({ why }) => happened.push(why));
  film.on("lost", ({ code }) => happened.push(`lost: ${code}`));
}

beforeEach(() => {
  store = new BrowserStore();
  closed = [];
  stored = [];
  said = [];
  segments = 0;
  onDone = () => done();
  onSegment = () => done({ segment: segments++ });
  onPut = () => done();
  open();
});

const reaches = (state: FilmState) => vi.waitFor(() => expect(film.state).toBe(state), { timeout: 4000 });

async function filming(): Promise<void> {
  film.handleRecording(recording("recording"), true);
  await reaches("filming");
}

describe("making the film", () => {
  it("films once both agreed, stores all pieces, and says how many there are", async () => {
    film.handleRecording(recording("proposed"), true);
    expect(film.state).toBe("off");
    await filming();
    camera.film("one");
    camera.film("two");
    film.handleRecording(recording("uploading"), true);
    await reaches("stored");
    expect(stored).toEqual(["/f/0/0", "/f/0/1", "/f/0/2"]);
    expect(said).toEqual([{ segments: [{ segment: 0, pieces: 3 }] }]);
    expect(states).toEqual(["preparing", "filming", "storing", "stored"]);
    film.handleRecording(recording("finishing"), true);
    expect(said).toHaveLength(1);
  });

  it("is not the other page's affair", async () => {
    film.handleRecording(recording("recording"), false);
    film.handleRecording(recording("uploading"), false);
    expect(film.state).toBe("off");
    expect(said).toEqual([]);
  });

  it("stores what is filmed when the visit ends, even if the server says nothing more", async () => {
    await filming();
    await film.finish();
    expect(film.state).toBe("stored");
    expect(said).toEqual([{ segments: [{ segment: 0, pieces: 1 }] }]);
  });

  it("can be done again in the same visit", async () => {
    await filming();
    await film.finish();
    film.handleRecording(recording("recording", "g"), true);
    await reaches("filming");
    film.handleRecording(recording("uploading", "g"), true);
    await reaches("stored");
    expect(said.at(-1)).toEqual({ segments: [{ segment: 1, pieces: 1 }] });
  });
});

describe("a pause, until somebody who came in agrees", () => {
  it("ends the take at once, and goes on with another segment of the same film", async () => {
    await filming();
    camera.film("one");
    film.handleRecording(recording("paused"), true);
    expect(film.state).toBe("paused");
    expect(camera.running).toBe(false);
    camera.film("nobody agreed to this one");
    film.handleRecording(recording("recording"), true);
    await reaches("filming");
    camera.film("two");
    film.handleRecording(recording("uploading"), true);
    await reaches("stored");
    expect(stored).toContain("/f/1/1");
    expect(said).toEqual([
      {
        segments: [
          { segment: 0, pieces: 3 },
          { segment: 1, pieces: 2 },
        ],
      },
    ]);
  });

  it("may be the end", async () => {
    await filming();
    film.handleRecording(recording("paused"), true);
    film.handleRecording(recording("uploading"), true);
    await reaches("stored");
    expect(said).toEqual([{ segments: [{ segment: 0, pieces: 1 }] }]);
  });

  it("that comes while a take is being prepared lets it film nothing", async () => {
    film.handleRecording(recording("recording"), true);
    film.handleRecording(recording("paused"), true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([film.state, camera.takes]).toEqual(["paused", 0]);
    film.handleRecording(recording("recording"), true);
    await reaches("filming");
    expect(camera.takes).toBe(1);
  });

  it("that the server knows of before this page is one, not a loss", async () => {
    onSegment = () => refused(409, "recording_over");
    film.handleRecording(recording("recording"), true);
    await reaches("paused");
    expect(happened).toEqual([]);
    onSegment = () => done({ segment: segments++ });
    film.handleRecording(recording("paused"), true);
    film.handleRecording(recording("recording"), true);
    await reaches("filming");
  });

  it("found by a reloaded page lets it wait", () => {
    film.handleRecording(recording("paused"), true);
    expect([film.state, said]).toEqual(["off", []]);
  });
});

describe("a reloaded page", () => {
  it("goes on with a segment of its own, and counts those before", async () => {
    await filming();
    camera.film("one");
    await vi.waitFor(() => expect(stored).toHaveLength(1));
    open();
    await filming();
    await film.finish();
    expect(said).toEqual([
      {
        segments: [
          { segment: 0, pieces: 1 },
          { segment: 1, pieces: 1 },
        ],
      },
    ]);
    expect(await store.films("karim")).toEqual([]);
  });

  it("sends first what the page before could not send", async () => {
    onPut = () => ({ kind: "unreachable" });
    await filming();
    camera.film("one");
    await vi.waitFor(async () => expect(await store.count("f")).toBe(1));
    open();
    onPut = () => done();
    await filming();
    camera.film("two");
    await film.finish();
    expect(stored).toEqual(["/f/0/0", "/f/1/0", "/f/1/1"]);
  });

  it("sends what is left of a film stopped meanwhile, with the count of it", async () => {
    onPut = () => ({ kind: "unreachable" });
    await filming();
    camera.film("one");
    await vi.waitFor(async () => expect(await store.count("f")).toBe(1));
    open();
    onPut = () => done();
    film.handleRecording(recording("uploading"), true);
    await reaches("stored");
    expect(stored).toEqual(["/f/0/0"]);
    expect(said).toEqual([{ segments: [{ segment: 0, pieces: 1 }] }]);
  });

  it("says when it leaves how far its take went, and lets out what is filmed", async () => {
    await filming();
    film.handleLeaving();
    film.handleLeave();
    expect(closed).toEqual(['/f/0/close {"pieces":1}']);
    await vi.waitFor(() => expect(stored).toEqual(["/f/0/0"]));
  });

  it("waits until the server has noticed that the former one is gone", async () => {
    const answers = [refused(409, "recorder_busy")];
    onSegment = () => answers.shift() ?? done({ segment: 4 });
    film.handleRecording(recording("recording"), true);
    await reaches("filming");
    await film.finish();
    expect(said).toEqual([{ segments: [{ segment: 4, pieces: 1 }] }]);
  });

  it("tells the server that nothing more comes when it was stopped meanwhile, once", async () => {
    film.handleRecording(recording("uploading"), true);
    film.handleRecording(recording("uploading"), true);
    await vi.waitFor(() => expect(said).toEqual([{ segments: [] }]));
  });

  it("waits for a click when the browser wants one before giving sound", async () => {
    camera.sound = false;
    film.handleRecording(recording("recording"), true);
    await reaches("silenced");
    expect(camera.takes).toBe(0);
    camera.sound = true;
    film.handleGesture();
    await reaches("filming");
    expect(camera.takes).toBe(1);
  });

  it("is told of a page that goes on filming, and takes over once it lets go", async () => {
    onSegment = () => refused(409, "recorder_busy");
    film.handleRecording(recording("recording"), true);
    await reaches("elsewhere");
    expect(camera.takes).toBe(0);
    onSegment = () => done({ segment: 5 });
    await reaches("filming");
    expect(states).toEqual(["preparing", "elsewhere", "filming"]);
  });

  it("leaves the rest to the page that replaces it", async () => {
    onPut = () => ({ kind: "unreachable" });
    await filming();
    await film.handOver();
    await vi.waitFor(async () => expect(await store.count("f")).toBe(1));
    expect(film.state).toBe("stored");
    expect(closed).toEqual(['/f/0/close {"pieces":1}']);
    expect(said).toEqual([]);
  });

  it("sends the rest by itself where the browser keeps nothing, and says so first", async () => {
    store = new MemoryStore();
    open();
    film.on("forgetful", () => happened.push("forgetful"));
    await filming();
    await film.handOver();
    expect([stored, said, happened]).toEqual([["/f/0/0"], [], ["forgetful"]]);
  });
});

describe("bad luck", () => {
  it("a browser that cannot film asks to stop", async () => {
    camera.isAble = false;
    film.handleRecording(recording("recording"), true);
    expect(happened).toEqual(["not_able"]);
    await reaches("stored");
  });

  it("a camera that breaks keeps what it has", async () => {
    await filming();
    camera.break();
    await reaches("stored");
    expect(happened).toEqual(["broken"]);
    expect(stored).toHaveLength(1);
    film.handleRecording(recording("recording"), true);
    expect(happened).toEqual(["broken", "lost"]);
  });

  it("stopped while it was getting ready, it films nothing", async () => {
    film.handleRecording(recording("recording"), true);
    film.handleRecording(recording("uploading"), true);
    await reaches("stored");
    expect(camera.takes).toBe(0);
    expect(said).toEqual([{ segments: [] }]);
  });

  it("the server that learns a moment late of the end is asked again", async () => {
    const answers = [refused(409, "recording_over"), { kind: "unreachable" } as const, done()];
    onDone = () => answers.shift() ?? done();
    await filming();
    void film.finish();
    await reaches("stored");
    expect(said).toHaveLength(3);
  });

  it("a film the server refuses is given up, and the rest left to the server", async () => {
    onPut = () => refused(409, "recording_over");
    await filming();
    camera.film("one");
    await reaches("lost");
    expect(happened).toEqual(["lost: recording_over", "lost"]);
    expect(camera.running).toBe(false);
    film.handleRecording(recording("uploading"), true);
    await vi.waitFor(() => expect(said).toEqual([{ segments: [] }]));
  });

  it("a piece the server does not want leaves a hole, not a lost film", async () => {
    const answers = [done(), refused(409, "piece_conflict")];
    onPut = () => answers.shift() ?? done();
    await filming();
    camera.film("one");
    camera.film("two");
    await film.finish();
    expect(film.state).toBe("stored");
    expect(stored).toEqual(["/f/0/0", "/f/0/2"]);
    expect(said).toEqual([{ segments: [{ segment: 0, pieces: 3 }] }]);
  });
});
