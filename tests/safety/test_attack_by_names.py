"""A name goes into subjects of mail, notifications and SMS: it breaks no line, and leads nowhere."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from epaule.people.models import Person
from epaule.requests import away
from epaule.requests.models import Availability, CallbackRequest, HelpRequest, Rhythm, Ring
from epaule.visits import actions as visits_actions
from tests.factories import Scene
from tests.requests.wizard import ANSWERS, TEXT, answer, at

MADE_PLAIN = {
    "Odette\r\nBcc: tous@example.org X": None,
    "Odette\nDurand": "Odette Durand",
    "Odette\u2028Durand": "Odette Durand",
    "\u202eettedO": "ettedO",
    "Odette\u200b\ufeff": "Odette",
    "J.-P. Odette": "J.-P. Odette",
    "M.Durand": "M. Durand",
    "banque.example": "banque. example",
    "Œdipe d’Ajaccio": "Œdipe d’Ajaccio",
    "أمينة": "أمينة",
    "Odette \t  D.": "Odette D.",
}
"""What is typed, and what is kept; None when it is refused."""
REFUSED = [
    "http://banque.example",
    "https:banque",
    "www.banque.example",
    "Appelez 06 39 98 00 01",
    "0639980001",
    "odette@example.org",
    "<script>alert(1)</script>",
    "\u200b\u202e",
]
TYPED = [*MADE_PLAIN.items(), *((one, None) for one in REFUSED)]


def asked(client: Client, typed: str) -> str | None:
    answer(client, "ask", "ask_topics", "ask_when")
    sent = client.post(at("ask_who"), ANSWERS["ask_who"] | {"first_name": typed})
    if sent.status_code == 302:
        answer(client, "ask_where")
        client.post(at("check"))
    return HelpRequest.objects.values_list("first_name", flat=True).first()


def asked_for(client: Client, typed: str) -> str | None:
    answer(client, "ask", "ask_topics", "ask_when")
    client.post(at("ask_who"), {"turn": "relative"})
    sent = client.post(at("ask_who"), ANSWERS["ask_who"] | {"filled_in_by": typed})
    if sent.status_code == 302:
        answer(client, "ask_where")
        client.post(at("check"))
    return HelpRequest.objects.values_list("filled_in_by", flat=True).first()


def called(client: Client, typed: str) -> str | None:
    answer(client, "ask")
    client.post(at("ask_callback"), {"first_name": typed, "phone": "06 39 98 00 01"})
    return CallbackRequest.objects.values_list("first_name", flat=True).first()


def signed_up(client: Client, typed: str) -> str | None:
    client.post("/compte/inscription/", {"first_name": typed, "email": "nadia@example.org"})
    return Person.objects.filter(email="nadia@example.org").values_list("first_name", flat=True).first()


def knocked(client: Client, typed: str) -> str | None:
    invitation = visits_actions.invite_helped(by=Person.objects.get(first_name="Karim"))
    answers = {"first_name": typed, "asked": "yes", "called": "no", "commune": "50502"}
    client.post(f"/invitation/{invitation.token}/", answers)
    return Person.objects.filter(email=None).values_list("first_name", flat=True).first()


@pytest.mark.parametrize("way", [asked, asked_for, called, signed_up, knocked])
@pytest.mark.parametrize(("typed", "kept"), TYPED)
def test_name_is_made_plain_or_refused_in_words(
    scene: Scene, client: Client, way: Any, typed: str, kept: str | None
) -> None:
    assert way(client, typed) == kept


@pytest.mark.parametrize(("typed", "kept"), TYPED)
def test_turning_to_somebody_else_takes_no_name_past_the_form(
    scene: Scene, client: Client, typed: str, kept: str | None
) -> None:
    """« Pour quelqu’un d’autre » keeps what was typed so far, before any form judged it."""
    answer(client, "ask", "ask_topics", "ask_when")
    client.post(at("ask_who"), {"turn": "relative", "first_name": "Anne"})
    client.post(at("ask_who"), {"turn": "self", "filled_in_by": typed})
    answer(client, "ask_where")
    client.post(at("check"))
    assert HelpRequest.objects.values_list("first_name", flat=True).first() == kept


@pytest.mark.parametrize(("typed", "kept"), TYPED)
def test_name_of_a_helper(scene: Scene, as_person: Any, typed: str, kept: str | None) -> None:
    told = {"first_name": typed, "status": "volunteer", "topics": ["email"], "languages": ["fr"], "charter": "1"}
    as_person(scene.karim).post("/aider/profil/", told | {"commune": "50502"})
    scene.karim.refresh_from_db()
    assert scene.karim.first_name == (kept or "Karim")


def test_subject_of_a_ring_is_one_line_whoever_made_the_request(scene: Scene) -> None:
    """Rows written before names were judged, or by other software."""
    Rhythm.objects.create(
        person=scene.karim, territory=scene.territory, ring_by_mail=True, quiet_from=time(), quiet_until=time()
    )
    scene.available(scene.karim)
    request = scene.ask(text=TEXT)
    HelpRequest.objects.filter(pk=request.pk).update(first_name="Odette\r\nBcc: tous@example.org")
    Ring.objects.update(rung_at=timezone.now(), away=True)
    Availability.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    away.ring_by_mail(request.pk, scene.karim.pk)
    assert len(mail.outbox) == 1
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["karim@example.org"]
