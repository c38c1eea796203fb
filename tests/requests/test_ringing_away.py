"""A mail or an SMS to a helper whose page is closed: short, once, and only while it is of use."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from epaule.demo.mail import last_mails
from epaule.kernel import sms
from epaule.kernel.events import publish
from epaule.kernel.sms import SmsAway, SmsRefused
from epaule.requests import actions, away
from epaule.requests.events import HelperRung
from epaule.requests.models import Availability, Pass, RingAnswer, RingMessage
from tests.adapters.ringing import karim_is_rung, rings_by
from tests.factories import Scene

NUMBER = "+33612345678"


@pytest.fixture
def karim(scene: Scene, settings: Any) -> Any:
    """He wants a mail and an SMS; the site has a name."""
    settings.ALLOWED_HOSTS = ["aide.exemple.fr"]
    settings.HTTPS = True
    scene.karim.phone = NUMBER
    scene.karim.save(update_fields=["phone"])
    rings_by(scene.karim, ring_by_mail=True, ring_by_sms=True)
    return scene.karim


def sms_sent() -> list[str]:
    return [one.text.strip() for one in reversed(last_mails()) if one.subject == "SMS"]


def test_event_sends_both_once(scene: Scene, karim: Any, django_capture_on_commit_callbacks: Any) -> None:
    request = karim_is_rung(scene)
    for _again in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            publish(HelperRung(request.pk, karim.pk, away=True))
    assert len(mail.outbox) == len(sms_sent()) == 1
    assert sorted(RingMessage.objects.values_list("way", flat=True)) == ["mail", "sms"]


def test_event_of_an_open_page_sends_nothing(
    scene: Scene, karim: Any, django_capture_on_commit_callbacks: Any
) -> None:
    request = karim_is_rung(scene)
    with django_capture_on_commit_callbacks(execute=True):
        publish(HelperRung(request.pk, karim.pk, away=False))
    assert mail.outbox == sms_sent() == []


def test_mail_says_little_and_leads_to_the_desk(scene: Scene, karim: Any) -> None:
    request = karim_is_rung(scene, text="Mon mari est malade et je ne lis plus ses e-mails")
    away.ring_by_mail(request.pk, karim.pk)
    [letter] = mail.outbox
    assert letter.to == ["karim@example.org"]
    assert letter.subject == "Jeanne demande de l’aide"
    assert "Jeanne, Saint-Lô, demande de l’aide maintenant." in letter.body
    assert "Il s’agit de\u00a0: Mes e-mails." in letter.body
    assert "https://aide.exemple.fr/aider/\n" in letter.body
    assert "malade" not in letter.body + letter.subject


def test_mail_is_in_her_language(scene: Scene, karim: Any) -> None:
    karim.languages = ["en", "fr"]
    karim.save(update_fields=["languages"])
    with mock.patch("epaule.requests.away.render_to_string", side_effect=lambda *_given: _language()):
        away.ring_by_mail(karim_is_rung(scene).pk, karim.pk)
    assert mail.outbox[0].subject == "en"


def _language() -> str:
    from django.utils.translation import get_language

    return str(get_language())


def test_sms_is_one_and_its_address_is_whole(scene: Scene, karim: Any) -> None:
    request = karim_is_rung(scene, first_name="Jeanne-Marguerite-Antoinette de la Tour du Pin", text="Secret")
    away.ring_by_sms(request.pk, karim.pk)
    [text] = sms_sent()
    assert text.endswith(" https://aide.exemple.fr/aider/")
    assert text.startswith("Épaule : Jeanne-Marguerite".replace("É", "É"))
    assert len(text) <= 160
    assert "Secret" not in text
    assert sms.fit(text) == text


def test_site_without_a_name_gives_no_address(scene: Scene, karim: Any, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    request = karim_is_rung(scene)
    away.ring_by_sms(request.pk, karim.pk)
    away.ring_by_mail(request.pk, karim.pk)
    assert "http" not in sms_sent()[0] + mail.outbox[0].body


def no_longer_wanted(scene: Scene, request: Any, why: str) -> None:
    now = timezone.now()
    match why:
        case "cancelled":
            actions.cancel(by=scene.jeanne, request=request)
        case "taken":
            actions.accept(by=scene.sophie, request=request)
        case "passed":
            Pass.objects.create(request=request, helper=scene.karim)
        case "answered":
            request.rings.update(answer=RingAnswer.PASSED, answered_at=now)
        case "page opened":
            Availability.objects.update_or_create(
                person=scene.karim, territory=scene.territory, defaults={"since_at": now, "seen_at": now}
            )
        case "rests":
            rings_by(scene.karim, paused_until=now + timedelta(days=1))
        case "no longer wants it":
            rings_by(scene.karim, ring_by_mail=False, ring_by_sms=False)
        case "suspended":
            type(scene.karim).objects.filter(pk=scene.karim.pk).update(suspended_at=now)
        case "never rung":
            request.rings.all().delete()
        case _:
            raise AssertionError(why)


@pytest.mark.parametrize(
    "why",
    [
        "cancelled",
        "taken",
        "passed",
        "answered",
        "page opened",
        "rests",
        "no longer wants it",
        "suspended",
        "never rung",
    ],
)
def test_what_is_of_no_more_use_is_not_sent(scene: Scene, karim: Any, why: str) -> None:
    request = karim_is_rung(scene)
    no_longer_wanted(scene, request, why)
    away.ring_by_mail(request.pk, karim.pk)
    away.ring_by_sms(request.pk, karim.pk)
    assert mail.outbox == sms_sent() == []
    assert not RingMessage.objects.exists()


@pytest.mark.parametrize(("minutes", "sent"), [(2, 1), (4, 0)])
def test_ring_older_than_its_use_is_not_sent(scene: Scene, karim: Any, minutes: int, sent: int) -> None:
    """The wave lasts a minute, and two more are left."""
    request = karim_is_rung(scene)
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        away.ring_by_mail(request.pk, karim.pk)
    assert len(mail.outbox) == sent


def test_mail_server_that_fails_leaves_the_ring_to_the_next_try(scene: Scene, karim: Any) -> None:
    request = karim_is_rung(scene)
    with (
        mock.patch("epaule.requests.away.send_mail", side_effect=smtplib.SMTPServerDisconnected),
        pytest.raises(smtplib.SMTPServerDisconnected),
    ):
        away.ring_by_mail(request.pk, karim.pk)
    away.ring_by_mail(request.pk, karim.pk)
    away.ring_by_mail(request.pk, karim.pk)
    assert len(mail.outbox) == 1


def test_carrier_that_is_away_is_tried_again_and_one_that_refuses_is_not(scene: Scene, karim: Any) -> None:
    request = karim_is_rung(scene)
    with mock.patch("epaule.requests.away.send_sms", side_effect=SmsAway("busy")), pytest.raises(SmsAway):
        away.ring_by_sms(request.pk, karim.pk)
    with mock.patch("epaule.requests.away.send_sms", side_effect=SmsRefused("no money")) as carrier:
        away.ring_by_sms(request.pk, karim.pk)
        away.ring_by_sms(request.pk, karim.pk)
    assert carrier.call_count == 1
