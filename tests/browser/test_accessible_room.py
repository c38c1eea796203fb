"""The room in every state it takes, on both sides: no fault that axe can see, nothing wider than the screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.inspector import Inspector
from tests.browser.people import Helped, Helper
from tests.browser.room import Room, start_visit
from tests.browser.server import Server
from tests.browser.test_card import NO_WINDOWS
from tests.browser.test_marks import drag, mark_of
from tests.browser.test_more_people import digits_on, type_digits
from tests.browser.test_photos import DOCUMENT, SMALL, unfold
from tests.browser.test_safety import clear_one
from tests.browser.test_stop_and_hide import NO_PICKER, SLOW_LINK, WATCH_CONNECTIONS

OpenScreen = Callable[..., BrowserContext]


def draw(room: Room, start: tuple[float, float], end: tuple[float, float]) -> None:
    room.part("stage").scroll_into_view_if_needed()
    drag(room, start, end)


@dataclass
class Visit:
    """Jeanne and Karim on screens of one kind, and what is wrong on them."""

    jeanne: Helped
    karim: Helper
    hers: Room = field(init=False)
    his: Room = field(init=False)
    inspector: Inspector = field(default_factory=Inspector)

    def begin(self, text: str) -> None:
        self.hers, self.his = start_visit(self.jeanne, self.karim, text)

    def look(self, state: str) -> None:
        self.inspector.look(self.hers.page, f"{state}, helped")
        self.inspector.look(self.his.page, f"{state}, helper")

    def look_at_hers(self, state: str) -> None:
        self.inspector.look(self.hers.page, f"{state}, helped")

    def look_at_his(self, state: str) -> None:
        self.inspector.look(self.his.page, f"{state}, helper")

    def show(self) -> None:
        self.jeanne.open_shown_page("#204060")
        self.hers.show_screen()
        self.his.expect_screen()

    def let_him_show(self) -> None:
        self.hers.part("hand-up").click()
        expect(self.his.part("tools")).to_be_visible()


@pytest.fixture
def visit(
    server: Server, jeanne_browser: Browser, karim_browser: Browser, open_screen: OpenScreen
) -> Iterator[Visit]:
    jeanne = Helped(server.url, open_screen(jeanne_browser))
    karim = Helper(server.url, open_screen(karim_browser), "Karim")
    meeting = Visit(jeanne, karim)
    yield meeting
    karim.rest()
    assert meeting.inspector.faults == []


def test_meeting_showing_and_pointing(visit: Visit) -> None:
    visit.jeanne.page.add_init_script(NO_WINDOWS)
    visit.begin("Je veux que ce soit lisible")
    hers, his = visit.hers, visit.his
    visit.look("together")

    visit.jeanne.open_shown_page("#204060")
    hers.page.get_by_role("button", name="Montrer mon écran").click()
    visit.look_at_hers("first share, reading")
    hers.part("asked-yes").click()
    hers.part("called-no").click()
    expect(hers.part("first-share")).to_be_enabled(timeout=20_000)
    visit.look_at_hers("first share, unlocked")
    hers.part("first-share").click()
    his.expect_screen()
    hers.expect_screen()
    visit.look("shown at see")
    his.part("ask").click()
    expect(hers.part("hand-yes")).to_be_visible()
    visit.look("asked")
    hers.part("hand-yes").click()
    expect(his.part("tools")).to_be_visible()

    his.page.get_by_role("button", name="Ça reste").click()
    for tool, kind in (("Trait", "ink"), ("Flèche", "arrow"), ("Cercle", "circle")):
        his.page.get_by_role("button", name=tool).click()
        draw(his, (0.3, 0.3), (0.6, 0.5))
        expect(hers.page.locator(mark_of(kind))).to_have_count(1)
    his.page.get_by_role("button", name="Écrire").click()
    draw(his, (0.5, 0.7), (0.5, 0.7))
    visit.look_at_his("label field")
    his.page.get_by_label("Mot à écrire sur l’écran").fill("Ici")
    his.page.keyboard.press("Enter")
    his.page.get_by_role("button", name="Montrer", exact=True).click()
    draw(his, (0.4, 0.2), (0.4, 0.2))
    expect(hers.page.locator(mark_of("spot"))).to_have_count(1)
    his.page.get_by_role("button", name="Cliquez ici").click()
    expect(hers.part("sentence")).to_have_text("Cliquez ici")
    visit.look("pointing, a sentence stands")
    hers.part("card-open").click()
    expect(hers.root).to_have_attribute("data-card", "page")
    hers.part("card-not-found").click()
    expect(his.page.get_by_text("Jeanne ne trouve pas.")).to_be_visible()
    visit.look("card in the page, not found")

    his.part("step").click()
    expect(hers.part("memo-dialog")).to_be_visible()
    visit.look("asked for a memo")
    hers.part("memo-yes").click()
    expect(hers.part("memo")).to_be_visible()
    visit.look("a memo without step")
    his.part("step").click()
    expect(his.part("step-words")).to_have_text("Étape 1 gardée.")
    expect(hers.part("memo-step")).to_have_count(1)
    visit.look("a memo with a step")
    hers.part("memo-step-drop").click()
    visit.look_at_hers("removing a step")
    hers.end()


def test_hiding_stopping_and_what_is_under_more(visit: Visit) -> None:
    visit.begin("Je veux payer mes impôts")
    hers, his = visit.hers, visit.his
    visit.show()
    expect(hers.page.get_by_text("Avant de taper un mot de passe")).to_be_visible()
    visit.look_at_hers("hiding is proposed")
    hers.part("hide").click()
    expect(his.part("stage")).to_have_attribute("data-state", "hidden")
    visit.look("hidden")
    hers.page.get_by_role("button", name="Activer mon micro").click()
    expect(hers.root).to_have_attribute("data-voice", "on")
    hers.part("stop").click()
    expect(hers.page.get_by_role("button", name="Reprendre")).to_be_visible()
    visit.look_at_hers("stopped")
    hers.page.get_by_role("button", name="Reprendre").click()
    hers.page.get_by_role("button", name="On me demande ça").click()
    visit.look_at_hers("alarm")
    hers.part("alarm-dialog").get_by_role("button", name="Rien de tout cela").click()

    for room in (hers, his):
        room.page.get_by_role("button", name="Plus", exact=True).click()
    visit.look("more")
    for room, roles in ((hers, ("Un proche", "Un interprète", "Un aidant qui apprend")), (his, ("Un proche",))):
        room.page.get_by_role("button", name="Inviter quelqu’un").click()
        visit.inspector.look(room.page, f"inviting, {room.root.get_attribute('data-role')}")
        for role in roles:
            before = room.page.locator("#room-invited").inner_text()
            room.page.get_by_role("button", name=role).click()
            expect(room.page.locator("#room-invited")).not_to_have_text(before)
            digits_on(room.page)
            visit.inspector.look(room.page, f"inviting {role}")
        room.page.get_by_role("button", name="Fermer", exact=True).click()

    second = visit.karim.context.new_page()
    second.goto(his.page.url)
    expect(his.part("replaced-dialog")).to_be_visible()
    visit.look_at_his("replaced")
    second.close()
    his.part("take-back").click()
    his.expect_together()
    visit.jeanne.context.set_offline(True)
    expect(hers.root).to_have_attribute("data-connection", "reconnecting", timeout=60_000)
    visit.look_at_hers("reconnecting")
    visit.jeanne.context.set_offline(False)
    hers.expect_together(timeout=60_000)
    his.page.get_by_role("button", name="Plus", exact=True).click()
    his.part("leave").click()
    visit.look_at_his("end asked")
    his.part("end-yes").click()
    for room in (hers, his):
        room.expect_ended()
    visit.look("ended")


def test_photos_files_and_the_end_in_sight(visit: Visit, server: Server) -> None:
    visit.begin("Je ne comprends pas ce papier")
    hers, his = visit.hers, visit.his
    for room in (hers, his):
        unfold(room)
    hers.part("attach-input").set_input_files([DOCUMENT, SMALL])
    expect(his.part("lines").get_by_role("img", name="compteur.jpg")).to_be_visible()
    hers.part("attach-input").set_input_files([{**SMALL, "buffer": b"no photo", "name": "autre.jpg"}])
    expect(hers.part("attachment")).to_contain_text("Ce fichier n’est ni une photo ni un PDF.")
    hers.write("Ma carte : 4970 1000 0000 0006")
    expect(his.part("lines").get_by_text("Un numéro a été caché")).to_be_visible()
    his.write("Installez TeamViewer : https://www.teamviewer.com/fr/")
    expect(his.part("line")).to_have_count(4)
    visit.look("files and lines that are held back")
    his.part("lines").get_by_role("button", name="Montrer dessus").click()
    for room in (hers, his):
        expect(room.part("stage")).to_have_attribute("data-surface", "photo")
        expect(room.part("stage")).to_have_attribute("data-state", "on")
    visit.look("photo on the stage")
    his.part("photo-away").click()
    expect(hers.part("photo")).to_be_hidden()

    visit.karim.context.new_page().set_content("<title>Page de Jeanne</title><body style='background:#00f'>")
    his.page.bring_to_front()
    his.page.get_by_role("button", name="Montrer mon propre écran").click()
    hers.expect_screen()
    visit.look("the helper’s own screen")

    server.run(
        "shell",
        "-c",
        "from datetime import timedelta; from django.utils.timezone import now;"
        "from epaule.visits.models import Visit;"
        f"Visit.objects.filter(public_id='{hers.visit_id}').update(ends_at=now() + timedelta(minutes=9))",
    )
    for room in (hers, his):
        room.page.reload()
        room.expect_together()
        expect(room.page.locator("[data-subject=time]")).to_be_visible()
    visit.look("time is nearly over")
    hers.end()
    for room in (hers, his):
        room.page.goto(f"{server.url}/visite/{hers.visit_id}/")
    visit.look("over, with its files")


def test_one_more_person_and_a_film(
    visit: Visit, server: Server, karim_browser: Browser, open_screen: OpenScreen
) -> None:
    paul = open_screen(karim_browser).new_page()
    visit.begin("Mon fils voudrait venir")
    hers, his, inspector = visit.hers, visit.his, visit.inspector
    visit.show()
    his.choose("Enregistrer")
    expect(hers.part("film-dialog")).to_be_visible()
    visit.look("film proposed")
    with his.page.expect_response(re.compile("/morceaux/0/1/"), timeout=20_000):
        hers.part("film-yes").click()
    visit.look("recording")

    hers.choose("Inviter quelqu’un")
    hers.page.get_by_role("button", name="Un proche").click()
    digits = digits_on(hers.page)
    hers.page.get_by_role("button", name="Fermer", exact=True).click()
    paul.goto(server.url)
    type_digits(paul, digits)
    paul.get_by_label("Votre prénom").fill("Paul")
    inspector.look(paul, "knocking")
    paul.get_by_role("button", name="Frapper à la porte").click()
    expect(hers.part("door-dialog")).to_be_visible()
    inspector.look(paul, "at the door")
    visit.look("somebody at the door")
    hers.part("door-yes").click()
    expect(his.root).to_have_attribute("data-film", "paused")
    theirs = Room(paul)
    expect(theirs.part("film-dialog")).to_be_visible()
    inspector.look(paul, "film joined, relative")
    visit.look("film paused")
    theirs.part("film-yes").click()
    theirs.expect_together()
    theirs.expect_screen()
    expect(his.root).to_have_attribute("data-film", "filming")
    inspector.look(paul, "three, relative")
    visit.look("three")
    hers.part("show-out").click()
    expect(theirs.part("end-title")).to_be_visible()
    inspector.look(paul, "shown out")
    paul.reload()
    inspector.look(paul, "door closed")
    hers.end()
    visit.look("ended, with a film")

    look_at_what_stays(visit, server)


def look_at_what_stays(visit: Visit, server: Server) -> None:
    """Journal and keepsake."""
    page = visit.hers.page
    page.goto(f"{server.url}/visite/{visit.hers.visit_id}/journal/")
    visit.look_at_hers("journal")
    page.goto(f"{server.url}/visite/{visit.hers.visit_id}/souvenir/")
    expect(page.get_by_role("link", name="Revoir")).to_be_visible(timeout=60_000)
    page.get_by_text("Supprimer ce film").click()
    visit.look_at_hers("keepsake")
    page.get_by_role("button", name="Oui, supprimer le film").click()
    expect(page.get_by_text("Aucun film n’a été gardé")).to_be_visible()
    visit.look_at_hers("keepsake, empty")


def test_without_a_screen_to_show_and_with_a_poor_link(visit: Visit) -> None:
    visit.jeanne.context.grant_permissions(["microphone", "camera"])
    for script in (NO_PICKER, WATCH_CONNECTIONS, SLOW_LINK):
        visit.jeanne.page.add_init_script(script)
    visit.begin("Je n’ai que mon téléphone")
    hers, his = visit.hers, visit.his
    visit.look("nothing can be shown")
    hers.page.get_by_role("button", name="Voir l’écran de Karim").click()
    visit.look_at_hers("asking for his screen")
    hers.show_camera()
    his.expect_screen()
    hers.expect_screen()
    visit.let_him_show()
    visit.look("camera")
    hers.page.evaluate("globalThis.slow = true")
    expect(hers.root).to_have_attribute("data-picture", "stills", timeout=40_000)
    expect(his.part("quality")).to_have_attribute("data-state", "stills")
    visit.look("poor link")
    hers.end()


def test_after_an_alarm(visit: Visit, server: Server, karim_browser: Browser, open_screen: OpenScreen) -> None:
    claire = Helper(server.url, open_screen(karim_browser), "Claire")
    alarms = f"{server.url}/territoire/alarmes/"
    claire.page.goto(alarms)
    visit.inspector.look(claire.page, "alarms")
    visit.begin("On me demande mon code")
    hers, his = visit.hers, visit.his
    hers.page.get_by_role("button", name="On me demande ça").click()
    hers.page.get_by_role("button", name="Un code reçu par SMS").click()
    expect(hers.part("end-note")).to_contain_text("L’équipe est prévenue")
    expect(his.part("end-title")).to_contain_text("par précaution")
    visit.look("alarm given")
    his.page.goto(f"{server.url}/aider/")
    visit.look_at_his("stopped by an alarm")
    claire.page.goto(alarms)
    visit.inspector.look(claire.page, "alarms, one open")
    assert clear_one(claire)
    visit.inspector.look(claire.page, "alarms, one decided")
