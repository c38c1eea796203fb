import { beforeEach, describe, expect, it } from "vitest";
import type { Answer, Sentence } from "../lib/protocol";
import { Sentences } from "./sentence";

describe("sentences", () => {
  let karim: Sentences;
  let jeanne: Sentences;
  let sent: (Sentence | Answer)[];
  let answers: boolean[];

  beforeEach(() => {
    karim = new Sentences(() => "k");
    jeanne = new Sentences(() => "j");
    sent = [];
    answers = [];
    for (const [one, other, id] of [
      [karim, jeanne, "k"],
      [jeanne, karim, "j"],
    ] as const) {
      one.on("send", (message) => {
        sent.push(message);
        if (message.type === "sentence") other.handleSentence(id, message);
        else other.handleAnswer(message);
      });
    }
    karim.on("answered", ({ found }) => answers.push(found));
  });

  it("stands on both pages until another takes its place", () => {
    karim.say("  Cliquez sur Connexion ");
    expect(jeanne.standing).toEqual({ author: "k", text: "Cliquez sur Connexion" });
    expect(karim.standing).toEqual(jeanne.standing);
    karim.say("Descendez");
    expect(jeanne.standing?.text).toBe("Descendez");
  });

  it("is taken back by its author only", () => {
    karim.say("Cliquez ici");
    jeanne.handleSentence("another", { type: "sentence", text: "" });
    expect(jeanne.standing?.text).toBe("Cliquez ici");
    karim.say("");
    expect(jeanne.standing).toBeNull();
    expect(karim.standing).toBeNull();
  });

  it("never gets longer than the protocol allows", () => {
    karim.say("a".repeat(500));
    expect(jeanne.standing?.text).toHaveLength(140);
  });

  it("goes when she found, and stays when she did not", () => {
    karim.say("Cliquez ici");
    jeanne.answer(false);
    expect(answers).toEqual([false]);
    expect(karim.standing?.text).toBe("Cliquez ici");
    expect(jeanne.answered).toBe(false);
    jeanne.answer(true);
    expect(answers).toEqual([false, true]);
    expect(karim.standing).toBeNull();
    expect(jeanne.standing).toBeNull();
    expect(jeanne.answered).toBe(true);
  });

  it("forgets what was answered when something new is said or shown", () => {
    jeanne.answer(true);
    karim.say("Lisez ceci");
    expect(jeanne.answered).toBeNull();
    jeanne.answer(false);
    let changes = 0;
    jeanne.on("changed", () => {
      changes += 1;
    });
    jeanne.handleShown();
    jeanne.handleShown();
    expect(jeanne.answered).toBeNull();
    expect(changes).toBe(1);
  });

  it("is said again to a page that opens, which does not take it for a new one", () => {
    karim.say("Cliquez ici");
    let changes = 0;
    jeanne.on("changed", () => {
      changes += 1;
    });
    karim.handleLinked();
    expect(sent.at(-1)).toEqual({ type: "sentence", text: "Cliquez ici" });
    expect(changes).toBe(0);
  });

  it("takes back on her page what its author’s page has forgotten", () => {
    karim.say("Cliquez ici");
    const reloaded = new Sentences(() => "k");
    reloaded.on("send", (message) => {
      if (message.type === "sentence") jeanne.handleSentence("k", message);
    });
    reloaded.handleLinked();
    expect(jeanne.standing).toBeNull();
  });
});
