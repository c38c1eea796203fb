"""SMS: one of 160 signs, to a number that is one, within the limits, by a carrier that answers as Brevo does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from epaule.config.env import env_sms
from epaule.demo.mail import last_mails
from epaule.kernel import sms
from epaule.kernel.sms import SmsAway, SmsRefused, fit, send_sms
from tests.adapters.receiver import Receiver, listening

NUMBER = "+33612345678"
KEY = "xkeysib-0123"
BREVO = "https://api.brevo.com/v3/transactionalSMS/send"
TAKEN = b'{"reference":"ab1cde2fgh3i4jklmno","messageId":1511882900176220,"smsCount":1,"usedCredits":0.7}'


@pytest.fixture
def brevo(db: None, settings: Any) -> Iterator[Receiver]:
    """It answers as https://developers.brevo.com/docs/transactional-sms-endpoints says."""
    with listening() as receiver:
        receiver.answers(201, TAKEN, Content_Type="application/json")
        settings.SMS_BACKEND = "epaule.adapters.sms.brevo.BrevoSms"
        settings.SMS_OPTIONS = {"address": receiver.address, "key": KEY, "sender": "Epaule", "private": True}
        yield receiver


def test_brevo_is_given_what_it_asks_for(brevo: Receiver) -> None:
    send_sms(NUMBER, "Jeanne (Saint-Lô) demande de l’aide « vite »…")
    [received] = brevo.received
    assert received.headers["api-key"] == KEY
    assert received.headers["content-type"] == received.headers["accept"] == "application/json"
    assert received.json == {
        "type": "transactional",
        "sender": "Epaule",
        "recipient": "33612345678",
        "content": 'Jeanne (Saint-Lo) demande de l\'aide " vite "...',
        "unicodeEnabled": False,
    }


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (400, b'{"code":"invalid_parameter","message":"Invalid telephone number +33612345678"}', SmsRefused),
        (401, b'{"code":"unauthorized","message":"Key not found"}', SmsRefused),
        (402, b'{"code":"not_enough_credits","message":"Not enough credit to send"}', SmsRefused),
        (403, b"<html>", SmsRefused),
        (302, b"", SmsRefused),
        (400, b'["unexpected"]', SmsRefused),
        (429, b"", SmsAway),
        (500, b"", SmsAway),
        (503, b"", SmsAway),
    ],
)
def test_what_the_carrier_answers_means_never_or_later(
    brevo: Receiver, status: int, body: bytes, error: type[Exception]
) -> None:
    brevo.answers(status, body, Location="http://127.0.0.1:1/")
    with pytest.raises(error) as raised:
        send_sms(NUMBER, "Bonjour")
    assert str(status) in str(raised.value)
    assert "336" not in str(raised.value), "the log holds no number"
    assert len(brevo.received) == 1


def test_carrier_that_is_not_there_may_be_tried_again(brevo: Receiver, settings: Any) -> None:
    settings.SMS_OPTIONS = settings.SMS_OPTIONS | {"address": "http://127.0.0.1:1/"}
    with pytest.raises(SmsAway):
        send_sms(NUMBER, "Bonjour")


@pytest.mark.parametrize(
    "number",
    [
        "",
        "0612345678",
        "33612345678",
        "+0612345678",
        "+33 6 12 34 56 78",
        "+336",
        "+33612345678\n",
        "+٣٣٦١٢٣٤٥٦٧٨",
    ],
)
def test_number_that_is_none_is_never_written_to(brevo: Receiver, number: str) -> None:
    with pytest.raises(SmsRefused):
        send_sms(number, "Bonjour")
    assert brevo.received == []


@pytest.mark.parametrize("number", ["+33899123456", "+33600", "+12345678"])
def test_number_that_costs_or_does_not_exist_is_never_written_to(brevo: Receiver, number: str) -> None:
    with pytest.raises(SmsRefused):
        send_sms(number, "Bonjour")
    assert brevo.received == []


