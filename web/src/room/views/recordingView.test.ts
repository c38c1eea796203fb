import { beforeEach, describe, expect, it } from "vitest";
import { Emitter } from "../../lib/emitter";
import type { ParticipantInfo } from "../../lib/protocol";
import type { Camera, CameraEvents } from "../camera";
import { Film } from "../film";
import type { Answer } from "../http";
import { type Recording, RecordingFlow } from "../recordingFlow";
import type { Say } from "../texts";
import { openPage, settle } from "./fakePage";
import { NoticeBoard } from "./noticeBoard";
import { part } from "./parts";
import { RecordingView } from "./recordingView";

const ADDRESSES = {
  state_url: "state",
  propose_url: "propose",
  accept_url: "accept",
  decline_url: "decline",
  cancel_url: "cancel",
  stop_url: "stop",
  segment_url: "segment",
  close_url: "close",
  piece_url: "/__segment__/__number__",
  done_url: "done",
};

class NoCamera extends Emitter<CameraEvents> implements Camera {
  readonly isAble = false;
  ready = async () => true;
  setVoice(): void {}
  setSilent(): void {}
  start(): void {}
  flush(): void {}
  async stop(): Promise<void> {}
  close(): void {}
}

let asked: string[];
let answer: Answer;
let flow: RecordingFlow;
let film: Film;
let say: Say;

/** Notes what this test is asked, even when a deed of the one before is still insisted on. */
function makeHttp() {
  const asking = asked;
  return {
    async get(): Promise<Answer> {
      return answer;
    },
    async post(url: string): Promise<Answer> {
      asking.push(url);
      return answer;
    },
    async put(): Promise<Answer> {
      return answer;
    },
  };
}

/** Without `awaited`: the one who did not propose is, until she answers. */
function told(
  state: Recording["state"],
  by = "k",
  awaited = state === "proposed" ? [by === "k" ? "j" : "k"] : [],
): void {
  flow.handleRecording({ type: "recording", id: "f", state, proposed_by: by, recorder: "k", awaited });
}

const someone = {
  present: true,
  sharing: false,
  admitted: true,
  surface: null,
  hidden: false,
  hand: "see",
  hand_until: null,
  asked: null,
} as const;
const jeanne: ParticipantInfo = { ...someone, id: "j", first_name: "Jeanne", role: "helped", colour: 0 };
const karim: ParticipantInfo = { ...someone, id: "k", first_name: "Karim", role: "helper", colour: 1 };
const paul: ParticipantInfo = { ...someone, id: "p", first_name: "Paul", role: "relative", colour: 2 };

function people(me: ParticipantInfo, ...others: ParticipantInfo[]) {
  return { me, others, find: (id: string) => [me, ...others].find((one) => one.id === id) ?? null };
}

const button = () => part("record", HTMLButtonElement);
const dialog = () => part("film-dialog", HTMLDialogElement);
const question = () => part("film-question", HTMLElement).textContent;
const notices = () => [...document.querySelectorAll("[data-ep-room=notice-text]")].map((one) => one.textContent);

beforeEach(() => {
  say = openPage();
  asked = [];
  answer = { kind: "unreachable" };
  flow = new RecordingFlow(makeHttp(), ADDRESSES);
  film = new Film({ http: makeHttp(), urls: ADDRESSES, camera: new NoCamera(), owner: "karim" });
  new RecordingView(flow, film, new NoticeBoard(), say, people(jeanne, karim));
});

function among(me: ParticipantInfo, ...others: ParticipantInfo[]): void {
  say = openPage();
  flow = new RecordingFlow(makeHttp(), ADDRESSES);
  new RecordingView(flow, film, new NoticeBoard(), say, people(me, ...others));
}

describe("the other proposes", () => {
  it("asks, and only a clear yes is a yes", async () => {
    told("proposed");
    expect(dialog().open).toBe(true);
    expect(question()).toContain("Karim propose d’enregistrer la visite.");
    expect(button().dataset.state).toBe("asked");
    dialog().close("yes");
    await settle();
    expect(asked).toEqual(["accept"]);
  });

  it.each(["no", ""])("takes %j for a no", async (value) => {
    told("proposed");
    dialog().close(value);
    await settle();
    expect(asked).toEqual(["decline"]);
  });

  it("asks no longer once it is taken back, and answers nothing by itself", async () => {
    told("proposed");
    told("cancelled");
    await settle();
    expect(dialog().open).toBe(false);
    expect(asked).toEqual([]);
    expect(notices()).toEqual(["La proposition d’enregistrer est retirée."]);
  });
});

describe("an answer the network loses", () => {
  const DELAYED = "Le réseau est coupé. C’est noté\u00a0: votre choix part tout seul dès que le réseau revient.";
  const online = async () => {
    globalThis.dispatchEvent(new Event("online"));
    await settle();
  };

  it("is given again until it is heard, and not asked for twice", async () => {
    told("proposed");
    dialog().close("no");
    await settle();
    expect(notices()).toEqual([DELAYED]);
    told("proposed", "k", ["j", "p"]);
    await settle();
    expect(dialog().open).toBe(false);
    answer = { kind: "refused", status: 503, code: "", sentence: "" };
    await online();
    answer = { kind: "done", body: { recording: null } };
    await online();
    expect(new Set(asked)).toEqual(new Set(["decline"]));
    expect(asked.length).toBeGreaterThanOrEqual(3);
    expect(notices()).toEqual([]);
    await online();
    expect(asked.length).toBeLessThanOrEqual(4);
  });

  it("is not given any more once it makes no sense", async () => {
    told("proposed");
    dialog().close("yes");
    await settle();
    told("cancelled");
    await settle();
    const before = asked.length;
    await online();
    expect([asked.length, notices()]).toEqual([before, ["La proposition d’enregistrer est retirée."]]);
  });

  it("gives way to the newer one", async () => {
    told("recording");
    told("paused", "k", ["j"]);
    dialog().close("no");
    await settle();
    part("notice-action", HTMLButtonElement).click();
    dialog().close("yes");
    await settle();
    await online();
    expect(asked.filter((deed) => deed === "decline")).toHaveLength(1);
    expect(asked.at(-1)).toBe("accept");
  });

  it("that the server refuses is asked for again", async () => {
    answer = { kind: "refused", status: 409, code: "x", sentence: "Non." };
    told("proposed");
    dialog().close("no");
    await settle();
    told("proposed", "k", ["j", "p"]);
    expect(dialog().open).toBe(true);
  });
});

