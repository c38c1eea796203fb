/** The element of room.html named `data-ep-room="name"`; throws when the page has none of that kind. */
export function part<E extends Element>(name: string, kind: new () => E, within: ParentNode = document): E {
  const element = optionalPart(name, kind, within);
  if (element === null) throw new Error(`room.html has no ${kind.name} named ${name}`);
  return element;
}

/** The same, null when the page has none: some buttons belong to one role. */
export function optionalPart<E extends Element>(
  name: string,
  kind: new () => E,
  within: ParentNode = document,
): E | null {
  const element = within.querySelector(`[data-ep-room="${name}"]`);
  return element instanceof kind ? element : null;
}

/** Shows the child of `element` whose `data-when` has `state`. */
export function setState(element: HTMLElement, state: string): void {
  element.dataset.state = state;
}

/** A live region repeats itself at each writing, even of the same words. */
export function setText(element: Element, words: string): void {
  if (element.textContent !== words) element.textContent = words;
}
