"""Asking, waiting, ringing: what may happen before anyone is in the room."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.people import Helped, Helper
from tests.browser.room import Room


def test_waiting_survives_a_reload_and_a_closed_page_and_ends_by_cancelling(
    jeanne: Helped, karim: Helper, jeanne_browser: Browser, open_context: Callable[..., BrowserContext]
) -> None:
    karim.become_available()
    address = jeanne.ask("Ma tablette ne trouve plus le wifi")
    expect(karim.card_of("Ma tablette")).to_be_visible()
    link = jeanne.page.get_by_label("Votre lien personnel").input_value()
    jeanne.page.reload()
    expect(jeanne.page.get_by_role("heading", name="Nous cherchons quelqu’un…")).to_be_visible()
    jeanne.page.close()

    again = open_context(jeanne_browser, width=360, height=740).new_page()
    again.goto(link)
    again.get_by_role("button", name="Oui, je suis Jeanne").click()
    expect(again).to_have_url(address)
    again.get_by_role("button", name="Annuler ma demande").click()
    expect(again.get_by_role("heading", name="Votre demande est annulée")).to_be_visible()
    expect(karim.card_of("Ma tablette")).to_have_count(0)
    expect(karim.page.get_by_text("La personne n’a plus besoin d’aide.")).to_be_visible()


def test_both_accept_at_once_and_exactly_one_goes(jeanne: Helped, karim: Helper, sophie: Helper) -> None:
    for helper in (karim, sophie):
        helper.become_available()
    jeanne.ask("Je veux écrire un e-mail à la mairie")
    for helper in (karim, sophie):
        expect(helper.card_of("à la mairie")).to_be_visible()
    for helper in (karim, sophie):
        # Clicks that do not wait for each other: both requests are on their way together.
        helper.card_of("à la mairie").get_by_role("button", name="Accepter").evaluate(
            "button => setTimeout(() => button.click(), 50)"
        )
    jeanne.page.wait_for_url(re.compile("/visite/"))
    for helper in (karim, sophie):
        helper.page.wait_for_function(
            "() => location.pathname.startsWith('/visite/')"
            " || document.body.innerText.includes('Quelqu’un d’autre y va, merci\u00a0!')"
        )
    gone = [helper for helper in (karim, sophie) if "/visite/" in helper.page.url]
    assert len(gone) == 1
    hers = Room(jeanne.page)
    hers.expect_together()
    hers.end()


def test_helper_closes_the_laptop_while_it_rings_and_another_comes(
    jeanne: Helped, karim: Helper, sophie: Helper
) -> None:
    for helper in (karim, sophie):
        helper.become_available()
    jeanne.ask("Je ne sais pas joindre une photo à un e-mail")
    expect(karim.card_of("joindre une photo")).to_be_visible()
    karim.page.close()
    sophie.accept("joindre une photo")
    jeanne.page.wait_for_url(re.compile("/visite/"))
    hers = Room(jeanne.page)
    hers.expect_together()
    hers.end()
    karim.page = karim.context.new_page()


def test_six_digits_read_aloud_bring_the_helper_she_knows(jeanne: Helped, karim: Helper) -> None:
    jeanne.ask("Je veux imprimer mon billet de train")
    jeanne.page.get_by_role("button", name="Afficher mon code").click()
    code = jeanne.page.locator(".code").inner_text()
    assert re.fullmatch(r"\d\d \d\d \d\d", code)

    karim.page.goto(karim.url)
    karim.page.get_by_role("link", name="J’ai un code").click()
    wrong = "00 00 00" if code != "00 00 00" else "11 11 11"
    karim.page.get_by_label("Le code à six chiffres").fill(wrong)
    karim.page.get_by_role("button", name="La rejoindre").click()
    expect(karim.page.get_by_text("Ce code n’est pas, ou plus, valable.").first).to_be_visible()
    karim.page.get_by_label("Le code à six chiffres").fill(code)
    karim.page.get_by_role("button", name="La rejoindre").click()
    karim.page.wait_for_url(re.compile("/visite/"))
    jeanne.page.wait_for_url(re.compile("/visite/"))
    hers = Room(jeanne.page)
    hers.expect_together()
    hers.end()


def test_signing_in_takes_a_code_from_the_mail(
    server: object, jeanne: Helped, jeanne_browser: Browser, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(jeanne_browser, width=360, height=740).new_page()
    page.goto(jeanne.url)
    page.get_by_role("link", name="Je veux aider").click()
    page.get_by_label("Votre adresse e-mail").fill("sophie@example.org")
    page.get_by_role("button", name="Recevoir mon code").click()
    mail = jeanne.context.new_page()
    mail.goto(f"{jeanne.url}/demo/courrier/")
    code = re.search(r"\b\d{6}\b", mail.locator("pre.mail").first.inner_text())
    assert code is not None
    page.get_by_label("Le code reçu par e-mail").fill(code.group())
    page.get_by_role("button", name="Entrer").click()
    expect(page.get_by_role("heading", name="Bonjour Sophie")).to_be_visible()
