"""Who stands in front of the browsers of the bench."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.people import Helped, Helper
from tests.browser.server import Server

BARE = Path(__file__).with_name("bare")
BARE_URL = "http://localhost/bare/"
"""Never leaves the browser: every address below it is answered from `bench/bare`."""
VISIT = re.compile("/visite/")


@dataclass(frozen=True)
class Browsers:
    """Two processes, as two persons have."""

    helped: Browser
    helper: Browser


@contextmanager
def two_browsers() -> Iterator[Browsers]:
    with sync_playwright() as playwright:
        helped, helper = (
            # The name is for `bench.processes`: browsers ignore what they do not know.
            playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, f"--bench={person}"])
            for person in ("helped", "helper")
        )
        yield Browsers(helped, helper)
        helped.close()
        helper.close()


def visitor(browser: Browser) -> BrowserContext:
    """A fresh visitor, with the instruments of the bench on every page and the bare pages within reach."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR")
    context.add_init_script(path=BARE / "instruments.js")
    context.route(
        f"{BARE_URL}*", lambda route: route.fulfill(path=BARE / route.request.url.removeprefix(BARE_URL))
    )
    return context


def karim(server: Server, browsers: Browsers) -> Helper:
    return Helper(server.url, visitor(browsers.helper), "Karim")


def meet(server: Server, browsers: Browsers, helper: Helper) -> Helped:
    """A person asks, `helper` accepts: both are in the room, their browsers connected."""
    helper.become_available()
    helped = Helped(server.url, visitor(browsers.helped))
    helped.ask()
    helper.accept()
    helped.page.wait_for_url(VISIT)
    for page in (helped.page, helper.page):
        expect(page.locator("[data-ep-room=root][data-connection=together]")).to_be_attached()
    return helped


def in_front(*pages: Page) -> None:
    """Before the tab that is shown: the browser hardly paints what is behind another."""
    for page in pages:
        page.bring_to_front()
        page.wait_for_function("async () => await bench.frameMs() < 100")
