"""A person without a mouse: the keys of a keyboard, and where they lead."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

MOUSE = """() => {
  globalThis.mouse = 0;
  for (const kind of ["pointerdown", "mousedown", "touchstart"])
    addEventListener(kind, () => { globalThis.mouse += 1 }, { capture: true });
}"""
# Where the keyboard is: null when nowhere. Titles are given the focus to be read out, and wear no ring.
FOCUS = """() => {
  const one = document.activeElement;
  if (one === null || one === document.body) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  const part = (from, size, limit) => Math.max(1, Math.min(from + size / 2, limit - 1));
  const over = document.elementFromPoint(
    part(box.x, box.width, innerWidth), part(box.y, box.height, innerHeight));
  return {
    name: one.dataset.epRoom ?? one.textContent.trim().slice(0, 40),
    ringed: one.matches("h1, h2, h3") ||
      (one.matches(":focus-visible") && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
    seen: over !== null && (one.contains(over) || over.contains(one)),
  };
}"""
STOPS_MAX = 60


class Keys:
    """Two hands on the keyboard of `page`. Wherever they come, the place is ringed and nothing is over it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.evaluate(MOUSE)

    def where(self) -> dict[str, Any] | None:
        place: dict[str, Any] | None = self.page.evaluate(FOCUS)
        return place

    def press(self, *keys: str) -> None:
        """The keyboard is somewhere afterwards too, whatever went away."""
        for key in keys:
            self.page.keyboard.press(key)
        # What changes the page may need the server first.
        self.page.wait_for_function(f"() => ({FOCUS})() !== null")
        self.check()

    def expect_on(self, target: Locator) -> None:
        """Whichever window is in front: the helper's card has one of its own."""
        handle = target.element_handle()
        self.page.wait_for_function("one => one === document.activeElement", arg=handle)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def go(self, target: Locator, *, back: bool = False) -> list[str]:
        """By Tab, or Shift+Tab, to `target`; returns the names of the stops on the way."""
        # What comes from the other page is waited for with the hands still.
        expect(target).to_be_visible()
        passed: list[str] = []
        for _ in range(STOPS_MAX):
            if target.evaluate("one => one === document.activeElement"):
                return passed
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            place = self.where()
            # Behind the last stop is the browser itself.
            if place is not None:
                self.check(place)
                passed.append(place["name"])
        raise AssertionError(f"Tab does not lead to {target}; it passed by {passed}")

    def walk(self) -> list[str]:
        """By Tab through the whole page; returns the names of all its stops."""
        passed: list[str] = []
        for _ in range(STOPS_MAX):
            self.page.keyboard.press("Tab")
            place = self.where()
            if place is None and passed:
                return passed
            if place is not None:
                self.check(place)
                passed.append(place["name"])
        raise AssertionError(f"Tab does not come to an end: {passed}")

    def use(self, target: Locator, key: str = "Enter", *, back: bool = False) -> None:
        self.go(target, back=back)
        self.press(key)

    def check(self, place: dict[str, Any] | None = None) -> None:
        place = place or self.where()
        assert place is not None, "the keyboard is nowhere"
        assert place["ringed"], f"no ring around {place['name']}"
        assert place["seen"], f"{place['name']} is covered"

    def expect_no_mouse(self) -> None:
        assert self.page.evaluate("globalThis.mouse") == 0
