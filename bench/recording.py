"""What a film costs while it is made: processor time of the helper's browser and of the server, bytes a minute."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from statistics import median

from playwright.sync_api import Page, expect

from bench.measure import Row, row
from bench.people import Browsers, in_front, karim, meet, two_browsers
from bench.processes import cpu_seconds, named
from bench.reference import bare_pages
from bench.room import with_screen, without_screen
from tests.browser.room import Room
from tests.browser.server import Server

ROUNDS = 3
SECONDS = 40
"""Of each measure, with the film and without."""
SIZE = {"width": 1280, "height": 720}


@dataclass
class Cost:
    """Round by round, beyond what watching alone costs."""

    cpu: list[float] = field(default_factory=list)
    """Processor seconds a minute of film."""
    megabytes: list[float] = field(default_factory=list)
    """A minute of film; 1 MB is 1,000,000 bytes."""


def measure(server: Server) -> list[Row]:
    ours, bare = Cost(), Cost()
    with two_browsers() as browsers:
        helper = karim(server, browsers)
        helped = meet(server, browsers, helper)
        shown = helped.open_shown_page()
        shown.set_viewport_size(SIZE)
        shown.evaluate("void bench.scrollText()")
        hers, his = Room(helped.page), Room(helper.page)
        for _round in range(ROUNDS):
            with_screen(hers, his)
            film(server, hers, his, ours)
            without_screen(hers, his)
            bare_film(browsers, bare)
    both = f"{ROUNDS} rounds of {SECONDS} s with and {SECONDS} s without; a text scrolls in a tab of 1280×720."
    cpu_note = (
        "Processor time of the helper's whole browser and of the server while a film is made, less the same while "
        "it is only watched: the marks drawn over the picture, the voices mixed, the encoding, the pieces kept, "
        f"sent and stored. {both} {_spread(ours.cpu)} against {_spread(bare.cpu)}."
    )
    size_note = f"Of what the server received. {both} {_spread(ours.megabytes)} against {_spread(bare.megabytes)}."
    reference = "a bare page that gives the same stream to MediaRecorder and forgets it"
    return [
        row(
            "cpu_seconds_per_recorded_minute",
            median(ours.cpu),
            "s",
            reference,
            median(bare.cpu),
            ROUNDS,
            cpu_note,
        ),
        row(
            "mb_per_minute_720p",
            median(ours.megabytes),
            "MB",
            reference,
            median(bare.megabytes),
            ROUNDS,
            size_note,
        ),
    ]


def _spread(values: list[float]) -> str:
    return " · ".join(f"{value:.2f}" for value in values)


def film(server: Server, hers: Room, his: Room, cost: Cost) -> None:
    """One round in the room: watched, then filmed."""
    in_front(hers.page, his.page)
    alone = spent(his.page, server)
    sent: list[int] = []

    def note(request: object) -> None:
        body = getattr(request, "post_data_buffer", None)
        if "/morceaux/" in getattr(request, "url", ""):
            sent.append(len(body or b""))

    his.page.on("requestfinished", note)
    his.choose("Enregistrer")
    hers.part("film-yes").click()
    expect(his.root).to_have_attribute("data-film", "filming")
    begun = time.monotonic()
    filmed = spent(his.page, server)
    his.choose("Arrêter le film")
    took = time.monotonic() - begun
    expect(his.root).to_have_attribute("data-film", "stored", timeout=60_000)
    his.page.remove_listener("requestfinished", note)
    cost.cpu.append((filmed - alone) * 60 / SECONDS)
    cost.megabytes.append(sum(sent) / took * 60 / 1_000_000)


def bare_film(browsers: Browsers, cost: Cost) -> None:
    with bare_pages(browsers) as pages:
        pages.shown.set_viewport_size(SIZE)
        pages.shown.evaluate("void bench.scrollText()")
        pages.connect()
        pages.watcher.wait_for_function("document.querySelector('video').videoWidth > 0")
        alone = spent(pages.watcher)
        pages.watcher.evaluate("film.start()")
        filmed = spent(pages.watcher)
        size, took = pages.watcher.evaluate("film.stop()")
        cost.cpu.append((filmed - alone) * 60 / SECONDS)
        cost.megabytes.append(size / took * 60 / 1000)


def spent(page: Page, server: Server | None = None) -> float:
    """Processor seconds during `SECONDS` of the helper's browser, and of the server."""
    pids = [named("--bench=helper")]
    if server is not None:
        assert server.process is not None
        pids.append(server.process.pid)
    before = sum(cpu_seconds(pid) for pid in pids)
    page.wait_for_timeout(SECONDS * 1000)
    return sum(cpu_seconds(pid) for pid in pids) - before
