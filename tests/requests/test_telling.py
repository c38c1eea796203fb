"""« Prévenez-moi »: a guest who can wait says where, and a proposal reaches her, and nobody else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.signing import Signer
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from epaule.kernel.errors import NotAllowed
from epaule.people.models import Person
from epaule.requests import actions, errors
from epaule.requests.limits import REMINDERS_LIMIT
from epaule.requests.links import request_token
from epaule.requests.models import HelpRequest, Proposal, Urgency
from epaule.requests.views.telling import LINK_LIMIT
from epaule.safety.models import AuditEvent
from tests.factories import Scene
from tests.pages import field, parsed, said
from tests.requests.agenda import sms_sent
from tests.requests.diary import MONDAY, at, gives_hours
from tests.requests.states import use_up

HERS, MOBILE = "lucette@example.org", "+33639980001"
SITE = "https://aide.exemple.fr"


@pytest.fixture(autouse=True)
def clock(settings: Any) -> Iterator[time_machine.Coordinates]:
    settings.ALLOWED_HOSTS = ["aide.exemple.fr", "testserver"]
    settings.HTTPS = True
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def lucette(scene: Scene) -> Person:
    return Person.objects.create_user(territory=scene.territory, first_name="Lucette", languages=["fr"])


@pytest.fixture
def asked(scene: Scene, lucette: Person) -> HelpRequest:
    gives_hours(scene, scene.karim)
    return scene.ask(lucette, urgency=Urgency.NO_HURRY)


@pytest.fixture
def propose(scene: Scene, django_capture_on_commit_callbacks: Any) -> Callable[[HelpRequest], Proposal]:
    def do(asked: HelpRequest) -> Proposal:
        with django_capture_on_commit_callbacks(execute=True):
            return actions.send_proposal(by=scene.karim, request=asked, moments=[at(25, 14)])

    return do


def page_of(name: str, asked: HelpRequest) -> str:
    return reverse(f"requests:{name}", args=[asked.public_id])


def path_in(text: str) -> str:
    """The address of the link, as the client of tests knows it."""
    found = text.split(f"{SITE}/d/")[1].split()[0]
    return f"/d/{found}"


def test_proposal_comes_by_mail_with_a_link_that_opens_her_page(
    lucette: Person, asked: HelpRequest, as_person: Any, propose: Any
) -> None:
    client = as_person(lucette)
    page = client.get(page_of("waiting", asked))
    assert "Prévenez-moi" in said(page, "#prevenir")
    assert b'http-equiv="refresh"' not in page.content, "a reload would take away what she types"
    page = client.post(page_of("be_told", asked), {"reach": HERS}, follow=True)
    assert HERS in said(page, "#prevenir")
    assert mail.outbox == []
    propose(asked)
    [letter] = mail.outbox
    assert letter.to == [HERS]
    other_device = Client()
    link = path_in(letter.body)
    opened = other_device.get(link)
    assert "Oui, je suis Lucette" in said(opened)
    assert other_device.get(page_of("waiting", asked)).status_code == 302, "to open it is not to enter"
    assert "Karim vous propose" in said(other_device.post(link, follow=True))
    assert AuditEvent.objects.filter(event="request.link_used").count() == 1


def test_proposal_comes_by_sms(lucette: Person, asked: HelpRequest, as_person: Any, propose: Any) -> None:
    page = as_person(lucette).post(page_of("be_told", asked), {"reach": "06 39 98 00 01"}, follow=True)
    assert "06 39 98 00 01" in said(page, "#prevenir")
    propose(asked)
    [text] = sms_sent()
    assert text.startswith(f"{MOBILE} Karim peut vous aider")
    assert len(text) <= 160 + len(MOBILE) + 1
    assert Client().get(path_in(text)).status_code == 200
    assert mail.outbox == []


def test_reminders_of_the_appointment_go_there_too(lucette: Person, asked: HelpRequest, propose: Any) -> None:
    actions.set_reach(by=lucette, request=asked, email=HERS, phone="")
    proposal = propose(asked)
    booked = actions.take_proposal(by=lucette, proposal=proposal, starts_at=at(25, 14))
    assert (booked.email, booked.phone) == (HERS, "")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Écrivez où vous prévenir."),
        ("lucette@", "Cette adresse n’est pas complète."),
        ("a@b\r\nBcc: victime@example.org", "Cette adresse n’est pas complète."),
        ("bonjour", "Ce n’est ni une adresse e-mail, ni un numéro complet."),
        ("06 39 98", "Ce n’est ni une adresse e-mail, ni un numéro complet."),
        ("02 61 91 05 02", "Ce numéro ne reçoit pas de SMS."),
        ("0899 70 12 34", "Ce numéro ne reçoit pas de SMS."),
        ("0800 00 00 00", "Ce numéro ne reçoit pas de SMS."),
        ("+44 9098 790 123", "Ce numéro ne reçoit pas de SMS."),
        ("x@" + "y" * 300 + ".fr", "C’est trop long"),
    ],
)
def test_what_reaches_nobody_is_said_beside_the_field(
    lucette: Person, asked: HelpRequest, as_person: Any, typed: str, words: str
) -> None:
    page = as_person(lucette).post(page_of("be_told", asked), {"reach": typed})
    assert page.status_code == 400
    assert words in said(page, "#id_reach_error")
    assert field(page, "reach") == typed
    asked.refresh_from_db()
    assert (asked.email, asked.phone) == ("", "")


def test_without_sms_only_an_address_is_asked_for(
    lucette: Person, asked: HelpRequest, as_person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("epaule.kernel.sms.is_on", lambda: False)
    client = as_person(lucette)
    assert "mobile" not in said(client.get(page_of("waiting", asked)), "#prevenir")
    page = client.post(page_of("be_told", asked), {"reach": "06 39 98 00 01"})
    assert "ce site n’envoie pas de SMS" in said(page, "#id_reach_error")


def test_corrected_address_closes_the_link_sent_to_the_wrong_one(
    lucette: Person, asked: HelpRequest, as_person: Any, propose: Any
) -> None:
    client = as_person(lucette)
    client.post(page_of("be_told", asked), {"reach": "lucete@example.org"})
    propose(asked)
    link = path_in(mail.outbox[0].body)
    assert Client().get(link).status_code == 200
    client.post(page_of("be_told", asked), {"reach": HERS})
    for method in ("get", "post"):
        assert getattr(Client(), method)(link).status_code == 404
    client.post(page_of("be_told", asked), {"do": "stop"})
    assert Client().get(f"/d/{request_token(HelpRequest.objects.get(pk=asked.pk))}/").status_code == 404


def test_no_other_link_opens(lucette: Person, asked: HelpRequest, scene: Scene) -> None:
    actions.set_reach(by=lucette, request=asked, email=HERS, phone="")
    asked.refresh_from_db()
    token = request_token(asked)
    elsewhere = Signer(sep=".", salt="epaule.requests.appointment-link").sign(asked.public_id)
    hers = scene.ask(urgency=Urgency.THIS_WEEK)
    for wrong in (token[:-1] + ("A" if token[-1] != "A" else "B"), elsewhere, asked.public_id, "x", "\0.x", "é."):
        assert Client().get(f"/d/{wrong}/").status_code == 404, wrong
    assert Client().get(f"/d/{hers.public_id}.{token.partition('.')[2]}/").status_code == 404
    assert Client().get(f"/d/{token}/").status_code == 200
    use_up(LINK_LIMIT)
    assert Client().get(f"/d/{token}/").status_code == 429


def test_who_has_an_account_since_signs_in(lucette: Person, asked: HelpRequest) -> None:
    actions.set_reach(by=lucette, request=asked, email=HERS, phone="")
    asked.refresh_from_db()
    lucette.email = HERS
    lucette.save()
    for method in ("get", "post"):
        answer = getattr(Client(), method)(f"/d/{request_token(asked)}/")
        assert answer.status_code == 302
        assert "suivant=" in answer.url or "next=" in answer.url


def test_it_ends_with_the_ask(lucette: Person, asked: HelpRequest, as_person: Any) -> None:
    actions.set_reach(by=lucette, request=asked, email=HERS, phone="")
    asked.refresh_from_db()
    link = f"/d/{request_token(asked)}/"
    actions.cancel(by=lucette, request=asked)
    asked.refresh_from_db()
    assert (asked.email, asked.phone) == ("", ""), "nothing is kept"
    assert Client().get(link).status_code == 404
    page = as_person(lucette).post(page_of("be_told", asked), {"reach": HERS})
    assert page.status_code == 409
    with pytest.raises(errors.NothingToTell):
        actions.set_reach(by=lucette, request=asked, email=HERS, phone="")
    with pytest.raises(IntegrityError), transaction.atomic():
        HelpRequest.objects.filter(pk=asked.pk).update(email=HERS)


def test_who_is_rung_for_now_has_nothing_to_leave(scene: Scene, lucette: Person, as_person: Any) -> None:
    now = scene.ask(lucette)
    assert parsed(as_person(lucette).get(page_of("waiting", now))).select_one("#prevenir") is None
    with pytest.raises(errors.NothingToTell):
        actions.set_reach(by=lucette, request=now, email=HERS, phone="")


def test_others_do_not_say_where(scene: Scene, lucette: Person, asked: HelpRequest, as_person: Any) -> None:
    for stranger in (scene.jeanne, scene.karim, scene.claire):
        assert as_person(stranger).post(page_of("be_told", asked), {"reach": "moi@example.org"}).status_code == 404
        with pytest.raises(NotAllowed):
            actions.set_reach(by=stranger, request=asked, email="moi@example.org", phone="")
    assert Client().post(page_of("be_told", asked), {"reach": "moi@example.org"}).status_code == 302
    hers = scene.ask(urgency=Urgency.THIS_WEEK)
    jeanne = as_person(scene.jeanne)
    assert parsed(jeanne.get(page_of("waiting", hers))).select_one("#prevenir") is None
    assert jeanne.post(page_of("be_told", hers), {"reach": HERS}).status_code == 404
    assert not HelpRequest.objects.exclude(email="", phone="").exists()
    assert HERS not in said(as_person(scene.karim).get("/aider/"))


def test_addresses_of_others_are_not_written_to_without_end(
    lucette: Person, asked: HelpRequest, as_person: Any, clock: time_machine.Coordinates
) -> None:
    client, statuses = as_person(lucette), []
    for number in range(6):
        page = client.post(page_of("be_told", asked), {"reach": f"victime{number}@example.org"})
        statuses.append(page.status_code)
    assert statuses == [302] * REMINDERS_LIMIT.capacity + [429] * 2
    assert "Laissez ce qui est noté jusqu’à demain." in said(page, "#id_reach_error")
    assert field(page, "reach") == "victime5@example.org"
    asked.refresh_from_db()
    assert asked.email == "victime3@example.org"
    same = client.post(page_of("be_told", asked), {"reach": asked.email})
    assert same.status_code == 302, "again is the same"
    clock.shift(timedelta(hours=6, minutes=1))
    assert client.post(page_of("be_told", asked), {"reach": HERS}).status_code == 302
