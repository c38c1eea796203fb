"""Who helps whom: asking, what follows when nobody comes, appointments, the directory, the desks."""

import re

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.people import Helped, Helper
from tests.browser.server import Server
from tools.pictures import keep, keep_part, size_of

TODAY = """
from datetime import timedelta
from django.utils import timezone
from epaule.requests.models import Appointment
at = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
Appointment.objects.filter(request__person__email="lucien@example.org", state="booked").update(
    starts_at=at, ends_at=at + timedelta(minutes=45)
)
"""
"""The appointment of the demonstration, today rather than at its first free hour."""


def show_matching(server: Server, browser: Browser, width: int) -> None:
    """Each scene once, at that width; nobody is left ringing."""
    context = browser.new_context(viewport=size_of(width), locale="fr-FR")
    try:
        ask(server, context, width)
        look_for_someone(server, context, width)
        keep_a_desk(server, browser, width)
        coordinate(server, browser, width)
    finally:
        context.close()


def ask(server: Server, context: BrowserContext, width: int) -> None:
    """Nobody is there: the three ways on; then a moment, and its page."""
    jeanne = Helped(server.url, context)
    page = jeanne.page
    page.goto(f"{server.url}/demande/")
    page.get_by_label("Que voulez-vous faire ?").fill("Je voudrais lire mes e-mails sur mon téléphone")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_role("heading", name="Pour quand ?")).to_be_visible()
    keep(page, "quand", width)
    jeanne.ask_at_once("Je voudrais lire mes e-mails sur mon téléphone")
    expect(page.get_by_role("heading", name="Sans attendre, vous pouvez aussi")).to_be_visible()
    keep_part(page.locator("section.ways"), "suites", width)
    page.get_by_role("link", name="Voir d’autres moments").click()
    expect(page.get_by_role("heading", name="Prendre rendez-vous", level=1)).to_be_visible()
    keep(page, "moments", width)
    page.locator("form.slot button").first.click()
    expect(page.get_by_role("heading", name=re.compile("Rendez-vous avec"))).to_be_visible()
    keep_part(page.locator("main"), "rendez-vous", width)


def look_for_someone(server: Server, context: BrowserContext, width: int) -> None:
    """The directory with its map, a page of it, and how the choice is made."""
    page = context.new_page()
    page.goto(f"{server.url}/aidants/")
    if width > 1000:
        expect(page.locator("[data-ep-map=place][data-drawn=true]")).to_be_visible()
    page.locator("#trouves").evaluate("heading => heading.scrollIntoView()")
    keep(page, "aidants", width)
    page.get_by_role("link", name="Sophie", exact=True).click()
    expect(page.get_by_role("heading", name="Sophie", level=1)).to_be_visible()
    keep_part(page.locator("main"), "page-aidant", width)
    page.goto(f"{server.url}/comment-nous-choisissons/")
    keep(page, "comment-nous-choisissons", width)


def keep_a_desk(server: Server, browser: Browser, width: int) -> None:
    """Her hours; then his desk, with one who waits now, one who can wait, and the appointment of today."""
    context = browser.new_context(viewport=size_of(width), locale="fr-FR")
    hers = Helper(server.url, context, "Sophie").page
    hers.goto(f"{server.url}/aider/horaires/")
    # Below, fields of hours are drawn by the browser, here in English whatever the page says.
    keep_part(hers.locator("#semaine"), "horaires", width)
    server.run("shell", "-c", TODAY)
    his = browser.new_context(viewport=size_of(width), locale="fr-FR")
    karim = Helper(server.url, his, "Karim")
    karim.become_available()
    paul = Helped(server.url, browser.new_context(locale="fr-FR"))
    paul.ask_at_once("Je n’arrive pas à prendre rendez-vous chez le médecin sur internet", "Paul")
    expect(karim.card_of("chez le médecin")).to_be_visible()
    keep_part(karim.page.locator("main"), "bureau", width)
    paul.cancel()
    karim.rest()
    for one in (context, his, paul.context):
        one.close()


def coordinate(server: Server, browser: Browser, width: int) -> None:
    """What nobody answered, and the calls that are promised."""
    context = browser.new_context(viewport=size_of(width), locale="fr-FR")
    claire: Page = Helper(server.url, context, "Claire").page
    claire.goto(f"{server.url}/territoire/sans-reponse/")
    keep_part(claire.locator("main"), "sans-reponse", width)
    claire.goto(f"{server.url}/aider/rappels/")
    keep(claire, "rappels", width)
    context.close()
