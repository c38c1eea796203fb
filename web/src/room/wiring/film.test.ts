import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeSocket } from "../../lib/fakeSocket";
import { FakeRoom, jeanne } from "./fakeRoom";
import { sceneOf } from "./scene";

const PHOTO = {
  id: "1",
  name: "facture.jpg",
  kind: "image",
  size: 3,
  url: "/fichier/1",
  width: 4,
  height: 3,
  by: "j",
  at: "2026-11-23T10:00:00Z",
};

let room: FakeRoom;
let silent: boolean[];

beforeEach(() => {
  room = new FakeRoom({ you: "k" });
  silent = [];
  vi.spyOn(room.parts.camera, "setSilent").mockImplementation((on) => silent.push(on));
});

afterEach(() => {
  room.close();
});

const change = (what: object) => room.change({ ...jeanne, sharing: true, surface: "window", ...what });

describe("while she hides her screen", () => {
  it("the film is black and hears nothing, until she shows it again", () => {
    change({});
    expect(silent.at(-1)).toBe(false);
    change({ hidden: true });
    expect(silent.at(-1)).toBe(true);
    expect(sceneOf(room.parts)).toMatchObject({ picture: null, card: "Écran caché" });
    change({ hidden: false });
    expect(silent.at(-1)).toBe(false);
  });

  it("her own word is enough, when the server cannot be heard; his is not", () => {
    change({});
    room.mesh.tell("message", { peer: "j", message: { type: "hidden", on: true } });
    expect(silent.at(-1)).toBe(true);
    expect(sceneOf(room.parts)).toMatchObject({ picture: null, card: "Écran caché" });
    change({ present: false });
    expect(silent.at(-1)).toBe(true);
    room.mesh.tell("message", { peer: "j", message: { type: "hidden", on: false } });
    expect(silent.at(-1)).toBe(false);
    room.mesh.tell("message", { peer: "k", message: { type: "hidden", on: true } });
    expect(silent.at(-1)).toBe(false);
  });

  it("the server's word that she shows it again ends hers, and so does the end of her sharing", () => {
    for (const end of [{ hidden: false }, { hidden: true, sharing: false, surface: null }]) {
      change({ hidden: true });
      room.mesh.tell("message", { peer: "j", message: { type: "hidden", on: true } });
      change(end);
      change({});
      expect(silent.at(-1)).toBe(false);
    }
  });

  it("a photo in its place is filmed, and what is said of it", () => {
    change({ hidden: true });
    vi.spyOn(room.parts.presence, "photo", "get").mockReturnValue({ ...PHOTO } as never);
    change({ hidden: true });
    expect(silent.at(-1)).toBe(false);
    expect(sceneOf(room.parts).card).toBe("Écran non partagé");
  });

  it("and stops sharing, nothing is hidden any more", () => {
    change({ hidden: true });
    change({ hidden: false, sharing: false, surface: null });
    expect(silent.at(-1)).toBe(false);
  });
});

it("stops what is filmed here at once when the stop does not reach the server", async () => {
  const finish = vi.spyOn(room.parts.film, "finish");
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError()));
  FakeSocket.last.tell({
    type: "recording",
    id: "f",
    state: "recording",
    proposed_by: "k",
    recorder: "k",
    awaited: [],
  });
  void room.parts.flow.stop();
  await vi.waitFor(() => expect(finish).toHaveBeenCalled());
});
