"""What is looked at in every state of every page."""

from __future__ import annotations

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

NARROW_DARK = {"width": 320, "height": 700, "color_scheme": "dark"}
WIDE_LIGHT = {"width": 1280, "height": 800, "color_scheme": "light"}

# The page, what is open above it, and each button with what is written on it.
TOO_WIDE = """() => {
  const found = [];
  const wider = document.documentElement.scrollWidth - innerWidth;
  if (wider > 0) found.push(`${wider} pixels wider than the screen`);
  for (const one of document.querySelectorAll("dialog[open], [popover]:popover-open, .button")) {
    if (one.checkVisibility() && one.scrollWidth > one.clientWidth + 1) {
      found.push(`« ${one.textContent.trim().slice(0, 30)} » spills out by ${one.scrollWidth - one.clientWidth}`);
    }
  }
  return found;
}"""


@dataclass
class Inspector:
    """Collects what is wrong, so that one run shows it all: what axe sees, and what is too wide."""

    faults: list[str] = field(default_factory=list)
    seen: int = 0

    def look(self, page: Page, state: str) -> None:
        self.seen += 1
        for violation in Axe().run(page).response["violations"]:
            targets = [node["target"] for node in violation["nodes"]][:3]
            self.faults.append(f"{state}: {violation['id']} {targets}")
        self.faults += [f"{state}: {fault}" for fault in page.evaluate(TOO_WIDE)]
