import { part } from "./parts";

export type NoticeKind = "info" | "success" | "warning" | "error";

export interface Notice {
  readonly kind: NoticeKind;
  readonly text: string;
  readonly action?: NoticeAction;
  readonly otherAction?: NoticeAction;
}

export interface NoticeAction {
  readonly label: string;
  readonly run: () => void;
}

/** What has to be said, until it is over or closed. One notice a subject: the new one takes the old one's place. */
export class NoticeBoard {
  readonly #list = part("notices", HTMLElement);
  readonly #template = part("notice-template", HTMLTemplateElement);
  readonly #shown = new Map<string, HTMLElement>();

  show(subject: string, { kind, text, action, otherAction }: Notice): void {
    const copy = this.#template.content.cloneNode(true);
    if (text === "" || !(copy instanceof DocumentFragment)) return;
    const notice = part("notice", HTMLElement, copy);
    notice.classList.add(`notice--${kind}`);
    notice.dataset.subject = subject;
    notice.dataset.kind = kind;
    part("notice-text", HTMLElement, notice).textContent = text;
    part("notice-close", HTMLButtonElement, notice).addEventListener("click", () => this.clear(subject));
    for (const [name, one] of [
      ["notice-action", action] as const,
      ["notice-other-action", otherAction] as const,
    ]) {
      if (one === undefined) continue;
      const button = part(name, HTMLButtonElement, notice);
      button.textContent = one.label;
      button.hidden = false;
      button.addEventListener("click", one.run);
    }
    const former = this.#shown.get(subject);
    this.#shown.set(subject, notice);
    if (former?.isConnected) former.replaceWith(notice);
    else this.#list.append(notice);
  }

  clear(subject: string): void {
    this.#shown.get(subject)?.remove();
    this.#shown.delete(subject);
  }
}
