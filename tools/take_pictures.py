"""`make pictures`: play the main journey in two real browsers and keep its pictures in docs/images/."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.conftest import launch
from tests.browser.people import Helped, Helper
from tests.browser.room import Room
from tests.browser.server import Server

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SIZES = {360: 740, 1280: 800}
MAILBOX = """<title>Page de Jeanne</title><style>
body{margin:0;font:18px sans-serif;background:#f4f6f8;color:#223}
header{background:#37517e;color:#fff;padding:16px 24px;font-size:22px}
main{display:flex;gap:24px;padding:24px} nav{width:200px} nav p{padding:10px;margin:0 0 6px}
button{font-size:18px;padding:12px 18px;border:0;border-radius:8px;background:#37517e;color:#fff}
section{flex:1;background:#fff;border-radius:10px;padding:8px 24px}
section p{border-bottom:1px solid #dde;padding:14px 0}
</style><header>Ma messagerie</header>
<main><nav><button>Nouveau message</button><p><b>Reçus (2)</b></p><p>Envoyés</p>
<p>Brouillons</p></nav><section><p><b>Lucie</b> — Photos des vacances</p><p><b>Mairie</b> — Votre rendez-vous</p>
<p>Médiathèque — Vos livres</p></section></main>"""


def keep(page: Page, name: str, width: int, *, whole: bool = False) -> None:
    page.wait_for_timeout(400)
    page.screenshot(path=IMAGES / f"{name}-{width}.png", full_page=whole)


def point_at_the_button(room: Room, width: int) -> None:
    """At « Nouveau message », whose place depends on the width of the page shown."""
    room.point_at(*((0.075, 0.13) if width == 1280 else (0.25, 0.155)))


def play(server: Server, hers: Browser, his: Browser, width: int) -> None:
    """The journey once, with both screens of that width."""
    size = {"width": width, "height": SIZES[width]}
    context = hers.new_context(viewport=size, locale="fr-FR")
    jeanne = Helped(server.url, context)
    page = jeanne.page
    page.goto(server.url)
    keep(page, "accueil", width)
    page.goto(f"{server.url}/demande/")
    page.get_by_label("Que voulez-vous faire ?").fill("Je n’arrive pas à envoyer un e-mail à ma petite-fille")
    keep(page, "demande", width)
    context_of_karim = his.new_context(viewport=size, locale="fr-FR")
    karim = Helper(server.url, context_of_karim, "Karim")
    karim.become_available()
    jeanne.ask("Je n’arrive pas à envoyer un e-mail à ma petite-fille")
    keep(page, "attente", width)
    expect(karim.card_of("petite-fille")).to_be_visible()
    keep(karim.page, "aider", width)
    karim.accept("petite-fille")
    page.wait_for_url(re.compile("/visite/"))
    room_of_jeanne, room_of_karim = Room(page), Room(karim.page)
    room_of_jeanne.expect_together()
    room_of_karim.expect_together()
    shown = context.new_page()
    shown.set_content(MAILBOX)
    page.bring_to_front()
    page.get_by_role("button", name="Montrer mon écran").click()
    expect(room_of_jeanne.part("first-share-dialog")).to_be_visible()
    keep(page, "avant-de-montrer", width)
    room_of_jeanne.part("first-refuse").click()
    room_of_jeanne.show_screen()
    room_of_karim.expect_screen()
    room_of_karim.part("ask").click()
    expect(room_of_jeanne.part("hand-yes")).to_be_visible()
    keep(page, "puis-je-montrer", width)
    room_of_jeanne.part("hand-yes").click()
    expect(room_of_karim.part("tools")).to_be_visible()
    room_of_karim.part("tell-text").fill("Cliquez sur « Nouveau message », en haut à gauche.")
    room_of_karim.part("tell-text").press("Enter")
    expect(room_of_jeanne.part("sentence")).to_contain_text("Nouveau message")
    page.wait_for_timeout(1500)
    point_at_the_button(room_of_karim, width)
    for seen in (page, karim.page):
        seen.evaluate("scrollTo(0, 0)")
    keep(page, "visite", width)
    keep(karim.page, "visite-aidant", width)
    room_of_jeanne.part("hide").click()
    expect(room_of_karim.part("stage")).to_have_attribute("data-state", "hidden")
    keep(page, "ecran-cache", width)
    room_of_jeanne.part("hide").click()
    room_of_jeanne.part("alarm").click()
    expect(room_of_jeanne.part("alarm-dialog")).to_be_visible()
    keep(page, "on-me-demande", width)
    page.keyboard.press("Escape")
    karim.page.get_by_role("button", name="Plus", exact=True).click()
    karim.page.get_by_role("button", name="Enregistrer").click()
    expect(room_of_jeanne.part("film-dialog")).to_be_visible()
    keep(page, "accord-film", width)
    with karim.page.expect_response(re.compile("/morceaux/0/2/"), timeout=30_000):
        room_of_jeanne.part("film-yes").click()
        point_at_the_button(room_of_karim, width)
    room_of_jeanne.end()
    keep(page, "fin", width)
    page.goto(f"{server.url}/visite/{room_of_jeanne.visit_id}/journal/")
    keep(page, "qui-a-vu-quoi", width)
    page.goto(f"{server.url}/verifier/")
    keep(page, "verifier", width)
    page.goto(f"{server.url}/visite/{room_of_jeanne.visit_id}/souvenir/")
    expect(page.locator("video")).to_be_visible(timeout=30_000)
    # A film that never played shows nothing in a picture.
    page.locator("video").evaluate("video => video.play()")
    page.wait_for_timeout(2000)
    keep(page, "souvenir", width)
    karim.rest()
    context.close()
    context_of_karim.close()


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder))
        server.run("setup")
        server.start()
        try:
            hers, his = launch(playwright), launch(playwright)
            for width in SIZES:
                play(server, hers, his, width)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
