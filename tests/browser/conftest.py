"""Two real browsers, one real server."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.browser.coturn import Coturn
from tests.browser.inspector import NARROW_DARK, WIDE_LIGHT
from tests.browser.people import Helped, Helper
from tests.browser.server import Server

CHROMIUM = "/usr/bin/chromium"
SHOWN_TITLE = "Page de Jeanne"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    # Real network candidates: nothing is looked up by multicast.
    "--disable-features=WebRtcHideLocalIpsWithMdns",
    "--allow-loopback-in-peer-connection",
    # A sound source that is not a person's microphone; the screen that is captured is a real tab.
    "--use-fake-device-for-media-stream",
    f"--auto-select-tab-capture-source-by-title={SHOWN_TITLE}",
    "--autoplay-policy=no-user-gesture-required",
]

expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # A hung browser fails the run instead of holding it.
            item.add_marker(pytest.mark.timeout(300, method="thread"))


@pytest.fixture(scope="session")
def prepared_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with demo data, made once."""
    server = Server(tmp_path_factory.mktemp("installation"))
    server.run("setup")
    return server.data


@pytest.fixture(scope="session")
def server(prepared_data: Path) -> Iterator[Server]:
    running = Server(prepared_data)
    running.start()
    yield running
    running.stop()
    log = running.log.read_text()
    assert "Traceback" not in log, log


@pytest.fixture
def coturn(tmp_path: Path) -> Iterator[Coturn]:
    running = Coturn(tmp_path)
    running.start()
    yield running
    running.thaw()
    running.stop()


@pytest.fixture
def relay_server(prepared_data: Path, coturn: Coturn) -> Iterator[Server]:
    """Everything passes through `coturn`."""
    running = Server(prepared_data, settings=coturn.settings)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


def launch(playwright: Playwright, *extra: str) -> Browser:
    return playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *extra])


@pytest.fixture(scope="session")
def jeanne_browser(playwright: Playwright) -> Iterator[Browser]:
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def karim_browser(playwright: Playwright) -> Iterator[Browser]:
    """Another process: two browsers never share anything but the server."""
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture
def open_context(request: pytest.FixtureRequest) -> Iterator[Callable[..., BrowserContext]]:
    """`open_context(browser, width=1280)`: a fresh visitor; script errors fail the test."""
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(
        browser: Browser, *, width: int = 1280, height: int = 800, microphone: bool = True, **options: Any
    ) -> BrowserContext:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR", **options)
        if microphone:
            context.grant_permissions(["microphone"])
        context.on("weberror", lambda error: errors.append(str(error.error)))
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        for page in context.pages:
            leave(page)
    assert errors == []


@pytest.fixture(params=[NARROW_DARK, WIDE_LIGHT], ids=["narrow-dark", "wide-light"])
def open_screen(
    request: pytest.FixtureRequest, open_context: Callable[..., BrowserContext]
) -> Callable[..., BrowserContext]:
    """`open_screen(browser)`: a visitor with a narrow dark screen, then one with a wide light screen."""
    return lambda browser, **options: open_context(browser, **request.param, **options)


def leave(page: Page) -> None:
    """Let go of everything the page holds. Contexts end with their browser: closing one now and then hangs
    Chromium, for ever and without a word."""
    with contextlib.suppress(PlaywrightError):
        page.goto("about:blank", timeout=5_000)


@pytest.fixture
def jeanne(server: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext]) -> Helped:
    return Helped(server.url, open_context(jeanne_browser))


@pytest.fixture
def karim(server: Server, karim_browser: Browser, open_context: Callable[..., BrowserContext]) -> Iterator[Helper]:
    helper = Helper(server.url, open_context(karim_browser), "Karim")
    yield helper
    helper.rest()


@pytest.fixture
def sophie(
    server: Server, karim_browser: Browser, open_context: Callable[..., BrowserContext]
) -> Iterator[Helper]:
    helper = Helper(server.url, open_context(karim_browser), "Sophie")
    yield helper
    helper.rest()


@pytest.fixture
def stranger(server: Server, karim_browser: Browser, open_context: Callable[..., BrowserContext]) -> Page:
    """Someone signed in who takes no part: Marc."""
    return Helper(server.url, open_context(karim_browser), "Marc").page
