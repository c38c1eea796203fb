"""The bare pages that the room is measured against: the least a page can do to show a tab to another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from bench.people import BARE_URL, Browsers, in_front, visitor
from tests.browser.conftest import leave
from tests.browser.people import Helped


@dataclass(frozen=True)
class BarePages:
    """One in each browser, and the tab that is shown."""

    shown: Page
    sharer: Page
    watcher: Page

    def connect(self, configuration: dict[str, Any] | None = None) -> None:
        """Anew: what was connected is dropped. `configuration` is that of the RTCPeerConnection."""
        offer = self.sharer.evaluate("given => offer(given)", configuration or {})
        answer = self.watcher.evaluate("([sdp, given]) => answer(sdp, given)", [offer, configuration or {}])
        self.sharer.evaluate("sdp => accept(sdp)", answer)


@contextmanager
def bare_pages(browsers: Browsers) -> Iterator[BarePages]:
    """A tab is chosen; nothing is connected yet."""
    sharing, watching = Helped(BARE_URL, visitor(browsers.helped)), visitor(browsers.helper)
    sharer, watcher = sharing.page, watching.new_page()
    sharer.goto(f"{BARE_URL}sharer.html")
    watcher.goto(f"{BARE_URL}watcher.html")
    shown = sharing.open_shown_page()
    sharer.get_by_role("button", name="Share").click()
    expect(sharer.locator("body[data-state=sharing]")).to_be_attached()
    in_front(sharer, watcher)
    yield BarePages(shown, sharer, watcher)
    for page in (shown, sharer, watcher):
        leave(page)
