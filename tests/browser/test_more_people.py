"""Known people, without matching: the helper invites by six digits; then a relative comes into the visit."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.people import Helped, Helper
from tests.browser.room import Room
from tests.browser.server import Server

RED, BLUE = (255, 0, 0), (0, 0, 255)


@pytest.fixture
def paul(server: Server, karim_browser: Browser, open_context: Callable[..., BrowserContext]) -> Page:
    """Jeanne's son, without account, on a telephone."""
    page = open_context(karim_browser, width=390, height=800).new_page()
    page.goto(f"{server.url}/")
    return page


def digits_on(page: Page) -> str:
    code = page.locator("#inviting .code, #room-invited .code")
    expect(code).to_have_text(re.compile(r"\d\d \d\d \d\d"))
    return code.inner_text()


def type_digits(page: Page, digits: str) -> None:
    page.get_by_role("link", name="J’ai un code").click()
    page.get_by_label("Le code à six chiffres").fill(digits)
    page.get_by_role("button", name="La rejoindre").click()


def check_accessible(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def meet(jeanne: Helped, karim: Helper) -> tuple[Room, Room]:
    """Karim says his digits on the telephone; Jeanne, without account, types them and answers."""
    karim.page.goto(f"{karim.url}/aider/")
    karim.page.get_by_role("link", name="Aider quelqu’un que je connais").click()
    karim.page.get_by_role("button", name="Afficher un code").click()
    digits = digits_on(karim.page)
    expect(karim.page.get_by_role("img", name="Le même lien")).to_be_visible()
    check_accessible(karim.page)
    page = jeanne.page
    page.goto(jeanne.url)
    type_digits(page, digits)
    expect(page.get_by_role("heading", name="Karim va vous aider")).to_be_visible()
    check_accessible(page)
    asked = page.get_by_role("group", name="Avez-vous demandé cette aide vous-même ?")
    asked.get_by_label("Oui", exact=True).check()
    called = page.get_by_role("group", name="Quelqu’un vous a-t-il appelé pour vous donner ce code ?")
    called.get_by_label("Non", exact=True).check()
    page.get_by_label("Votre prénom").fill("Jeanne")
    page.get_by_label("Nom de la commune ou code postal").press_sequentially("saint lo", delay=20)
    page.get_by_role("radio", name="Saint-Lô (50000)", exact=True).check()
    page.get_by_role("button", name="Entrer dans la visite").click()
    page.wait_for_url(re.compile("/visite/"))
    karim.page.wait_for_url(re.compile("/visite/"))
    rooms = Room(page), Room(karim.page)
    for room in rooms:
        room.expect_together()
    return rooms


def invite(room: Room) -> str:
    """« Inviter quelqu’un », un proche: the digits."""
    room.choose("Inviter quelqu’un")
    room.page.get_by_role("button", name="Un proche").click()
    digits = digits_on(room.page)
    check_accessible(room.page)
    room.page.get_by_role("button", name="Fermer", exact=True).click()
    return digits


def test_known_people_meet_and_a_relative_comes_in(jeanne: Helped, karim: Helper, paul: Page) -> None:
    hers, his = meet(jeanne, karim)
    jeanne.open_shown_page("#ff0000")
    hers.show_screen()
    his.wait_for_color(RED)

    # They film.
    his.choose("Enregistrer")
    expect(hers.part("film-question")).to_contain_text("Karim propose d’enregistrer la visite.")
    hers.part("film-yes").click()
    expect(his.root).to_have_attribute("data-film", "filming")

    # Paul knocks, and waits.
    type_digits(paul, invite(hers))
    paul.get_by_label("Votre prénom").fill("Paul")
    check_accessible(paul)
    paul.get_by_role("button", name="Frapper à la porte").click()
    expect(paul.get_by_role("heading", name="On vous ouvre…")).to_be_visible()
    check_accessible(paul)
    expect(hers.part("door-question")).to_have_text("Paul (un proche) demande à entrer.")
    expect(his.part("people")).to_contain_text("à la porte")
    check_accessible(hers.page)
    hers.part("door-yes").click()

    # The door opens by itself; the film waits for his yes, and is cut meanwhile.
    expect(paul.locator("[data-ep-room=root]")).to_have_attribute("data-role", "relative")
    theirs = Room(paul)
    theirs.expect_together()
    expect(his.root).to_have_attribute("data-film", "paused")
    expect(hers.part("notices")).to_contain_text("on attend l’accord de Paul")
    expect(theirs.part("film-question")).to_contain_text("Cette visite est filmée.")
    check_accessible(paul)
    theirs.part("film-yes").click()
    expect(his.root).to_have_attribute("data-film", "filming")

    # He sees the screen, from her computer to his telephone, and is heard in writing.
    theirs.expect_screen()
    theirs.wait_for_color(RED)
    jeanne.paint("#0000ff")
    theirs.wait_for_color(BLUE)
    theirs.write("Bonjour maman")
    for room in (hers, his):
        room.expect_line("Bonjour maman")
    for name in ("share", "ask", "invite", "stop"):
        expect(theirs.part(name)).to_have_count(0)

    # Shown out, he is hung up on; the visit and the film go on.
    hers.part("show-out").click()
    expect(theirs.part("end-title")).to_have_text("La visite continue sans vous. Merci d’être venu·e.")
    expect(hers.part("people")).not_to_contain_text("Paul")
    hers.expect_together()
    expect(his.root).to_have_attribute("data-film", "filming")
    paul.reload()
    expect(paul.get_by_role("heading", name="Vous n’êtes pas dans cette visite")).to_be_visible()

    # The film is for the two of them.
    his.end()
    hers.expect_ended()
    expect(his.part("end-souvenir")).to_be_visible(timeout=60_000)
    his.part("end-souvenir").click()
    expect(karim.page.get_by_role("link", name="Revoir")).to_be_visible(timeout=60_000)
    assert paul.request.get(karim.page.url).status == 404


def test_who_was_called_is_stopped(jeanne: Helped, karim: Helper) -> None:
    karim.page.goto(f"{karim.url}/aider/inviter/")
    karim.page.get_by_role("button", name="Afficher un code").click()
    digits = digits_on(karim.page)
    page = jeanne.page
    page.goto(jeanne.url)
    type_digits(page, digits)
    page.get_by_label("Oui, quelqu’un m’a appelé").check()
    page.get_by_role("button", name="Entrer dans la visite").click()
    expect(page).to_have_url(re.compile("/arnaques/$"))
    expect(karim.page.get_by_text("Ce code ne sert plus")).to_be_visible()
    page.goto(jeanne.url)
    type_digits(page, digits)
    expect(page.locator("#id_code_error")).to_contain_text("Ce code n’est pas, ou plus, valable.")
