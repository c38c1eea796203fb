"""A memo on a telephone: step by step with a finger, from near, aloud, and stuck."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.inspector import Inspector
from tests.browser.people import Helper
from tests.browser.server import Server

TELEPHONE: dict[str, Any] = {"width": 360, "height": 740, "has_touch": True, "is_mobile": True}
SPEAKING = """
  window.said = [];
  window.speechSynthesis.getVoices = () => [];
  window.speechSynthesis.speak = one => window.said.push(one.text);
"""


@pytest.fixture
def with_memo(server: Server) -> Server:
    server.run("shell", "-c", "from tests.browser.made_memo import make; make()")
    return server


def open_memo(server: Server, context: BrowserContext) -> Page:
    """Jeanne opens her latest memo from « Mes mémos »."""
    context.add_init_script(SPEAKING)
    page = Helper(server.url, context, "Jeanne").page
    page.goto(f"{server.url}/memos/")
    page.get_by_role("link", name="Déclarer mes impôts").first.click()
    expect(page.get_by_role("heading", name="Déclarer mes impôts")).to_be_visible()
    return page


def test_step_by_step_with_a_finger(
    with_memo: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_memo(with_memo, open_context(jeanne_browser, **TELEPHONE))
    page.get_by_role("link", name="Commencer").tap()
    for number in (1, 2, 3):
        step = page.locator(f"#etape-{number}")
        expect(step).to_be_in_viewport(ratio=0.9)
        expect(step.get_by_text(f"Étape {number} sur 3")).to_be_in_viewport()
        go = step.get_by_role("link", name="C’est fini" if number == 3 else "Étape suivante")
        expect(go).to_be_in_viewport(ratio=1)
        near = step.locator(".sight__near")
        expect(near).to_be_visible()
        expect(step.locator(".sight__whole")).to_be_hidden()
        # A third of the picture fills the telephone: what is written is read.
        assert (
            page.evaluate(
                "one => one.getBoundingClientRect().width / one.viewBox.baseVal.width", near.element_handle()
            )
            > 0.6
        )
        go.tap()
    expect(page.get_by_role("button", name="J’ai réussi sans aide")).to_be_in_viewport()
    page.get_by_role("button", name="J’ai réussi sans aide").tap()
    expect(page.get_by_role("heading", name="Bravo !")).to_be_visible()


def test_the_picture_from_near_and_whole(
    with_memo: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_memo(with_memo, open_context(jeanne_browser, **TELEPHONE))
    sight = page.locator("#etape-2 .sight")
    sight.locator("summary").tap()
    expect(sight.locator(".sight__whole")).to_be_visible()
    expect(sight.locator(".sight__near")).to_be_hidden()
    sight.locator("summary").tap()
    expect(sight.locator(".sight__near")).to_be_visible()
    wide = open_memo(with_memo, open_context(jeanne_browser))
    sight = wide.locator("#etape-2 .sight")
    expect(sight.locator(".sight__whole")).to_be_visible()
    sight.locator("summary").focus()
    wide.keyboard.press("Enter")
    expect(sight.locator(".sight__near")).to_be_visible()


def test_one_step_and_the_whole_are_read_aloud(
    with_memo: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_memo(with_memo, open_context(jeanne_browser, **TELEPHONE))
    page.locator("#etape-2").get_by_role("button", name="Écouter").tap()
    said = " ".join(page.evaluate("said"))
    assert "Déclarer mes revenus" in said
    assert "Regardez au milieu, à gauche." in said
    assert "Suivant" not in said
    page.locator("#etape-2").get_by_role("button", name="Arrêter la lecture").tap()
    page.evaluate("said.length = 0")
    page.locator(".memo__tools").get_by_role("button", name="Écouter").tap()
    said = " ".join(page.evaluate("said"))
    assert "Étape 1 sur 3" in said
    assert "Vérifiez votre adresse" in said
    assert "Voir toute l’image" not in said


def test_stuck_leads_to_an_ask_that_says_where(
    with_memo: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_memo(with_memo, open_context(jeanne_browser, **TELEPHONE))
    page.locator("#etape-2").get_by_role("button", name="Je bloque ici").tap()
    field = page.get_by_label("Que voulez-vous faire ?")
    expect(field).to_have_value(
        re.compile(r"^Je bloque à l’étape 2 de «\sDéclarer mes impôts\s»\s: «\sCliquez sur")
    )
    expect(page.get_by_text("verra ce mémo, le temps de la visite")).to_be_visible()


def test_someone_with_the_link_is_stuck_too(
    with_memo: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_memo(with_memo, open_context(jeanne_browser))
    page.get_by_role("button", name="Faire un lien à donner").click()
    link = page.get_by_label("Le lien de ce mémo").input_value()
    other = open_context(jeanne_browser, **TELEPHONE).new_page()
    other.goto(link)
    expect(other.locator("#etape-1 .sight__near image")).to_be_visible()
    other.locator("#etape-3").get_by_role("button", name="Je bloque ici").tap()
    expect(other.get_by_label("Que voulez-vous faire ?")).to_have_value(re.compile("^Je bloque à l’étape 3"))
    page.get_by_role("button", name="Fermer ce lien").click()
    expect(page.get_by_text("Le lien est fermé.")).to_be_visible()
    other.goto(link)
    expect(other.get_by_role("heading", name="Ce lien ne mène plus à un mémo.")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_memos_is_accessible(
    with_memo: Server, jeanne_browser: Browser, open_context: Callable[..., BrowserContext], width: int
) -> None:
    inspector = Inspector()
    page = open_memo(with_memo, open_context(jeanne_browser, width=width))
    inspector.look(page, "memo")
    page.locator("#etape-1 summary").click()
    inspector.look(page, "memo, the other size")
    memo = page.url
    page.get_by_role("button", name="Faire un lien à donner").click()
    inspector.look(page, "memo, link")
    link = page.get_by_label("Le lien de ce mémo").input_value()
    page.get_by_role("link", name="L’envoyer par e-mail").click()
    inspector.look(page, "send")
    page.get_by_label("À quelle adresse e-mail ?").fill("x")
    page.get_by_role("button", name="Envoyer").click()
    inspector.look(page, "send, refused")
    page.goto(memo)
    page.get_by_role("button", name="J’ai réussi sans aide").click()
    inspector.look(page, "alone")
    page.goto(f"{with_memo.url}/memos/")
    inspector.look(page, "memos")
    page.goto(link)
    inspector.look(page, "shared")
    assert inspector.faults == []
    assert inspector.seen == 8
