import { beforeEach, describe, expect, it } from "vitest";
import type { Answer } from "./http";
import { type Recording, RecordingFlow } from "./recordingFlow";

let asked: string[];
let answers: Answer[];
let happened: unknown[];
let flow: RecordingFlow;

const film: Recording = {
  type: "recording",
  id: "f",
  state: "proposed",
  proposed_by: "k",
  recorder: "k",
  awaited: [],
};
const { type: _, ...told } = film;
const answer = (body: unknown): Answer => ({ kind: "done", body });
const next = async (url: string): Promise<Answer> => {
  asked.push(url);
  return answers.shift() ?? { kind: "unreachable" };
};

beforeEach(() => {
  asked = [];
  answers = [];
  happened = [];
  const http = { get: (url: string) => next(`GET ${url}`), post: (url: string) => next(`POST ${url}`) };
  flow = new RecordingFlow(http, {
    state_url: "/etat",
    propose_url: "/proposer",
    accept_url: "/oui",
    decline_url: "/non",
    cancel_url: "/retirer",
    stop_url: "/arreter",
  });
  flow.on("changed", (recording) => happened.push(recording?.state ?? null));
  flow.on("refused", (refusal) => happened.push(refusal));
});

describe("the film", () => {
  it("goes from a proposal to being ready, told by answers and by the socket, each change once", async () => {
    answers = [answer({ recording: told }), answer({ recording: { ...told, state: "uploading", segment: 2 } })];
    expect(await flow.propose()).toBe(true);
    flow.handleRecording(film);
    flow.handleRecording({ ...film, state: "recording" });
    expect(await flow.stop()).toBe(true);
    flow.handleRecording({ ...film, state: "ready" });
    expect(happened).toEqual(["proposed", "recording", "uploading", "ready"]);
    expect(asked).toEqual(["POST /proposer", "POST /arreter"]);
  });

  it("changes too when others are awaited", () => {
    flow.handleRecording({ ...film, awaited: ["j", "p"] });
    flow.handleRecording({ ...film, awaited: ["p"] });
    flow.handleRecording({ ...film, awaited: ["p"] });
    expect(happened).toEqual(["proposed", "proposed"]);
  });

  it("is what the server says after a cut", async () => {
    answers = [answer({ recording: told }), answer({ recording: null })];
    await flow.refresh();
    expect(flow.recording).toEqual(film);
    await flow.refresh();
    expect(flow.recording).toBeNull();
    expect(happened).toEqual(["proposed", null]);
  });
});

describe("no", () => {
  it.each([
    ["accept", "/oui"],
    ["decline", "/non"],
    ["cancel", "/retirer"],
  ] as const)("%s: the server's sentence is passed on, nothing changes", async (deed, url) => {
    answers = [{ kind: "refused", status: 409, code: "x", sentence: "C’est trop tard." }];
    expect(await flow[deed]()).toBe(false);
    expect(happened).toEqual([{ deed, sentence: "C’est trop tard." }]);
    expect(asked).toEqual([`POST ${url}`]);
  });

  it("without the server, or with an answer that makes no sense", async () => {
    expect(await flow.propose()).toBe(false);
    answers = [answer({ recording: { id: 3 } }), answer("oups")];
    await flow.refresh();
    await flow.refresh();
    expect(happened).toEqual([{ deed: "propose", sentence: "" }]);
  });
});
