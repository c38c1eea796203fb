"""Real films, made by real browsers, with everything that happens to a helper's computer meanwhile."""

from __future__ import annotations

import math
import re
import time
from array import array
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.people import Helped, Helper
from tests.browser.room import Room, start_visit
from tests.browser.server import Server

HIDDEN_SECONDS = 4
CUT_SECONDS = 15
SLACK = 2.0
"""Seconds that may be missing, or too many: a piece lasts two."""
PIECES_KEPT = """
pieces => new Promise(tell => {
  const opening = indexedDB.open("epaule-films");
  opening.onsuccess = () => {
    const asking = opening.result.transaction("takes").objectStore("takes").getAll();
    asking.onsuccess = () => {
      opening.result.close();
      tell(asking.result.length === 1 && asking.result[0].pieces === pieces);
    };
  };
})
"""
"""The browser's own disk holds that many pieces of its only take."""


@dataclass
class Film:
    """What is in a finished film: its pictures' brightness and its sound's loudness, by second."""

    path: Path
    duration: float = 0
    pictures: list[tuple[float, float]] = field(default_factory=list)
    """(second, mean brightness from 0, black, to 255)"""
    sounds: list[tuple[float, float]] = field(default_factory=list)
    """(second, root mean square of -1…1)"""
    keys: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        with closing(av.open(str(self.path))) as film:
            assert film.duration is not None
            self.duration = film.duration / 1_000_000
            for packet in film.demux(video=0):
                if packet.is_keyframe and packet.pts is not None:
                    self.keys.append(float(packet.pts * packet.time_base))
                for picture in packet.decode():
                    luma = bytes(picture.reformat(width=64, height=36, format="gray").planes[0])
                    self.pictures.append((picture.time or 0, sum(luma) / len(luma)))
        with closing(av.open(str(self.path))) as film:
            plain = av.AudioResampler(format="s16", layout="mono")
            for sound in film.decode(audio=0):
                samples = array(
                    "h", b"".join(bytes(part.planes[0])[: 2 * part.samples] for part in plain.resample(sound))
                )
                power = sum(one * one for one in samples) / max(1, len(samples))
                self.sounds.append((sound.time or 0, math.sqrt(power) / 32768))

    def loudest(self, start: float, end: float) -> float:
        return max(loud for at, loud in self.sounds if start <= at < end)


def film_of(server: Server, page: Page, visit_id: str, seconds: float = 40) -> Film:
    """The film of that visit once it is ready, read where the server keeps it."""
    deadline = time.monotonic() + seconds
    told: dict[str, Any] = {}
    while time.monotonic() < deadline:
        told = page.request.get(f"{server.url}/visite/{visit_id}/souvenir/etat/").json()["recording"]
        if told["state"] == "ready":
            (path,) = [file for file in server.data.rglob("*.webm") if told["id"] in file.parts]
            return Film(path)
        page.wait_for_timeout(300)
    raise AssertionError(told)


def expect_film(room: Room, state: str, timeout: float = 20_000) -> None:
    expect(room.root).to_have_attribute("data-film", state, timeout=timeout)


def start_film(hers: Room, his: Room) -> float:
    """When it began, by our clock."""
    his.choose("Enregistrer")
    hers.part("film-yes").click()
    expect_film(his, "filming")
    return time.monotonic()


def test_a_film_is_whole_whatever_happens_to_the_page_that_makes_it(
    server: Server, jeanne: Helped, karim: Helper
) -> None:
    hers, his = start_visit(jeanne, karim, "Le film d’une visite mouvementée")
    jeanne.open_shown_page("#ff0000")
    hers.show_screen()
    his.expect_screen()
    for room in (hers, his):
        room.page.get_by_role("button", name="Activer mon micro").click()
        expect(room.root).to_have_attribute("data-voice", "on")
    filmed = 0.0
    since = start_film(hers, his)

    # She hides her screen for a moment; their voices go on.
    hers.page.wait_for_timeout(3000)
    hers.part("hide").click()
    hers.page.wait_for_timeout(HIDDEN_SECONDS * 1000)
    hers.part("hide").click()
    hers.page.wait_for_timeout(3000)

    # His network is cut: what is filmed waits in his browser.
    karim.context.set_offline(True)
    expect(his.page.get_by_text("Le film attend que la connexion revienne.")).to_be_visible()
    his.page.wait_for_timeout(CUT_SECONDS * 1000)
    karim.context.set_offline(False)
    his.expect_together()

    # He loads his page again: another take, of the same film.
    filmed += time.monotonic() - since
    his.page.reload()
    expect_film(his, "filming")
    since = time.monotonic()
    his.expect_together()
    his.page.wait_for_timeout(3000)

    # He opens the room in another tab: the first one films no more.
    filmed += time.monotonic() - since
    second = Room(open_room(karim.context, his.page.url))
    expect_film(second, "filming")
    since = time.monotonic()
    expect(his.part("replaced-dialog")).to_be_visible()
    expect_film(his, "stored")
    second.page.wait_for_timeout(3000)
    hers.choose("Arrêter le film")
    filmed += time.monotonic() - since
    expect_film(second, "stored", timeout=30_000)
    hers.end()

    film = film_of(server, second.page, hers.visit_id)
    # Between two takes the first page films on while the second one opens.
    assert filmed - SLACK <= film.duration <= filmed + 2 * SLACK, (film.duration, filmed)
    stops = [at for at, _luma in film.pictures]
    assert max(later - sooner for sooner, later in pairwise(stops)) < SLACK
    check_hidden_moment(film)
    check_key_pictures(film)


