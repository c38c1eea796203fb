"""The main journey, from asking to what stays, in two real browsers."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.people import Helped, Helper
from tests.browser.room import Room
from tests.browser.server import Server
from tools.pictures import keep, size_of

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


STEPS = {
    1280: (
        (0.075, 0.13, "Cliquez sur « Nouveau message », en haut à gauche."),
        (0.3, 0.17, "Choisissez le message de Lucie."),
    ),
    360: (
        (0.25, 0.155, "Touchez « Nouveau message », en haut à gauche."),
        (0.75, 0.2, "Choisissez le message de Lucie."),
    ),
}
"""Where each step is marked on the page she shows, in fractions, and its sentence."""
HIDDEN = {1280: (0.2, 0.22, 0.5, 0.3), 360: (0.55, 0.3, 0.95, 0.42)}
"""What is hidden in the second picture: left, top, right, bottom."""


def point_at_the_button(room: Room, width: int) -> None:
    """At « Nouveau message », whose place depends on the width of the page shown."""
    room.point_at(*((0.075, 0.13) if width == 1280 else (0.25, 0.155)))


def play(server: Server, hers: Browser, his: Browser, width: int) -> None:
    """The journey once, with both screens of that width."""
    size = size_of(width)
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
    expect(room_of_jeanne.part("hide")).to_have_attribute("data-state", "on")
    keep(page, "ecran-cache", width)
    room_of_jeanne.part("hide").click()
    room_of_karim.expect_screen()
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
    take_steps(room_of_jeanne, room_of_karim, width)
    room_of_karim.write("La photo se joint avec le trombone.")
    page.wait_for_timeout(2500)
    room_of_jeanne.end()
    keep(page, "fin", width)
    page.goto(f"{server.url}/visite/{room_of_jeanne.visit_id}/journal/")
    keep(page, "qui-a-vu-quoi", width)
    page.goto(f"{server.url}/verifier/")
    keep(page, "verifier", width)
    show_what_stays(server, page, room_of_jeanne.visit_id, width)
    karim.rest()
    show_library(server, his, size)
    context.close()
    context_of_karim.close()


def take_steps(hers: Room, his: Room, width: int) -> None:
    """She is asked, and agrees; then two steps, each with its mark."""
    his.part("step").click()
    expect(hers.part("memo-dialog")).to_be_visible()
    keep(hers.page, "accord-memo", width)
    hers.part("memo-yes").click()
    expect(hers.part("memo-mark")).to_be_visible()
    for number, (x, y, sentence) in enumerate(STEPS[width], start=1):
        his.part("stage").scroll_into_view_if_needed()
        his.point_at(x, y)
        his.page.mouse.down()
        his.page.mouse.up()
        his.part("step").click()
        expect(hers.part("memo-step")).to_have_count(number)
        his.part("step-text").fill(sentence)
        his.part("step-text").press("Enter")
        expect(hers.part("memo-step-sentence").last).to_have_text(sentence)
    for room, name in ((hers, "etapes"), (his, "etapes-aidant")):
        memo = room.part("memo")
        if memo.get_attribute("open") is None:
            memo.locator("summary").click()
        room.page.evaluate("scrollTo(0, 0)")
        if width == 360:
            memo.scroll_into_view_if_needed()
        keep(room.page, name, width)


def show_what_stays(server: Server, page: Page, visit_id: str, width: int) -> None:
    """The film, then the memo: read again, a part hidden, kept, listed."""
    page.goto(f"{server.url}/visite/{visit_id}/souvenir/")
    expect(page.get_by_role("link", name="Revoir", exact=True)).to_be_visible(timeout=30_000)
    keep(page, "souvenir", width)
    page.get_by_role("link", name="Revoir", exact=True).click()
    page.wait_for_function("() => document.querySelector('video').readyState >= 2")
    page.locator("[data-ep-replay=chapter]").last.click()
    page.wait_for_timeout(1500)
    page.evaluate("() => { document.querySelector('video').pause(); scrollTo(0, 0) }")
    keep(page, "revoir", width)
    page.goto(f"{server.url}/visite/{visit_id}/souvenir/")
    page.get_by_role("link", name="Relire le mémo").click()
    keep(page, "relire-memo", width)
    page.get_by_role("button", name="Cacher une partie de l’étape 2").click()
    picture = page.locator("[data-ep-memo=svg]")
    picture.scroll_into_view_if_needed()
    if (box := picture.bounding_box()) is not None:
        left, top, right, bottom = HIDDEN[width]
        page.mouse.move(box["x"] + left * box["width"], box["y"] + top * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + right * box["width"], box["y"] + bottom * box["height"], steps=5)
        page.mouse.up()
    keep(page, "cacher-une-partie", width)
    page.get_by_role("button", name="Cacher pour toujours").click()
    page.get_by_role("button", name="Terminé").first.click()
    page.goto(f"{server.url}/memos/")
    keep(page, "mes-memos", width)
    page.locator(".memo-card a").first.click()
    page.get_by_role("link", name="Commencer").click()
    # It glides there.
    page.wait_for_timeout(800)
    keep(page, "memo", width)


def show_library(server: Server, browser: Browser, size: ViewportSize) -> None:
    """The library, a sheet of it, and one that waits for a second look."""
    width = size["width"]
    context = browser.new_context(viewport=size, locale="fr-FR")
    sophie = Helper(server.url, context, "Sophie").page
    sophie.goto(f"{server.url}/savoir/")
    keep(sophie, "bibliotheque", width)
    sophie.get_by_role("link", name="Envoyer une photo par e-mail").click()
    keep(sophie, "fiche", width)
    sophie.goto(f"{server.url}/savoir/relire/")
    sophie.locator(".sheet-card__link").first.click()
    sophie.get_by_role("button", name="Publier", exact=True).scroll_into_view_if_needed()
    keep(sophie, "relire-fiche", width)
    context.close()
