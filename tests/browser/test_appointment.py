"""An hour agreed on: booked and entered in one tap, missed without blame, moved or cancelled by the link."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.people import Helped, Helper
from tests.browser.room import Room
from tests.browser.server import Server

HOURS = """
from datetime import time
from epaule.people.models import Person
from epaule.requests.models import Rhythm, WeeklyHours
karim = Person.objects.get(email__startswith="karim")
rhythm, _ = Rhythm.objects.get_or_create(person=karim, territory=karim.territory)
for day in range(7):
    WeeklyHours.objects.get_or_create(rhythm=rhythm, weekday=day, starts=time(0), ends=time(23, 59))
"""
SHIFT = """
from datetime import timedelta
from django.utils import timezone
from epaule.requests.models import Appointment
start = timezone.now() - timedelta(minutes={minutes})
last = Appointment.objects.filter(state="booked").latest("booked_at", "pk")
Appointment.objects.filter(pk=last.pk).update(starts_at=start, ends_at=start + timedelta(minutes=45))
"""
"""The hour comes: the clock of a running server does not jump, so the appointment does."""
CANCEL = """
from epaule.requests import actions
from epaule.requests.models import Appointment
for one in Appointment.objects.filter(state="booked", request__text__contains="envoyer une photo par e-mail"):
    actions.cancel(by=one.request.person, request=one.request)
"""


@pytest.fixture
def booked(server: Server, jeanne: Helped) -> Iterator[Helped]:
    """Jeanne, who has no account, on the page of her appointment with Karim; nothing is left after the test."""
    server.run("shell", "-c", HOURS)
    jeanne.ask_at_once("Je n’arrive pas à envoyer une photo par e-mail")
    page = jeanne.page
    page.get_by_role("link", name=re.compile("^(Prendre plutôt rendez-vous|Voir d’autres moments)")).first.click()
    page.get_by_role("button", name=re.compile("avec Karim")).first.click()
    expect(page.get_by_role("heading", name="Rendez-vous avec Karim")).to_be_visible()
    yield jeanne
    server.run("shell", "-c", CANCEL)


def open_from_desk(karim: Helper) -> Page:
    karim.page.goto(f"{karim.url}/aider/")
    hers = karim.page.locator("li", has_text="envoyer une photo par e-mail")
    hers.get_by_role("link", name=re.compile("Ouvrir ce rendez-vous")).click()
    return karim.page


def test_at_the_hour_both_are_one_tap_from_the_room(server: Server, booked: Helped, karim: Helper) -> None:
    expect(booked.page.get_by_role("button", name="Entrer")).to_be_hidden()
    server.run("shell", "-c", SHIFT.format(minutes=0))
    booked.page.reload()
    booked.page.get_by_role("button", name="Entrer").click()
    booked.page.wait_for_url(re.compile("/visite/"))
    open_from_desk(karim).get_by_role("button", name="Entrer").click()
    karim.page.wait_for_url(re.compile("/visite/"))
    hers = Room(booked.page)
    hers.expect_together()
    hers.end()


def test_absence_is_noted_by_the_helper_and_leads_on(server: Server, booked: Helped, karim: Helper) -> None:
    server.run("shell", "-c", SHIFT.format(minutes=11))
    page = open_from_desk(karim)
    address = page.url
    page.get_by_role("button", name="Entrer").click()
    page.wait_for_url(re.compile("/visite/"))
    page.goto(address)
    page.get_by_role("button", name="Jeanne n’est pas là").click()
    expect(page.get_by_text("Jeanne n’a pas pu venir cette fois")).to_be_visible()
    booked.page.reload()
    expect(booked.page.get_by_text("personne ne vous le reproche")).to_be_visible()
    booked.page.get_by_role("button", name="Demander de l’aide maintenant").click()
    expect(booked.page.get_by_role("button", name="Demander de l’aide")).to_be_visible()


def test_moved_and_cancelled_by_the_link_without_account(
    booked: Helped, karim_browser: Browser, open_context: Callable[..., BrowserContext]
) -> None:
    link = booked.page.get_by_label("Votre lien personnel").input_value()
    again = open_context(karim_browser, width=360, height=740).new_page()
    again.goto(link)
    again.get_by_role("button", name="Oui, je suis Jeanne").click()
    before = again.locator(".person strong").inner_text()
    again.get_by_text("Déplacer ce rendez-vous").click()
    # Another day: the first ones may be hidden by the clock of the test.
    again.locator("button[name=starts_at]").last.click()
    expect(again.get_by_text("votre rendez-vous est déplacé")).to_be_visible()
    expect(again.locator(".person strong")).not_to_have_text(before)
    again.get_by_text("Annuler ce rendez-vous").click()
    again.get_by_role("button", name="Annuler : je n’ai plus besoin d’aide").click()
    expect(again.get_by_text("Ce rendez-vous est annulé")).to_be_visible()
