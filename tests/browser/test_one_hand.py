"""The room on two telephones, 360 pixels wide: held in one hand, all is under the thumb and large enough."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.keys import Keys
from tests.browser.people import Helped, Helper
from tests.browser.room import Room, start_visit
from tests.browser.server import Server
from tests.browser.test_stop_and_hide import NO_PICKER

TELEPHONE = {"width": 360, "height": 740, "is_mobile": True, "has_touch": True}
TARGET = 44
# Of everything that can be touched; a field is as large as the label around it.
TOUCHED = """() => [...document.querySelectorAll("button, a[href], summary, input, textarea, select")]
  .filter((one) => one.checkVisibility() && !one.matches("[type=hidden], [type=file]"))
  .map((one) => {
    const { width, height } = one.getBoundingClientRect();
    return { name: one.dataset.epRoom ?? one.textContent.trim().slice(0, 40), width, height };
  })"""
TOP = "one => one.getBoundingClientRect().top / innerHeight"
BOTTOM = "one => one.getBoundingClientRect().bottom / innerHeight"


@pytest.fixture
def rooms(
    server: Server, jeanne_browser: Browser, karim_browser: Browser, open_context: Callable[..., BrowserContext]
) -> Iterator[tuple[Room, Room]]:
    jeanne = Helped(server.url, open_context(jeanne_browser, **TELEPHONE))
    jeanne.context.grant_permissions(["microphone", "camera"])
    karim = Helper(server.url, open_context(karim_browser, **TELEPHONE), "Karim")
    for person in (jeanne, karim):
        person.page.add_init_script(NO_PICKER)
    yield start_visit(jeanne, karim, "Je n’ai que mon téléphone")
    karim.rest()


def check_targets(page: Page) -> None:
    touched = page.evaluate(TOUCHED)
    assert len(touched) >= 3
    assert [one for one in touched if min(one["width"], one["height"]) < TARGET] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]


def check_under_the_thumb(*controls: Locator) -> None:
    """In the lower half of the screen, wherever the page is scrolled to."""
    for control in controls:
        page = control.page
        for place in ("0", "document.body.scrollHeight"):
            page.evaluate(f"scrollTo(0, {place})")
            assert control.evaluate(TOP) >= 0.5
            assert control.evaluate(BOTTOM) <= 1


def check_all(room: Room, *controls: Locator) -> None:
    check_targets(room.page)
    check_under_the_thumb(*controls)
    Keys(room.page).walk()


def test_everything_is_under_the_thumb(rooms: tuple[Room, Room]) -> None:
    hers, his = rooms
    more = {room: room.page.get_by_role("button", name="Plus", exact=True) for room in rooms}
    check_all(hers, *(hers.part(name) for name in ("stop", "voice", "alarm")), more[hers])
    check_all(his, his.part("ask"), his.part("voice"), more[his])

    # She aims her camera; he asks, and the answers come under her thumb.
    hers.page.get_by_role("button", name="Montrer avec l’appareil photo").tap()
    check_targets(hers.page)
    hers.part("asked-yes").tap()
    hers.part("called-no").tap()
    hers.part("first-share").tap(timeout=30_000)
    his.expect_screen()
    his.part("ask").tap()
    expect(hers.part("hand-yes")).to_be_visible()
    check_all(hers, *(hers.part(name) for name in ("hand-yes", "hand-no", "share", "stop", "hide")))
    hers.part("hand-yes").tap()
    expect(his.part("tools")).to_be_visible()

    # A finger on the picture, a sentence, and the conversation open.
    his.part("stage").scroll_into_view_if_needed()
    picture = his.picture()
    his.page.touchscreen.tap(picture.left + picture.width / 2, picture.top + picture.height / 2)
    expect(hers.part("mark")).to_have_count(1)
    his.page.get_by_role("button", name="Cliquez ici").tap()
    expect(hers.part("sentence")).to_have_text("Cliquez ici")
    for room in rooms:
        room.part("chat").locator("summary").tap()
    hers.write("Je cherche")
    his.expect_line("Je cherche")
    check_all(hers, *(hers.part(name) for name in ("hand-down", "share", "stop", "hide")), more[hers])
    check_all(his, his.part("ask"), more[his])

    # What opens above is a sheet at the bottom edge.
    for room in rooms:
        more[room].tap()
        check_targets(room.page)
        check_under_the_thumb(room.part("record"), room.part("leave"))
        room.page.keyboard.press("Escape")
    hers.part("alarm").tap()
    check_targets(hers.page)
    hers.part("alarm-dialog").get_by_role("button", name="Rien de tout cela").tap()
    hers.part("stop").tap()
    hers.page.get_by_role("button", name="Reprendre", exact=True).tap()
    hers.end()
    for room in rooms:
        room.expect_ended()
        check_targets(room.page)
