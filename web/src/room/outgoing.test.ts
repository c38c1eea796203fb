import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeTrack } from "./fakeMedia";
import { Hiding } from "./hiding";
import { Outgoing } from "./outgoing";
import type { Painting } from "./studio";
import type { Picture } from "./transport";

class FakePainting implements Painting {
  readonly track = new FakeTrack("video") as unknown as MediaStreamTrack;
  readonly painted: string[] = [];
  /** The video that is copied shows nothing for as many tries. */
  late = 1;

  black(width: number, height: number): void {
    this.painted.push(`black ${width}×${height}`);
  }

  copy(): boolean {
    if (this.late > 0) {
      this.late -= 1;
      return false;
    }
    this.painted.push("copy");
    return true;
  }

  end(): void {
    this.track.stop();
  }
}

/** A link whose change of track takes as long as the test says. */
class SlowLink {
  readonly sent: (MediaStreamTrack | null)[] = [];
  readonly asked: Picture[] = [];
  readonly changes: (() => void)[] = [];

  setScreen(track: MediaStreamTrack | null): Promise<void> {
    this.sent.push(track);
    return new Promise((resolve) => this.changes.push(resolve));
  }

  setPicture(picture: Picture): void {
    this.asked.push(picture);
  }

  /** Everything asked so far is done. */
  async done(): Promise<void> {
    for (const change of this.changes.splice(0)) change();
    await vi.advanceTimersByTimeAsync(0);
  }
}

let link: SlowLink;
let paintings: FakePainting[];
let outgoing: Outgoing;
let pictures: (Picture | "off")[];
let screen: FakeTrack;

const captured = () => screen as unknown as MediaStreamTrack;
const lastPainting = () => paintings.at(-1);

beforeEach(() => {
  vi.useFakeTimers();
  link = new SlowLink();
  paintings = [];
  pictures = [];
  screen = new FakeTrack("video");
  const studio = () => {
    const painting = new FakePainting();
    paintings.push(painting);
    return painting;
  };
  outgoing = new Outgoing(link, studio, (ms, tick) => {
    const timer = setInterval(tick, ms);
    return () => clearInterval(timer);
  });
  outgoing.on("picture", (picture) => pictures.push(picture));
});

afterEach(() => {
  vi.useRealTimers();
});

describe("what goes out", () => {
  it("is the captured track itself, without any detour", async () => {
    void outgoing.show(captured());
    expect(link.sent).toEqual([captured()]);
    expect(link.asked).toEqual(["live"]);
    await link.done();
    expect(pictures).toEqual(["live"]);
    expect(paintings).toEqual([]);
  });

  it("is black, then nothing, once nothing is captured; which is said at once", async () => {
    void outgoing.show(captured());
    await link.done();
    void outgoing.show(null);
    expect(pictures).toEqual(["live", "off"]);
    expect(link.sent.at(-1)).toBe(lastPainting()?.track);
    await link.done();
    await vi.advanceTimersByTimeAsync(500);
    expect(lastPainting()?.painted).toHaveLength(3);
    expect(link.sent.at(-1)).toBeNull();
    expect(lastPainting()?.track.readyState).toBe("ended");
    expect(pictures).toEqual(["live", "off"]);
  });

  it("is the next screen when it comes before the last black", async () => {
    void outgoing.show(captured());
    void outgoing.show(null);
    const next = new FakeTrack("video") as unknown as MediaStreamTrack;
    void outgoing.show(next);
    await link.done();
    await vi.advanceTimersByTimeAsync(5000);
    expect(link.sent.at(-1)).toBe(next);
    expect(pictures.at(-1)).toBe("live");
  });

  it("stays nothing when there was nothing", async () => {
    await outgoing.show(null);
    expect(link.sent).toEqual([]);
    expect(pictures).toEqual([]);
  });
});