def open_room(context: BrowserContext, url: str) -> Page:
    page = context.new_page()
    page.goto(url)
    return page


def check_hidden_moment(film: Film) -> None:
    """Black and silent while she hid; her red screen and the beeps of the microphones before and after.

    The black lasts until a new picture of her screen arrives, a moment after the voices are back.
    """
    dark = [at for at, luma in film.pictures if luma < 20 and at < 15]
    assert dark, film.pictures[:40]
    start, end = min(dark), max(dark)
    assert abs(end - start - HIDDEN_SECONDS) <= 1.5, (start, end)
    inside = [luma for at, luma in film.pictures if start + 0.2 <= at <= end - 0.2]
    assert max(inside) < 20, inside
    assert min(luma for at, luma in film.pictures if 1 <= at < start - 0.2) > 40
    assert min(luma for at, luma in film.pictures if end + 0.5 < at < end + 2) > 40
    silent = [round(loud, 4) for at, loud in film.sounds if start + 0.3 <= at < start + HIDDEN_SECONDS - 0.5]
    assert max(silent) < 0.001, silent
    assert film.loudest(0, start) > 0.01
    assert film.loudest(end, end + 3) > 0.01


def check_key_pictures(film: Film) -> None:
    """A lost piece costs little: pictures that stand alone come every four seconds."""
    assert max(later - sooner for sooner, later in pairwise(film.keys)) < 5, film.keys


def test_a_browser_closed_too_early_sends_the_rest_when_it_is_back(
    server: Server,
    playwright: Playwright,
    jeanne: Helped,
    tmp_path: Path,
    open_context: Callable[..., BrowserContext],
) -> None:
    def open_browser() -> BrowserContext:
        return playwright.chromium.launch_persistent_context(
            str(tmp_path / "profile"), executable_path=CHROMIUM, args=ARGUMENTS, locale="fr-FR"
        )

    browser = open_browser()
    karim = Helper(server.url, browser, "Karim")
    hers, his = start_visit(jeanne, karim, "Il ferme son ordinateur trop tôt")
    since = start_film(hers, his)
    his.page.wait_for_timeout(3000)
    # His network takes nothing large any more.
    browser.route(re.compile("/morceaux/"), lambda route: route.abort())
    his.page.wait_for_timeout(6000)
    with his.page.expect_request(re.compile("/fermer/$")) as closing:
        hers.end()
    filmed = time.monotonic() - since
    his.expect_ended()
    # The last moments are written a little after they are counted.
    his.page.wait_for_function(PIECES_KEPT, arg=closing.value.post_data_json["pieces"])
    browser.close()

    browser = open_browser()
    page = browser.new_page()
    browser.route(re.compile("/morceaux/"), lambda route: route.abort())
    page.goto(f"{server.url}/aider/")
    line = page.locator(".leftovers")
    expect(line).to_have_text(re.compile(r"Le film de votre visite finit de s’envoyer\s: encore \d+ morceaux\."))
    assert Axe().run(page).response["violations"] == []
    # Another tab leaves it to this one.
    other = browser.new_page()
    other.goto(f"{server.url}/aider/")
    other.wait_for_timeout(1000)
    expect(other.locator(".leftovers")).to_have_text("")
    other.close()
    browser.unroute_all()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(line).to_have_text("Le film de votre visite est envoyé.")
    film = film_of(server, page, hers.visit_id)
    assert abs(film.duration - filmed) <= SLACK, (film.duration, filmed)
    # Nothing is left to say on the next page.
    page.goto(f"{server.url}/aider/")
    page.wait_for_timeout(1000)
    expect(line).to_have_text("")
    karim.page = page
    karim.rest()
    browser.close()
