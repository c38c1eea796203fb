"""The film of a past visit, watched again in a real browser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.inspector import Inspector
from tests.browser.old_visit import CHAPTERS, FILM_SECONDS, GAP, LINES
from tests.browser.people import Helper
from tests.browser.server import Server

FIRST, SECOND = CHAPTERS
TIME = "document.querySelector('video').currentTime"


@pytest.fixture(scope="module")
def old_visit(server: Server) -> dict[str, str]:
    command = [sys.executable, "-m", "tests.browser.old_visit"]
    made = subprocess.run(command, env=server.environment(), check=True, stdout=subprocess.PIPE)
    told: dict[str, str] = json.loads(made.stdout)
    return told


@pytest.fixture
def enter(
    server: Server, old_visit: dict[str, str], jeanne_browser: Browser, open_context: Callable[..., BrowserContext]
) -> Callable[..., Page]:
    """`enter(width=360)`: Jeanne on the page of the film, whose length is known."""

    def enter_with(*, own_clock: bool = False, **options: Any) -> Page:
        page = Helper(server.url, open_context(jeanne_browser, **options), "Jeanne").page
        if own_clock:
            page.clock.install()
        page.goto(f"{server.url}/visite/{old_visit['visit']}/souvenir/{old_visit['recording']}/")
        return page

    return enter_with


def wait_for_time(page: Page, least: float, most: float = FILM_SECONDS) -> None:
    page.wait_for_function(f"([least, most]) => {TIME} >= least && {TIME} <= most", arg=[least, most])


def ready(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")


def seek(page: Page, seconds: float) -> None:
    page.evaluate(
        "at => new Promise(done => { const video = document.querySelector('video');"
        " video.addEventListener('seeked', done, { once: true }); video.currentTime = at })",
        seconds,
    )


def test_steps_speed_and_keys(enter: Callable[..., Page]) -> None:
    page = enter()
    ready(page)
    video = page.locator("video")
    assert abs(video.evaluate("video => video.duration") - FILM_SECONDS) < 0.5
    steps = page.locator("[data-ep-replay=chapter]")
    expect(steps).to_have_count(len(CHAPTERS))

    # A step, by the mouse and by Enter; the one that is shown is said to be.
    steps.nth(1).click()
    wait_for_time(page, SECOND, SECOND + 3)
    expect(steps.nth(1)).to_have_attribute("aria-current", "step")
    steps.nth(0).focus()
    page.keyboard.press("Enter")
    wait_for_time(page, FIRST, FIRST + 3)
    expect(steps.nth(0)).to_have_attribute("aria-current", "step")
    expect(steps.nth(1)).not_to_have_attribute("aria-current", "step")
    page.get_by_role("button", name="Étape suivante").click()
    wait_for_time(page, SECOND, SECOND + 3)

    # Keys, with nothing of the page in hand.
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press(" ")
    assert video.evaluate("video => video.paused")
    at = page.evaluate(f"() => {TIME}")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert abs(page.evaluate(f"() => {TIME}") - (at - 10)) < 0.1
    page.keyboard.press("ArrowDown")
    assert abs(video.evaluate("video => video.volume") - 0.9) < 0.01
    page.keyboard.press("n")
    wait_for_time(page, FIRST, SECOND)

    # The speed is remembered by this browser.
    speed = page.get_by_label("Vitesse")
    speed.select_option("1.5")
    assert video.evaluate("video => video.playbackRate") == 1.5
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press(">")
    expect(speed).to_have_value("2")
    page.reload()
    ready(page)
    expect(page.get_by_label("Vitesse")).to_have_value("2")
    assert page.locator("video").evaluate("video => video.playbackRate") == 2
    page.get_by_label("Utiliser ces touches").evaluate("box => box.click()")
    page.evaluate("() => document.activeElement.blur()")
    page.keyboard.press("n")
    page.wait_for_timeout(300)
    assert page.evaluate(f"() => {TIME}") < 1


def test_step_again_and_again(enter: Callable[..., Page]) -> None:
    page = enter()
    ready(page)
    page.locator("[data-ep-replay=chapter]").first.click()
    loop = page.get_by_role("button", name="Revoir cette étape en boucle")
    loop.click()
    expect(loop).to_have_attribute("aria-pressed", "true")
    seek(page, SECOND - 0.6)
    expect(loop).to_have_attribute("aria-pressed", "true")
    # Its end leads back to its beginning.
    wait_for_time(page, FIRST, FIRST + 2)
    loop.click()
    expect(loop).to_have_attribute("aria-pressed", "false")
    seek(page, SECOND - 0.4)
    page.locator("video").evaluate("video => video.play()")
    wait_for_time(page, SECOND, SECOND + 3)


def test_conversation_and_what_is_missing_at_their_time(enter: Callable[..., Page]) -> None:
    page = enter()
    ready(page)
    lines = page.locator("[data-ep-replay=line]")
    assert lines.count() == len(LINES)
    for index, seconds in enumerate(LINES):
        seek(page, seconds + 0.2)
        expect(lines.nth(index)).to_have_class(re.compile("replay__line--now"))
    expect(lines.nth(0)).not_to_have_class(re.compile("replay__line--now"))
    said = page.locator("[data-ep-replay=said]")
    expect(said).to_be_empty()
    seek(page, GAP[0] + 0.5)
    expect(said).to_have_text("Il manque 3 secondes ici.")
    seek(page, GAP[1] + 0.5)
    expect(said).to_be_empty()


def test_address_that_ends_in_the_middle_is_renewed(enter: Callable[..., Page]) -> None:
    """The first address gives half of the film, then nothing more, as when its quarter of an hour is over."""
    page = enter()
    first = page.locator("video").get_attribute("src") or ""
    over: list[str] = []

    def half(route: Route) -> None:
        asked = re.fullmatch(r"bytes=(\d+)-\d*", route.request.headers.get("range", "bytes=0-"))
        whole = route.fetch(
            headers={name: value for name, value in route.request.headers.items() if name != "range"}
        )
        body = whole.body()
        start, middle = int(asked.group(1)) if asked else 0, len(body) // 2
        if start >= middle:
            over.append(route.request.url)
            route.fulfill(status=410, body="Cette adresse ne sert plus.")
            return
        headers = {
            "Content-Type": "video/webm",
            "Accept-Ranges": "bytes",
            "Content-Range": f"bytes {start}-{middle - 1}/{len(body)}",
        }
        route.fulfill(status=206, headers=headers, body=body[start:middle])

    page.route(f"**{first}", half)
    page.reload()
    # The page that is loaded again has an address of its own: it takes the worn one.
    page.evaluate("src => { document.querySelector('video').src = src }", first)
    ready(page)
    video = page.locator("video")
    video.evaluate("video => { video.playbackRate = 2; return video.play() }")
    page.wait_for_function("old => !document.querySelector('video').src.endsWith(old)", arg=first, timeout=30_000)
    assert over
    at = page.evaluate(f"() => {TIME}")
    wait_for_time(page, FILM_SECONDS - 3)
    assert video.evaluate("video => video.error") is None
    assert at <= FILM_SECONDS
    expect(page.locator("[data-ep-replay=trouble]")).to_be_hidden()


def test_address_is_renewed_before_its_end(enter: Callable[..., Page]) -> None:
    page = enter(own_clock=True)
    ready(page)
    first = page.locator("video").get_attribute("src")
    page.locator("[data-ep-replay=chapter]").nth(1).click()
    # Two addresses given within one second are the same.
    wait_for_time(page, SECOND + 1.5)
    # It asks a minute before the end. More than that is needed here: the page's own clock is late by what a busy
    # machine took to open it.
    page.clock.fast_forward(14 * 60 * 1000 + 50_000)
    expect(page.locator("video")).not_to_have_attribute("src", first or "")
    wait_for_time(page, SECOND)
    assert not page.locator("video").evaluate("video => video.paused")


def test_without_scripts_it_still_plays(enter: Callable[..., Page]) -> None:
    page = enter(java_script_enabled=False)
    expect(page.locator("video")).to_have_attribute("src", re.compile(r"^/film/.+/film\.webm$"))
    expect(page.get_by_role("button", name="Étape suivante")).to_be_hidden()
    link = page.locator("[data-ep-replay=chapter]").nth(1)
    expect(link).to_have_attribute("href", re.compile(rf"/film\.webm#t={SECOND}$"))
    answer = page.request.get(page.url.split("/visite/")[0] + (link.get_attribute("href") or "").split("#")[0])
    assert (answer.status, answer.headers["content-type"]) == (200, "video/webm")


def test_telephone_keeps_the_film_in_sight(enter: Callable[..., Page]) -> None:
    page = enter(width=360, height=740)
    ready(page)
    page.locator("[data-ep-replay=line]").last.scroll_into_view_if_needed()
    box = page.locator("video").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 10
    assert box["height"] < 740 / 2


def test_pages_of_what_stays(
    server: Server,
    old_visit: dict[str, str],
    jeanne_browser: Browser,
    open_screen: Callable[[Browser], BrowserContext],
) -> None:
    inspector = Inspector()
    page = Helper(server.url, open_screen(jeanne_browser), "Jeanne").page
    page.goto(f"{server.url}/visite/{old_visit['visit']}/souvenir/")
    inspector.look(page, "what stays")
    page.get_by_role("link", name="Revoir").click()
    ready(page)
    seek(page, GAP[0] + 0.5)
    expect(page.locator("[data-ep-replay=said]")).not_to_be_empty()
    page.locator("summary", has_text="Avec le clavier").click()
    inspector.look(page, "film")
    assert inspector.faults == []
