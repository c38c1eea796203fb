"""Signing in with a code by e-mail, through the real pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from epaule.people.models import Person
from tests.factories import Scene
from tests.pages import parsed, said, title
from tests.people.letters import code_in, last_mail, wrong
from tests.people.sessions import signed_in_as

DOOR = "/compte/connexion/"
ADDRESS = "/compte/connexion/adresse/"
CODE = "/compte/connexion/code/"
KARIM = "karim@example.org"


def ask_code(client: Client, email: str = KARIM, **more: str) -> Any:
    return client.post(ADDRESS, {"email": email, **more})


# --- Wrong person, bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["", "karim", "karim@", "karim exemple.org"])
def test_address_that_is_not_one_is_refused_in_french(scene: Scene, client: Client, email: str) -> None:
    response = ask_code(client, email)
    expected = "Cette adresse n’est pas complète." if email else "Écrivez votre adresse e-mail."
    assert expected in said(response)
    assert parsed(response).select("input[name=email][aria-invalid=true]")
    assert mail.outbox == []


def test_unknown_address_is_told_nothing_different_on_the_page(scene: Scene) -> None:
    pages = {}
    for email in (KARIM, "inconnue@example.org"):
        client = Client()
        response = client.post(ADDRESS, {"email": email}, follow=True)
        assert response.redirect_chain == [(CODE, 302)]
        pages[email] = said(response, "main").replace(email, "…")
    assert pages[KARIM] == pages["inconnue@example.org"]


def test_unknown_address_gets_a_mail_that_says_how_to_make_an_account(scene: Scene, client: Client) -> None:
    ask_code(client, "inconnue@example.org")
    message = last_mail()
    assert message.to == ["inconnue@example.org"]
    assert message.subject == "Vous n’avez pas encore de compte"
    assert "inconnue@example.org" in message.body
    assert "http://testserver/compte/inscription/" in message.body


def test_unknown_address_never_enters(scene: Scene, client: Client) -> None:
    ask_code(client, "inconnue@example.org")
    client.post(CODE, {"code": "123456"})
    assert signed_in_as(client) is None


def test_closed_account_gets_no_code(scene: Scene, client: Client) -> None:
    Person.objects.filter(email=KARIM).update(is_active=False)
    ask_code(client)
    assert last_mail().subject == "Vous n’avez pas encore de compte"


def test_code_page_without_asking_first_leads_to_the_address(scene: Scene, client: Client) -> None:
    assert client.get(CODE)["Location"] == ADDRESS


def test_wrong_code_is_refused_and_the_right_one_still_enters(scene: Scene, client: Client) -> None:
    ask_code(client)
    code = code_in(last_mail())
    response = client.post(CODE, {"code": wrong(code)})
    assert response.status_code == 200
    assert "Ce n’est pas ce code. Regardez le dernier e-mail reçu." in said(response)
    assert signed_in_as(client) is None
    client.post(CODE, {"code": code})
    assert signed_in_as(client) == scene.karim


@pytest.mark.parametrize("code", ["", " ", "abc", "1" * 500, "12345\x00"])
def test_code_that_is_not_one_is_refused_in_french(scene: Scene, client: Client, code: str) -> None:
    ask_code(client)
    response = client.post(CODE, {"code": code})
    assert response.status_code == 200
    assert parsed(response).select("input[name=code][aria-invalid=true]")
    assert signed_in_as(client) is None


def test_too_many_wrong_codes_end_the_try(scene: Scene, client: Client) -> None:
    ask_code(client)
    code = code_in(last_mail())
    for _try in range(2):
        assert client.post(CODE, {"code": wrong(code)}).status_code == 200
    response = client.post(CODE, {"code": wrong(code)}, follow=True)
    assert response.redirect_chain[-1][0] == ADDRESS
    assert said(response).count("Trop d’essais.") == 1
    client.post(CODE, {"code": code})
    assert signed_in_as(client) is None, "the code is spent"


def test_code_is_good_for_a_quarter_of_an_hour(scene: Scene, client: Client) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        ask_code(client)
        clock.move_to(start + timedelta(minutes=15, seconds=1))
        client.post(CODE, {"code": code_in(last_mail())})
    assert signed_in_as(client) is None


def test_code_of_one_browser_does_not_open_another(scene: Scene, client: Client) -> None:
    ask_code(client)
    other = Client()
    ask_code(other, "sophie@example.org")
    sophies = code_in(last_mail())
    client.post(CODE, {"code": sophies})
    assert signed_in_as(client) is None


def test_asking_for_codes_too_often_is_refused_in_french(scene: Scene, client: Client) -> None:
    for _try in range(3):
        ask_code(Client())
    response = ask_code(client)
    assert "Attendez une minute" in said(response)
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_elsewhere(scene: Scene, client: Client, target: str) -> None:
    ask_code(client, next=target)
    response = client.post(CODE, {"code": code_in(last_mail()), "next": target})
    assert response["Location"] == "/aider/"


# --- The way in ----------------------------------------------------------------------------------------------


def test_door_leads_to_the_address_and_keeps_where_one_was_going(scene: Scene, client: Client) -> None:
    assert client.get(DOOR)["Location"] == ADDRESS
    assert client.get(DOOR + "?next=/aider/rappels/")["Location"] == ADDRESS + "?next=%2Faider%2Frappels%2F"


def test_code_enters(scene: Scene, client: Client) -> None:
    response = client.post(ADDRESS, {"email": KARIM}, follow=True)
    assert (title(response), KARIM in said(response)) == ("Votre code", True)
    message = last_mail()
    assert (message.to, len(mail.outbox)) == ([KARIM], 1)
    entered = client.post(CODE, {"code": code_in(message)}, follow=True)
    assert entered.redirect_chain == [("/aider/", 302)]
    assert signed_in_as(client) == scene.karim
    assert title(entered) == "Bonjour Karim"


@pytest.mark.parametrize("email", ["KARIM@example.org", "  karim@example.org "])
def test_address_may_be_typed_with_capitals_and_spaces(scene: Scene, client: Client, email: str) -> None:
    ask_code(client, email)
    client.post(CODE, {"code": code_in(last_mail())})
    assert signed_in_as(client) == scene.karim


def test_code_may_be_typed_with_spaces(scene: Scene, client: Client) -> None:
    ask_code(client)
    code = code_in(last_mail())
    client.post(CODE, {"code": f" {code[:3]} {code[3:]} "})
    assert signed_in_as(client) == scene.karim


def test_entering_leads_where_one_was_going(scene: Scene, client: Client) -> None:
    page = client.get(DOOR + "?next=/aider/profil/", follow=True)
    hidden = parsed(page).select_one("main input[name=next]")
    assert hidden is not None
    code_page = client.post(ADDRESS, {"email": KARIM, "next": hidden["value"]}, follow=True)
    again = parsed(code_page).select_one("main input[name=next]")
    assert again is not None
    response = client.post(CODE, {"code": code_in(last_mail()), "next": again["value"]})
    assert response["Location"] == "/aider/profil/"


def test_another_code_may_be_asked_for(scene: Scene, client: Client) -> None:
    ask_code(client)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        response = client.post(CODE, {"action": "resend"}, follow=True)
        assert title(response) == "Votre code"
        assert len(mail.outbox) == 2
        client.post(CODE, {"code": code_in(last_mail())})
    assert signed_in_as(client) == scene.karim


def test_signing_in_keeps_the_ask_being_written(scene: Scene, client: Client) -> None:
    client.post("/demande/", {"text": "Mes mails"})
    ask_code(client)
    client.post(CODE, {"code": code_in(last_mail())})
    assert "Mes mails" in said(client.get("/demande/"))


def test_already_signed_in_is_led_on(scene: Scene, as_person: Any) -> None:
    assert as_person(scene.karim).get(ADDRESS)["Location"] == "/aider/"


def test_signing_out_needs_a_click_and_leads_home(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.karim)
    assert title(client.get("/compte/sortie/")) == "Se déconnecter"
    assert signed_in_as(client) == scene.karim
    assert client.post("/compte/sortie/")["Location"] == "/"
    assert signed_in_as(client) is None