describe("hidden", () => {
  beforeEach(async () => {
    void outgoing.show(captured());
    await link.done();
  });

  it("is said once the black track has taken the place, and several black pictures have left", async () => {
    void outgoing.setHidden(true);
    expect(screen.enabled).toBe(false);
    expect(link.sent.at(-1)).toBe(lastPainting()?.track);
    await vi.advanceTimersByTimeAsync(5000);
    expect(pictures).toEqual(["live"]);
    await link.done();
    expect(pictures).toEqual(["live", "hidden"]);
  });

  it("is not said before three black pictures, even on a quick link", async () => {
    void outgoing.setHidden(true);
    await link.done();
    expect(lastPainting()?.painted).toHaveLength(1);
    expect(pictures).toEqual(["live"]);
    await vi.advanceTimersByTimeAsync(500);
    expect(pictures).toEqual(["live", "hidden"]);
  });

  it("goes on being black for those who come later, in the size of the screen", async () => {
    vi.spyOn(screen, "getSettings").mockReturnValue({ width: 800, height: 600 });
    void outgoing.setHidden(true);
    await link.done();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(new Set(lastPainting()?.painted)).toEqual(new Set(["black 800×600"]));
    expect(lastPainting()?.painted.length).toBeGreaterThan(30);
  });

  it("shows again when asked, and lets the black track go only then", async () => {
    void outgoing.setHidden(true);
    await link.done();
    await vi.advanceTimersByTimeAsync(500);
    void outgoing.setHidden(false);
    expect(screen.enabled).toBe(true);
    expect(link.sent.at(-1)).toBe(captured());
    expect(lastPainting()?.track.readyState).toBe("live");
    await link.done();
    expect(lastPainting()?.track.readyState).toBe("ended");
    expect(pictures).toEqual(["live", "hidden", "live"]);
  });

  it("wins over stills, in both orders", async () => {
    void outgoing.setHidden(true);
    void outgoing.setStills(true);
    expect(outgoing.wanted).toBe("hidden");
    await link.done();
    await vi.advanceTimersByTimeAsync(5000);
    expect(paintings.flatMap(({ painted }) => painted)).not.toContain("copy");
    void outgoing.setHidden(false);
    expect(outgoing.wanted).toBe("stills");
    await vi.advanceTimersByTimeAsync(500);
    await link.done();
    void outgoing.setHidden(true);
    const { length } = lastPainting()?.painted ?? [];
    await vi.advanceTimersByTimeAsync(5000);
    expect(lastPainting()?.painted.slice(length)).not.toContain("copy");
  });

  it("stays when another camera takes the place of the first", async () => {
    void outgoing.setHidden(true);
    await link.done();
    const other = new FakeTrack("video");
    void outgoing.show(other as unknown as MediaStreamTrack);
    expect(other.enabled).toBe(false);
    expect(link.sent.at(-1)).toBe(lastPainting()?.track);
  });

  it("ends with the sharing: the next one is seen", async () => {
    void outgoing.setHidden(true);
    void outgoing.show(null);
    await link.done();
    expect(pictures.at(-1)).toBe("off");
    void outgoing.show(captured());
    expect(outgoing.wanted).toBe("live");
    expect(screen.enabled).toBe(true);
  });

  it("that was taken back meanwhile is never said", async () => {
    void outgoing.setHidden(true);
    void outgoing.setHidden(false);
    await link.done();
    await vi.advanceTimersByTimeAsync(5000);
    expect(pictures).toEqual(["live", "live"]);
    expect(link.sent.at(-1)).toBe(captured());
  });

  it("means nothing without a captured screen", async () => {
    void outgoing.show(null);
    await link.done();
    const { length } = paintings;
    void outgoing.setHidden(true);
    expect(outgoing.wanted).toBe("off");
    expect(paintings).toHaveLength(length);
  });
});

describe("stills", () => {
  it("are one image every two seconds, said with the first", async () => {
    void outgoing.show(captured());
    void outgoing.setStills(true);
    await link.done();
    expect(lastPainting()?.painted).toEqual([]);
    expect(pictures.at(-1)).not.toBe("stills");
    await vi.advanceTimersByTimeAsync(6000);
    expect(lastPainting()?.painted).toEqual(["copy", "copy", "copy"]);
    expect(link.asked.at(-1)).toBe("stills");
    expect(pictures.at(-1)).toBe("stills");
  });

  it("are remembered for the next screen", async () => {
    void outgoing.setStills(true);
    expect(link.sent).toEqual([]);
    void outgoing.show(captured());
    expect(outgoing.wanted).toBe("stills");
  });

  it("give their place back to the captured track", async () => {
    void outgoing.show(captured());
    void outgoing.setStills(true);
    await link.done();
    await vi.advanceTimersByTimeAsync(500);
    void outgoing.setStills(false);
    await link.done();
    expect(link.sent.at(-1)).toBe(captured());
    expect(lastPainting()?.track.readyState).toBe("ended");
  });
});

describe("the button that hides", () => {
  let happened: unknown[];
  let hiding: Hiding;

  beforeEach(async () => {
    hiding = new Hiding(outgoing);
    happened = [];
    hiding.on("state", (state) => happened.push(state));
    hiding.on("send", ({ on }) => happened.push(on ? "tell hidden" : "tell shown"));
    await hiding.toggle();
    expect(happened).toEqual([]);
    void outgoing.show(captured());
    await link.done();
  });

  it("tells the others first, and says it is done once it is", async () => {
    void hiding.toggle();
    expect(happened).toEqual(["off", "hiding", "tell hidden"]);
    await link.done();
    await vi.advanceTimersByTimeAsync(500);
    expect(happened.slice(3)).toEqual(["on"]);
  });

  it("shows again, and tells the others last", async () => {
    void hiding.toggle();
    await link.done();
    await vi.advanceTimersByTimeAsync(500);
    happened = [];
    void hiding.toggle();
    await link.done();
    expect(happened).toEqual(["off", "tell shown"]);
  });

  it("is not undone by a second press in haste", async () => {
    void hiding.toggle();
    void hiding.toggle();
    await link.done();
    await vi.advanceTimersByTimeAsync(500);
    expect(hiding.state).toBe("on");
    expect(happened).not.toContain("tell shown");
  });

  it("tells the server again after a cut", async () => {
    void hiding.toggle();
    happened = [];
    hiding.handleRoom(true);
    expect(happened).toEqual([]);
    hiding.handleRoom(false);
    expect(happened).toEqual(["tell hidden"]);
  });

  it("has nothing to hide, and nothing to tell, once sharing stops", async () => {
    void hiding.toggle();
    void outgoing.show(null);
    await link.done();
    happened = [];
    expect(hiding.state).toBe("none");
    hiding.handleRoom(true);
    expect(happened).toEqual([]);
  });
});