def test_day_has_a_limit_for_the_installation(brevo: Receiver, settings: Any) -> None:
    settings.SMS_PER_DAY = 3
    for last in "678":
        send_sms(f"+3361234567{last}", "Bonjour")
    with pytest.raises(SmsRefused):
        send_sms("+33612345679", "Bonjour")
    assert len(brevo.received) == 3


def test_telephone_has_a_limit_of_its_own(brevo: Receiver) -> None:
    for _time in range(10):
        send_sms(NUMBER, "Bonjour")
    with pytest.raises(SmsRefused):
        send_sms(NUMBER, "Bonjour")
    send_sms("+33612345679", "Bonjour")
    assert len(brevo.received) == 11


def test_any_gateway_that_takes_json(db: None, settings: Any) -> None:
    with listening(202) as gateway:
        settings.SMS_BACKEND = "epaule.adapters.sms.plain.PlainSms"
        settings.SMS_OPTIONS = {"address": f"{gateway.address}/envoi", "key": "jeton", "private": True}
        send_sms(NUMBER, "Bonjour")
    [received] = gateway.received
    assert (received.path, received.headers["authorization"]) == ("/envoi", "Bearer jeton")
    assert received.json == {"to": NUMBER, "text": "Bonjour"}


def test_demonstration_shows_it_with_its_mail(settings: Any) -> None:
    assert sms.is_on()
    send_sms(NUMBER, "Bonjour Karim")
    [shown] = last_mails()
    assert (shown.to, shown.subject, shown.text.strip()) == (NUMBER, "SMS", "Bonjour Karim")


def test_without_carrier_it_is_printed_and_offered_to_nobody(settings: Any, capsys: Any) -> None:
    settings.SMS_BACKEND, settings.SMS_OPTIONS = "epaule.kernel.sms.ConsoleSms", {}
    assert not sms.is_on()
    send_sms(NUMBER, "Bonjour")
    assert "Bonjour" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L’été à Saint-Lô, où ça ?", "L'été à Saint-Lo, où ca ?"),
        ("œuvre « À voir » — 5 €", 'oeuvre " A voir " - 5 EUR'),
        ("e\u0301te\u0301", "été"),
        ("\u00e7\u00ea\u0142", "ce?"),
        ("🔔 Оля", "? ???"),
        ("[a] {b} ~c|d", "(a) (b) -c/d"),
        ("x" * 160, "x" * 160),
        ("x" * 161, "x" * 157 + "..."),
    ],
)
def test_signs_are_those_of_every_telephone(text: str, expected: str) -> None:
    assert fit(text) == expected
    # What this alphabet holds in one byte, that of the standard does in seven bits.
    assert len(fit(text)) <= 160


@pytest.mark.parametrize(
    ("value", "backend", "options"),
    [
        ("", "epaule.kernel.sms.ConsoleSms", {}),
        (
            "brevo://xkeysib-a%40b@Epaule",
            "epaule.adapters.sms.brevo.BrevoSms",
            {
                "address": "https://api.brevo.com/v3/transactionalSMS/send",
                "key": "xkeysib-a@b",
                "sender": "Epaule",
            },
        ),
        (
            "https://jeton@passerelle.exemple.fr/a/b",
            "epaule.adapters.sms.plain.PlainSms",
            {"address": "https://passerelle.exemple.fr/a/b", "key": "jeton"},
        ),
    ],
)
def test_setting(monkeypatch: pytest.MonkeyPatch, value: str, backend: str, options: dict[str, str]) -> None:
    monkeypatch.setenv("EPAULE_SMS_URL", value)
    assert env_sms("EPAULE_SMS_URL") == (backend, options)


@pytest.mark.parametrize(
    "value",
    [
        "brevo",
        "brevo://cle",
        "brevo://@Epaule",
        "brevo://cle@",
        "brevo://cle@Trop long pour un expéditeur",
        "twilio://cle@a",
        "https://jeton@",
        "http://jeton@a.fr/",
    ],
)
def test_setting_that_is_wrong_is_said_without_the_key(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("EPAULE_SMS_URL", value)
    with pytest.raises(ImproperlyConfigured) as raised:
        env_sms("EPAULE_SMS_URL")
    assert "cle" not in str(raised.value)
    assert "jeton" not in str(raised.value)
