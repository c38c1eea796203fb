"""The whole room by keyboard alone, on both sides: every place is reached, ringed, in sight, and never lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.keys import Keys
from tests.browser.people import Helped, Helper
from tests.browser.room import Room, start_visit
from tests.browser.test_marks import expect_at, mark_of


@pytest.fixture
def rooms(jeanne: Helped, karim: Helper) -> tuple[Room, Room]:
    hers, his = start_visit(jeanne, karim, "Je n’ai pas de souris")
    jeanne.open_shown_page("#204060")
    return hers, his


def show_by_keyboard(hers: Room, keys: Keys) -> None:
    """Through the questions of the first share."""
    keys.use(hers.part("share"))
    dialog = hers.part("first-share-dialog")
    expect(dialog).to_be_visible()
    # Refused by Escape, it is asked again, and the keyboard is where it was.
    keys.press("Escape")
    expect(dialog).to_be_hidden()
    keys.expect_on(hers.part("share"))
    keys.press("Enter")
    keys.use(hers.part("asked-yes"), "Space")
    keys.use(hers.part("called-no"))
    expect(hers.part("first-share")).to_be_enabled(timeout=20_000)
    keys.use(hers.part("first-share"))
    expect(hers.root).to_have_attribute("data-sharing", "on")
    keys.expect_on(hers.part("share"))


def test_showing_pointing_and_saying(rooms: tuple[Room, Room]) -> None:
    hers, his = rooms
    hers_keys, his_keys = Keys(hers.page), Keys(his.page)
    show_by_keyboard(hers, hers_keys)
    his.expect_screen()

    # He asks, she says no, then yes; what she pressed goes, and her keyboard stays beside it.
    his_keys.use(his.part("ask"))
    hers_keys.use(hers.part("hand-no"))
    expect(his.page.get_by_text("Jeanne préfère que vous regardiez")).to_be_visible()
    hers_keys.expect_on(hers.part("hand-up"))
    his_keys.press("Enter")
    hers_keys.use(hers.part("hand-yes"))
    hers_keys.expect_on(hers.part("hand-down"))
    expect(his.part("tools")).to_be_visible()
    his_keys.expect_on(his.part("ask"))

    # The pointer by the arrows, a spot by Enter, tools by their letters.
    his_keys.go(his.part("stage"))
    his_keys.press("ArrowRight", "ArrowRight", "ArrowDown", "Enter")
    expect_at(hers, mark_of("spot"), (0.54, 0.52))
    his_keys.press("r", "f", "Enter", "ArrowDown", "ArrowDown", "Enter")
    expect(hers.page.locator(mark_of("arrow"))).to_have_count(1)
    his_keys.press("e", "Enter")
    his_keys.expect_on(his.part("label-text"))
    his_keys.type("Ici")
    his_keys.press("Enter")
    expect(hers.page.locator(mark_of("label"))).to_contain_text("Ici")
    his_keys.expect_on(his.part("stage"))

    # The toolbar is one stop; the arrows go along it.
    tool = his.page.locator("[data-tool=pointer]")
    his_keys.go(tool)
    his_keys.press("ArrowRight")
    his_keys.expect_on(his.page.locator("[data-tool=ink]"))
    his_keys.press("Enter")
    expect(his.page.locator("[data-tool=ink]")).to_have_attribute("aria-pressed", "true")
    his_keys.press("End", "Enter")
    expect(hers.part("mark")).to_have_count(0)
    his_keys.press("Home", "Enter")
    expect(tool).to_have_attribute("aria-pressed", "true")

    # In writing, both ways; a sentence, and her answer.
    his_keys.go(his.part("text"))
    his_keys.type("Bonjour Jeanne")
    his_keys.press("Enter")
    hers.expect_line("Bonjour Jeanne")
    hers_keys.go(hers.part("text"))
    hers_keys.type("Je vous lis")
    hers_keys.press("Tab", "Enter")
    his.expect_line("Je vous lis")
    his_keys.go(his.part("tell-text"), back=True)
    his_keys.type("Cliquez sur le carré bleu")
    his_keys.press("Enter")
    expect(hers.part("sentence")).to_have_text("Cliquez sur le carré bleu")
    hers_keys.use(hers.part("found"), back=True)
    expect(his.page.get_by_text("Jeanne a trouvé.")).to_be_visible()
    expect(hers.part("found")).to_be_hidden()
    hers_keys.press("Shift")
    his_keys.use(his.page.get_by_role("button", name="Fermer ce message").last, back=True)

    # She takes the hand back: the tools go from under his fingers.
    his_keys.go(tool)
    hers_keys.use(hers.part("hand-down"), back=True)
    expect(his.part("tools")).to_be_hidden()
    his_keys.press("Shift")
    for keys in (hers_keys, his_keys):
        keys.expect_no_mouse()
    hers.end()


def test_protecting_oneself_and_leaving(rooms: tuple[Room, Room]) -> None:
    hers, his = rooms
    hers_keys, his_keys = Keys(hers.page), Keys(his.page)
    show_by_keyboard(hers, hers_keys)
    his.expect_screen()

    # One key hides, the same shows again; Escape twice stops everything.
    hers_keys.press("h")
    expect(hers.part("hide")).to_have_attribute("data-state", "on")
    expect(his.part("stage")).to_have_attribute("data-state", "hidden")
    hers_keys.press("h")
    his.expect_screen()
    hers_keys.press("Escape", "Escape")
    expect(hers.root).to_have_attribute("data-sharing", "off")
    hers_keys.use(hers.page.get_by_role("button", name="Reprendre"), back=True)
    expect(hers.page.get_by_text("Tout est arrêté")).to_have_count(0)

    # « Plus » opens, is walked through, and closes by Escape.
    more = hers.page.get_by_role("button", name="Plus", exact=True)
    hers_keys.use(more)
    stops = hers_keys.go(hers.part("leave"))
    assert stops[:3] == ["record", "memo-toggle", "invite"]
    hers_keys.press("Escape")
    expect(hers.part("more")).to_be_hidden()
    hers_keys.expect_on(more)

    # Whatever a dialog was opened from, closing it leads back there.
    hers_keys.press("Enter")
    hers_keys.use(hers.part("invite"))
    dialog = hers.part("invite-dialog")
    hers_keys.use(dialog.get_by_role("button", name="Un proche"))
    expect(dialog.locator(".code")).to_have_text(re.compile(r"\d\d \d\d \d\d"))
    hers_keys.use(dialog.get_by_role("button", name="Fermer", exact=True), back=True)
    hers_keys.expect_on(more)
    hers_keys.use(hers.part("alarm"), back=True)
    hers_keys.use(hers.part("alarm-dialog").get_by_role("button", name="Rien de tout cela"))
    hers_keys.expect_on(hers.part("alarm"))

    # A question of the other comes by itself, and gives the keyboard back.
    his_keys.use(his.page.get_by_role("button", name="Plus", exact=True))
    his_keys.use(his.part("record"))
    expect(his.part("more")).to_be_hidden()
    hers_keys.use(hers.part("film-no"))
    hers_keys.expect_on(hers.part("alarm"))
    expect(his.page.get_by_text("préfère ne pas enregistrer")).to_be_visible()

    hers_keys.use(more)
    hers_keys.use(hers.part("leave"))
    hers_keys.use(hers.page.get_by_role("button", name="Non, continuer"))
    hers_keys.expect_on(more)
    hers_keys.press("Enter")
    hers_keys.use(hers.part("leave"))
    hers_keys.use(hers.part("end-yes"), back=True)
    for room, keys in ((hers, hers_keys), (his, his_keys)):
        room.expect_ended()
        keys.expect_on(room.part("end-title"))
    hers_keys.go(hers.part("end-home"))
    for keys in (hers_keys, his_keys):
        keys.expect_no_mouse()