describe("this page proposes", () => {
  it("waits for the answer, and can take it back", async () => {
    button().click();
    await settle();
    expect(asked).toEqual(["propose"]);
    told("proposed", "j");
    expect(dialog().open).toBe(false);
    expect(notices()).toEqual(["On attend la réponse de Karim pour enregistrer."]);
    button().click();
    await settle();
    expect(asked).toEqual(["propose", "cancel"]);
  });

  it("says when the answer is no", () => {
    told("proposed", "j");
    told("declined", "j");
    expect(notices()).toEqual(["Karim préfère ne pas enregistrer. La visite continue sans film."]);
    expect(button().dataset.state).toBe("none");
  });

  it("says when the server does not answer, and passes on its refusals", async () => {
    button().click();
    await settle();
    expect(notices()).toEqual(["Le serveur ne répond pas. Recommencez dans un instant."]);
    answer = { kind: "refused", status: 409, code: "x", sentence: "Un film est déjà en cours." };
    button().click();
    await settle();
    expect(notices()).toEqual(["Un film est déjà en cours."]);
  });
});

describe("among three", () => {
  it("says who has not answered yet", () => {
    among(jeanne, karim, paul);
    told("proposed", "j", ["k", "p"]);
    expect(notices()).toEqual(["On attend la réponse de Karim et Paul pour enregistrer."]);
    told("proposed", "j", ["p"]);
    expect(notices()).toEqual(["On attend la réponse de Paul pour enregistrer."]);
  });

  it("lets who has agreed take it back by stopping", async () => {
    among(jeanne, karim, paul);
    told("proposed", "k", ["p"]);
    expect([dialog().open, button().dataset.state]).toEqual([false, "paused"]);
    button().click();
    await settle();
    expect(asked).toEqual(["stop"]);
  });

  it("does not say which of two said no", () => {
    among(jeanne, karim, paul);
    told("proposed", "j", ["k", "p"]);
    told("declined", "j");
    expect(notices()).toEqual(["Quelqu’un préfère ne pas enregistrer. La visite continue sans film."]);
  });

  it("says for whom a film pauses, and how to stop it", async () => {
    among(jeanne, karim, paul);
    told("recording");
    told("paused", "k", ["p"]);
    expect(notices()[0]).toContain("on attend l’accord de Paul. Il reprend aussi après son départ.");
    expect(part("recording-mark", HTMLElement).hidden).toBe(true);
    button().click();
    await settle();
    expect(asked).toEqual(["stop"]);
  });
});

describe("who came in while it was filmed", () => {
  beforeEach(() => among(paul, jeanne, karim));

  it("is asked, and proposes nothing herself", async () => {
    told("cancelled");
    expect(button().hidden).toBe(true);
    told("paused", "k", ["p"]);
    expect(button().hidden).toBe(false);
    expect(question()).toContain("Cette visite est filmée.");
    dialog().close("yes");
    await settle();
    expect(asked).toEqual(["accept"]);
  });

  it("may say no, is not asked again by itself, and may change her mind", async () => {
    told("paused", "k", ["p"]);
    dialog().close("no");
    await settle();
    expect(asked).toEqual(["decline"]);
    told("paused", "k", ["p", "q"]);
    expect(dialog().open).toBe(false);
    expect(notices()[0]).toContain("il ne reprend qu’après votre départ");
    part("notice-action", HTMLButtonElement).click();
    expect(dialog().open).toBe(true);
    dialog().close("yes");
    await settle();
    expect(asked).toEqual(["decline", "accept"]);
  });

  it("is told why she sees no film when she said no to a proposal: nothing more", async () => {
    told("proposed", "k", ["j", "p"]);
    dialog().close("no");
    await settle();
    told("declined", "k");
    await settle();
    expect(notices()).toEqual([]);
  });
});

describe("while it films", () => {
  it("shows the red mark and how to stop", async () => {
    expect(part("recording-mark", HTMLElement).hidden).toBe(true);
    told("recording");
    expect(part("recording-mark", HTMLElement).hidden).toBe(false);
    expect(part("root", HTMLElement).dataset.recording).toBe("recording");
    button().click();
    await settle();
    expect(asked).toEqual(["stop"]);
  });

  it("says what becomes of the film afterwards", () => {
    told("recording");
    told("uploading");
    expect(button().disabled).toBe(true);
    expect(notices()).toEqual(["Le film se prépare…"]);
    told("ready");
    expect(button().disabled).toBe(false);
    expect(notices()).toEqual(["Le film de la visite est prêt."]);
  });

  it("stops when this browser cannot film, and says so", async () => {
    film.handleRecording(
      { type: "recording", id: "f", state: "recording", proposed_by: "k", recorder: "j", awaited: [] },
      true,
    );
    await settle();
    expect(asked).toContain("stop");
    expect(notices()).toContain("Ce navigateur ne sait pas filmer\u00a0: l’enregistrement est arrêté.");
  });
});
