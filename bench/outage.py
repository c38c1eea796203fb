"""A minute without network, and how long after it the screen is seen again."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from bench.measure import Row, time_row
from bench.people import Browsers, karim, meet, two_browsers
from bench.reference import BarePages, bare_pages
from bench.room import SCREEN, WATCH_COLOUR, with_screen, without_screen
from tests.browser.coturn import Coturn
from tests.browser.people import Helped
from tests.browser.room import Room
from tests.browser.server import Server

OUTAGE_SECONDS = 60
ROUNDS = 3
BACK_MS = 90_000
"""Later is never."""


def measure(server: Server) -> list[Row]:
    """On the same installation, with a relay of its own through which everything passes."""
    with TemporaryDirectory(prefix="epaule-relay-") as folder, two_browsers() as browsers:
        relay = Coturn(Path(folder))
        relay.start()
        try:
            server.stop()
            server.settings |= relay.settings
            server.start()
            return recovery(server, browsers, relay)
        finally:
            relay.thaw()
            relay.stop()


def recovery(server: Server, browsers: Browsers, relay: Coturn) -> list[Row]:
    helper = karim(server, browsers)
    helped = meet(server, browsers, helper)
    helped.open_shown_page().evaluate("void bench.scrollText()")
    hers, his = Room(helped.page), Room(helper.page)
    his.page.evaluate(WATCH_COLOUR, SCREEN)
    told, untold, anew = [], [], []
    for _round in range(ROUNDS):
        with_screen(hers, his)
        told.append(after_outage(helped, hers, his, pulled_out(relay, helped.context, his.page.context)))
        untold.append(after_outage(helped, hers, his, cut_further_away(relay, server)))
        configuration = his.page.evaluate("bench.connections.at(-1).getConfiguration()")
        without_screen(hers, his)
        with bare_pages(browsers) as pages:
            pages.shown.evaluate("void bench.scrollText()")
            pages.watcher.evaluate(WATCH_COLOUR, "video")
            anew.append(connecting_anew(pages, configuration))
    note = (
        f"{OUTAGE_SECONDS} s during which the relay stands still and both browsers are offline: sockets, network "
        "paths and picture are lost on both sides. From the network's return to the first presented picture of "
        "what the shared tab became meanwhile (wall clock of the machine); nobody touches anything. The reference "
        "has nothing to find out: it is told when to begin, and its descriptions are carried by the bench."
    )
    reference = "bare pages that connect anew over the same relay, to the first picture"
    silent_note = (
        f"The same when no browser is told: for {OUTAGE_SECONDS} s relay and server stand still, and with them "
        "all that passes; the pages notice by themselves, that it is gone and that it is back."
    )
    return [
        time_row("outage_recovery", [told], reference, [anew], note),
        time_row("silent_outage_recovery", [untold], reference, [anew], silent_note),
    ]


@contextmanager
def pulled_out(relay: Coturn, *contexts: BrowserContext) -> Iterator[None]:
    """The network of both computers: the browsers know that it is gone, and when it is back."""
    relay.freeze()
    for context in contexts:
        context.set_offline(True)
    yield
    relay.thaw()
    for context in contexts:
        context.set_offline(False)


@contextmanager
def cut_further_away(relay: Coturn, server: Server) -> Iterator[None]:
    """Nothing answers any more, and nobody says so."""
    assert server.process is not None
    relay.freeze()
    server.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        relay.thaw()
        server.process.send_signal(signal.SIGCONT)


def after_outage(helped: Helped, hers: Room, his: Room, cut: AbstractContextManager[None]) -> float:
    """Milliseconds from the end of the cut to the first new picture."""
    assert helped.shown is not None
    with cut:
        cut_at = time.monotonic()
        for room in (hers, his):
            expect(room.root).not_to_have_attribute("data-connection", "together", timeout=OUTAGE_SECONDS * 1000)
        wanted = helped.shown.evaluate("bench.flipOnce()")["red"]
        his.page.wait_for_timeout(1000 * (OUTAGE_SECONDS - (time.monotonic() - cut_at)))
        back_at = now_ms()
    return seen_at(his.page, wanted, since=back_at) - back_at


def connecting_anew(pages: BarePages, configuration: dict[str, Any]) -> float:
    """Milliseconds from nothing to the first picture."""
    wanted = pages.shown.evaluate("bench.flipOnce()")["red"]
    begun_at = now_ms()
    pages.connect(configuration)
    return seen_at(pages.watcher, wanted, since=begun_at) - begun_at


def now_ms() -> float:
    """As `Date.now()` in the browsers of this machine."""
    return time.time() * 1000


def seen_at(watching: Page, red: bool, *, since: float) -> float:
    """When the first picture of that colour was presented, in ms since 1970."""
    first = "([red, since]) => bench.sights.find(sight => sight.red === red && sight.at >= since)?.at"
    at: float = watching.wait_for_function(first, arg=[red, since], timeout=BACK_MS).json_value()
    return at
