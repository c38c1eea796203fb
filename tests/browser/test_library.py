"""The library of how-to sheets: shared by her, looked at by somebody else, found in plain words with mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.inspector import Inspector
from tests.browser.people import Helper
from tests.browser.server import Server

TITLE = "Envoyer une photo à la famille"
MISSPELT = "je voudré envoier une foto a ma famile"


def open_share(page: Page, server: Server) -> None:
    """From « Mes mémos » to the page of the agreement; a copy of another test is taken back first."""
    page.goto(f"{server.url}/memos/")
    page.get_by_role("link", name="Envoyer une photo à ma petite-fille").click()
    page.get_by_role("link", name="Partager ce savoir-faire").click()
    page.wait_for_url(re.compile("/partager/$"))
    taken_back = page.get_by_role("button", name="Retirer de la bibliothèque")
    if taken_back.count():
        taken_back.click()
    expect(page.get_by_role("heading", name="Partager ce savoir-faire avec tout le monde")).to_be_visible()


def agree(page: Page) -> None:
    page.get_by_label("Titre de la fiche").fill(TITLE)
    page.get_by_label("J’ai regardé chaque image").check()
    page.get_by_label("Votre prénom, pour signer").fill("Jeanne")
    page.get_by_role("button", name="Je suis d’accord").click()
    expect(page.get_by_role("heading", name="Votre fiche à la bibliothèque")).to_be_visible()


def shelf_of(page: Page, server: Server) -> list[str]:
    """The titles that anyone reads in the library."""
    page.goto(f"{server.url}/savoir/")
    return page.locator(".sheet-card__title").all_inner_texts()


def test_shared_looked_at_and_found(
    server: Server, jeanne_browser: Browser, karim_browser: Browser, open_context: Callable[..., BrowserContext]
) -> None:
    hers = Helper(server.url, open_context(jeanne_browser), "Jeanne").page
    open_share(hers, server)

    # Not by mistake: what was not looked at is not shared, and what was typed stays.
    hers.get_by_label("Titre de la fiche").fill(TITLE)
    hers.get_by_role("button", name="Je suis d’accord").click()
    expect(hers.get_by_text("Regardez chaque image, puis cochez cette case.").first).to_be_visible()
    expect(hers.get_by_label("Titre de la fiche")).to_have_value(TITLE)
    agree(hers)
    expect(hers.get_by_text("Un autre aidant la regarde", exact=True)).to_be_visible()

    # Nobody reads it, and who helped her is not the one who looks.
    visitor = open_context(jeanne_browser, width=360, height=740).new_page()
    assert TITLE not in shelf_of(visitor, server)
    his = Helper(server.url, open_context(karim_browser), "Karim").page
    his.goto(f"{server.url}/savoir/relire/")
    expect(his.get_by_role("heading", name="Fiches de vos visites")).to_be_visible()
    expect(his.get_by_role("link", name=TITLE)).to_have_count(0)

    # Another helper looks, with another browser.
    second = Helper(server.url, open_context(karim_browser), "Sophie").page
    second.goto(f"{server.url}/aider/")
    second.get_by_role("link", name="Fiches à relire").click()
    second.get_by_role("link", name=TITLE).click()
    expect(second.get_by_role("img", name="Image de l’étape 3")).to_be_visible()
    second.get_by_role("button", name="Publier", exact=True).click()
    expect(second.get_by_text("Refaites les étapes jusqu’où vous pouvez, puis cochez.").first).to_be_visible()
    for promise in second.get_by_role("checkbox").all():
        promise.check()
    second.get_by_role("button", name="Publier", exact=True).click()
    expect(second.get_by_text("Merci ! La fiche est à la bibliothèque")).to_be_visible()

    # Somebody asks, with mistakes, on a telephone: it is there, and it is enough.
    visitor.goto(f"{server.url}/demande/")
    visitor.get_by_label("Que voulez-vous faire ?").fill(MISSPELT)
    visitor.get_by_role("button", name="Continuer").click()
    expect(visitor.get_by_role("heading", name="Peut-être que cela suffit ?")).to_be_visible()
    visitor.get_by_role("link", name=TITLE).click()
    expect(visitor.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(visitor.get_by_text("Jeanne")).to_have_count(0)
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 360
    visitor.get_by_role("button", name="Cela m’a suffi").click()
    expect(visitor.get_by_text("Bravo, vous l’avez fait !")).to_be_visible()

    # She takes it back: it is nowhere.
    hers.reload()
    expect(hers.get_by_text("Elle sert à tout le monde")).to_be_visible()
    hers.get_by_role("button", name="Retirer de la bibliothèque").click()
    expect(hers.get_by_text("La fiche est retirée, et ses images sont effacées.")).to_be_visible()
    assert TITLE not in shelf_of(visitor, server)


def test_searched_with_mistakes(
    server: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(jeanne_browser, width=360, height=740).new_page()
    page.goto(server.url)
    page.get_by_role("link", name="Je cherche par moi-même").click()
    page.get_by_label("Que voulez-vous faire ?").fill("declaré mes inpots")
    page.keyboard.press("Enter")
    expect(page.locator(".sheet-card__title").first).to_have_text("Déclarer ses revenus en ligne")
    page.get_by_label("Que voulez-vous faire ?").fill("repasser une chemise")
    page.get_by_role("button", name="Chercher").click()
    expect(page.get_by_text("Nous n’avons pas encore de fiche pour cela")).to_be_visible()
    page.get_by_role("link", name="J’ai besoin d’aide").click()
    expect(page.get_by_label("Que voulez-vous faire ?")).to_be_visible()


@pytest.mark.parametrize("page_of", ["everybody", "hers", "second look"])
def test_pages_of_the_library_are_accessible(
    server: Server, jeanne_browser: Browser, open_screen: Callable[..., BrowserContext], page_of: str
) -> None:
    inspector = Inspector()
    looks = {"everybody": look_as_everybody, "hers": look_as_her, "second look": look_again}
    looks[page_of](inspector, server, open_screen(jeanne_browser))
    assert inspector.faults == []


def look_as_everybody(inspector: Inspector, server: Server, context: BrowserContext) -> None:
    page = context.new_page()
    for path in ("/savoir/", "/savoir/?q=envoier+une+foto", "/savoir/?q=repasser", "/savoir/?theme=email"):
        page.goto(server.url + path)
        inspector.look(page, path)
    page.goto(f"{server.url}/savoir/")
    page.locator(".sheet-card a").first.click()
    inspector.look(page, "sheet")
    page.goto(f"{server.url}/demande/")
    page.get_by_label("Que voulez-vous faire ?").fill(MISSPELT)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="Peut-être que cela suffit ?")).to_be_visible()
    inspector.look(page, "enough for an ask?")


def look_as_her(inspector: Inspector, server: Server, context: BrowserContext) -> None:
    page = Helper(server.url, context, "Jeanne").page
    open_share(page, server)
    inspector.look(page, "share")
    page.get_by_role("button", name="Je suis d’accord").click()
    expect(page.get_by_text("Regardez chaque image, puis cochez cette case.").first).to_be_visible()
    inspector.look(page, "share, refused")
    agree(page)
    inspector.look(page, "shared")
    page.get_by_role("link", name="Voir la fiche").click()
    inspector.look(page, "sheet, hers")


def look_again(inspector: Inspector, server: Server, context: BrowserContext) -> None:
    page = Helper(server.url, context, "Sophie").page
    page.goto(f"{server.url}/savoir/relire/")
    inspector.look(page, "reviews")
    page.locator(".sheet-card a").first.click()
    inspector.look(page, "review")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_text("Ouvrez l’adresse officielle, puis cochez.").first).to_be_visible()
    inspector.look(page, "review, refused")
