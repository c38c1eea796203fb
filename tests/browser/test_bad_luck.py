"""In the room, everything that can go wrong: a sentence, a way on, nothing lost."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.browser.people import Helped, Helper
from tests.browser.room import Room, start_visit
from tests.browser.server import Server

# Only where there are media: not on the blank page that comes first and last.
PICKER_REFUSED = """
if (navigator.mediaDevices) {
  navigator.mediaDevices.getDisplayMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
}
"""
NO_PICKER = "if (navigator.mediaDevices) delete MediaDevices.prototype.getDisplayMedia;"


def test_two_tabs_of_one_person_the_newest_wins(jeanne: Helped, karim: Helper) -> None:
    hers, his = start_visit(jeanne, karim, "Deux onglets à la fois")
    second = jeanne.context.new_page()
    second.goto(hers.page.url)
    newest = Room(second)
    newest.expect_together()
    expect(hers.part("replaced-dialog")).to_be_visible()
    hers.part("take-back").click()
    hers.expect_together()
    expect(newest.part("replaced-dialog")).to_be_visible()
    his.expect_together()
    hers.end()


def test_leaving_and_coming_back_resumes_with_what_was_said(jeanne: Helped, karim: Helper) -> None:
    hers, his = start_visit(jeanne, karim, "Je ferme la page par erreur")
    hers.write("Avant de partir")
    his.expect_line("Avant de partir")
    address = hers.page.url
    hers.page.close()
    expect(his.root).to_have_attribute("data-connection", "away")
    page = jeanne.context.new_page()
    page.goto(address)
    back = Room(page)
    back.expect_together()
    back.expect_line("Avant de partir")
    his.expect_together()
    his.end()


def test_network_cut_keeps_what_is_typed(jeanne: Helped, karim: Helper) -> None:
    hers, his = start_visit(jeanne, karim, "Le réseau coupe souvent")
    # The socket is cut as a network does, without a word; then everything is refused for a while.
    jeanne.context.set_offline(True)
    hers.write("Écrit pendant la coupure")
    jeanne.context.set_offline(False)
    his.expect_line("Écrit pendant la coupure")
    hers.expect_line("Écrit pendant la coupure")
    hers.end()


def test_picker_cancelled_then_accepted(jeanne: Helped, karim: Helper) -> None:
    jeanne.page.add_init_script(PICKER_REFUSED)
    hers, _his = start_visit(jeanne, karim, "Je me trompe de bouton")
    hers.read_quickly()
    hers.page.get_by_role("button", name="Montrer mon écran").click()
    hers.confirm_helper()
    expect(hers.page.get_by_text("Vous n’avez pas choisi d’écran.")).to_be_visible()
    expect(hers.root).to_have_attribute("data-sharing", "off")
    expect(hers.page.get_by_role("button", name="Montrer mon écran")).to_be_enabled()
    hers.end()


def test_picker_that_never_answers_gives_the_button_back(jeanne: Helped, karim: Helper) -> None:
    hers, his = start_visit(jeanne, karim, "La fenêtre de choix ne vient pas")
    hers.page.clock.install()
    # No page of the expected name is open: this Chromium never answers.
    hers.read_quickly()
    hers.page.get_by_role("button", name="Montrer mon écran").click()
    hers.confirm_helper()
    expect(hers.root).to_have_attribute("data-sharing", "asking")
    hers.page.clock.fast_forward(61_000)
    expect(hers.page.get_by_text("La fenêtre de choix n’a pas répondu.")).to_be_visible()
    expect(hers.root).to_have_attribute("data-sharing", "off")
    # Under a picker that hangs Chromium itself takes no click in that tab: the other one ends the visit.
    his.end()
    hers.expect_ended()


def test_microphone_refused_leaves_the_visit_usable(
    server: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext], karim: Helper
) -> None:
    jeanne = Helped(server.url, open_context(jeanne_browser, microphone=False))
    hers, his = start_visit(jeanne, karim, "Je ne veux pas parler")
    hers.page.get_by_role("button", name="Activer mon micro").click()
    expect(hers.page.get_by_text("Votre navigateur refuse le micro.")).to_be_visible()
    hers.write("Je préfère écrire")
    his.expect_line("Je préfère écrire")
    hers.end()


def test_phone_that_cannot_show_its_screen_says_so(
    server: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext], karim: Helper
) -> None:
    jeanne = Helped(server.url, open_context(jeanne_browser, width=360, height=740))
    jeanne.page.add_init_script(NO_PICKER)
    hers, his = start_visit(jeanne, karim, "Je suis sur mon téléphone")
    expect(
        hers.page.get_by_text("Un téléphone ou une tablette ne peut pas montrer son propre écran.")
    ).to_be_visible()
    expect(hers.page.get_by_role("button", name="Montrer mon écran")).to_be_hidden()
    hers.write("Mais je peux écrire")
    his.expect_line("Mais je peux écrire")
    hers.end()


def test_recording_declined_records_nothing(jeanne: Helped, karim: Helper) -> None:
    hers, his = start_visit(jeanne, karim, "Je ne veux pas être filmée")
    his.choose("Enregistrer")
    hers.part("film-no").click()
    expect(his.page.get_by_text("préfère ne pas enregistrer")).to_be_visible()
    for room in (hers, his):
        expect(room.part("recording-mark")).to_be_hidden()
    hers.end()
    hers.page.goto(f"{jeanne.url}/visite/{hers.visit_id}/souvenir/")
    expect(hers.page.get_by_text("Aucun film n’a été gardé")).to_be_visible()


def test_disk_full_says_so_keeps_trying_and_the_film_is_whole(jeanne: Helped, karim: Helper) -> None:
    hers, his = start_visit(jeanne, karim, "Le disque du serveur est plein")
    full = {"code": "disk_full", "message": "Il n’y a plus de place pour ranger le film.", "way_on": ""}

    def no_room_left(route: Route) -> None:
        route.fulfill(status=507, json=full)

    his.page.route(re.compile("/morceaux/"), no_room_left)
    record_a_little(hers, his, stop=False)
    expect(his.page.get_by_text("Il n’y a plus de place pour ranger le film.")).to_be_visible()
    his.page.unroute(re.compile("/morceaux/"), no_room_left)
    hers.choose("Arrêter le film")
    expect(his.root).to_have_attribute("data-film", "stored", timeout=40_000)
    hers.end()
    page = hers.page
    page.goto(f"{jeanne.url}/visite/{hers.visit_id}/souvenir/")
    expect(page.get_by_role("link", name="Revoir")).to_be_visible(timeout=30_000)

    # Either may delete it, for both.
    page.get_by_text("Supprimer ce film").click()
    page.get_by_role("button", name="Oui, supprimer le film").click()
    expect(page.get_by_text("Aucun film n’a été gardé")).to_be_visible()
    his.page.goto(page.url)
    expect(his.page.get_by_text("Aucun film n’a été gardé")).to_be_visible()


def record_a_little(hers: Room, his: Room, *, stop: bool = True) -> None:
    hers.choose("Enregistrer")
    with his.page.expect_request(re.compile("/morceaux/0/0/"), timeout=20_000):
        his.part("film-yes").click()
    if stop:
        hers.choose("Arrêter le film")


@pytest.fixture
def fragile_server(prepared_data: Path) -> Iterator[Server]:
    """A server of our own, to pull its plug."""
    running = Server(prepared_data)
    running.start()
    yield running
    running.stop()


def test_server_killed_in_the_middle_resumes_the_visit_and_the_film(
    fragile_server: Server,
    jeanne_browser: Browser,
    karim_browser: Browser,
    open_context: Callable[..., BrowserContext],
) -> None:
    jeanne = Helped(fragile_server.url, open_context(jeanne_browser))
    karim = Helper(fragile_server.url, open_context(karim_browser), "Karim")
    hers, his = start_visit(jeanne, karim, "Le serveur va tomber")
    jeanne.open_shown_page("#ff0000")
    hers.show_screen()
    his.expect_screen()
    record_a_little(hers, his, stop=False)

    fragile_server.stop(signal.SIGKILL)
    expect(hers.root).to_have_attribute("data-connection", "reconnecting")
    # What is between the two does not need the server.
    jeanne.paint("#0000ff")
    his.wait_for_color((0, 0, 255))
    fragile_server.start()
    for room in (hers, his):
        room.expect_together(timeout=40_000)
    hers.write("Nous revoilà")
    his.expect_line("Nous revoilà")
    hers.choose("Arrêter le film")
    expect(his.root).to_have_attribute("data-film", "stored", timeout=40_000)
    hers.end()
    hers.page.goto(f"{jeanne.url}/visite/{hers.visit_id}/souvenir/")
    hers.page.get_by_role("link", name="Revoir").click(timeout=30_000)
    expect(hers.page.locator("video")).to_be_visible()
    karim.rest()
