import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetOnDeparture, forgetWhatArrived, RememberController } from "./remember";

function page(value = "", attributes = ""): HTMLTextAreaElement {
  document.body.innerHTML = `<form method="post" ${attributes}><textarea name="text">${value}</textarea></form>`;
  const field = document.querySelector("textarea");
  if (!field) throw new Error("no field");
  new RememberController(field).connect();
  return field;
}

function type(field: HTMLTextAreaElement, value: string): void {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function send(): void {
  document.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
}

describe("remember", () => {
  beforeAll(() => forgetOnDeparture());
  beforeEach(() => sessionStorage.clear());

  it("finds again what was typed when the page comes back empty", () => {
    type(page(), "Une photo");
    expect(page().value).toBe("Une photo");
  });

  it("does not cover what the server filled in", () => {
    type(page(), "ancien");
    expect(page("nouveau").value).toBe("nouveau");
  });

  it("forgets what was sent once another page arrives", () => {
    type(page(), "Une photo");
    send();
    forgetWhatArrived(false, false);
    expect(page().value).toBe("");
  });

  it("keeps what was sent when the answer is an error page", () => {
    type(page(), "Une photo");
    send();
    forgetWhatArrived(true, false);
    forgetWhatArrived(false, false);
    expect(page().value).toBe("Une photo");
  });

  it("keeps what was sent when the person comes back", () => {
    type(page(), "Une photo");
    send();
    forgetWhatArrived(false, true);
    expect(page().value).toBe("Une photo");
  });

  it("keeps what was typed but not sent", () => {
    type(page(), "Une photo");
    forgetWhatArrived(false, false);
    expect(page().value).toBe("Une photo");
  });

  it("leaves nothing behind a form that departs", () => {
    type(page("", "data-ep-forget"), "Une photo");
    send();
    expect(sessionStorage.length).toBe(0);
  });

  it("lets the person type where storage is refused", () => {
    vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("refused");
    });
    const field = page();
    type(field, "Une photo");
    expect(field.value).toBe("Une photo");
  });

  it("never keeps a password", () => {
    document.body.innerHTML = '<input type="password" name="secret">';
    const field = document.querySelector("input");
    if (!field) throw new Error("no field");
    new RememberController(field).connect();
    field.value = "abc";
    field.dispatchEvent(new Event("input"));
    expect(sessionStorage.length).toBe(0);
  });
});
