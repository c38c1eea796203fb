"""Every page and every mail about accounts is in French, whatever the browser asks for."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.factories import Scene
from tests.pages import parsed, said
from tests.people.letters import code_in, last_mail, wrong

ENGLISH = re.compile(
    r"\b(the|your|you|sign|signed|please|password|successfully|login|logout|sent|is|has|been|account|confirm"
    r"|required|invalid|incorrect|too many|requests|verification)\b",
    re.IGNORECASE,
)
ADDRESS, CODE = "/compte/connexion/adresse/", "/compte/connexion/code/"
SIGN_UP, SIGN_UP_CODE = "/compte/inscription/", "/compte/inscription/code/"


def english_browser() -> Client:
    return Client(headers={"Accept-Language": "en-US,en;q=0.9"})


def is_french(response: Any) -> None:
    page = parsed(response)
    assert page.html is not None
    assert page.html["lang"] == "fr"
    for foreign in page.select("[lang]:not(html)"):
        foreign.decompose()
    text = page.get_text(" ")
    assert not (found := ENGLISH.search(text)), text[max(0, found.start() - 60) : found.end() + 60]


def test_pages_of_signing_in(scene: Scene) -> None:
    client = english_browser()
    is_french(client.get(ADDRESS))
    is_french(client.post(ADDRESS, {"email": "pas une adresse"}))
    is_french(client.post(ADDRESS, {"email": "karim@example.org"}, follow=True))
    code = code_in(last_mail())
    is_french(client.post(CODE, {"code": ""}))
    is_french(client.post(CODE, {"code": wrong(code)}))
    is_french(client.post(CODE, {"action": "resend"}, follow=True))
    is_french(client.post(CODE, {"code": code_in(last_mail())}, follow=True))
    is_french(client.get("/compte/sortie/"))
    is_french(client.post("/compte/sortie/", follow=True))


def test_page_after_too_many_tries(scene: Scene) -> None:
    client = english_browser()
    client.post(ADDRESS, {"email": "karim@example.org"})
    bad = {"code": wrong(code_in(last_mail()))}
    for _try in range(3):
        response = client.post(CODE, bad, follow=True)
    is_french(response)


def test_pages_of_signing_up(scene: Scene) -> None:
    client = english_browser()
    is_french(client.get(SIGN_UP))
    is_french(client.post(SIGN_UP, {"first_name": "", "email": "x"}))
    is_french(client.post(SIGN_UP, {"first_name": "Nadia", "email": "nadia@example.org"}, follow=True))
    is_french(client.post(SIGN_UP_CODE, {"code": wrong(code_in(last_mail()))}))
    is_french(client.get("/compte/inactif/"))


def test_going_too_fast_is_a_french_page(scene: Scene) -> None:
    """allauth has limits of its own, and an English page for them."""
    for number in range(21):
        response = english_browser().post(SIGN_UP, {"first_name": "N", "email": f"n{number}@example.org"})
    assert response.status_code == 429
    is_french(response)
    assert "Vous allez un peu trop vite pour nous." in said(response)


def test_signing_up_twice_at_once_is_a_french_page(scene: Scene) -> None:
    new = {"first_name": "Nadia", "email": "nadia@example.org"}
    english_browser().post(SIGN_UP, new)
    again = english_browser().post(SIGN_UP, new)
    assert again.status_code == 429
    is_french(again)


MAILS = {
    "code to sign in": (ADDRESS, {"email": "karim@example.org"}),
    "nobody at this address": (ADDRESS, {"email": "inconnue@example.org"}),
    "code to sign up": (SIGN_UP, {"first_name": "Nadia", "email": "nadia@example.org"}),
    "already an account": (SIGN_UP, {"first_name": "Karim", "email": "karim@example.org"}),
}


@pytest.mark.parametrize("which", MAILS)
def test_mail_says_in_french_why_it_came_and_what_to_do(scene: Scene, which: str) -> None:
    path, given = MAILS[which]
    english_browser().post(path, given)
    (message,) = mail.outbox
    assert message.to == [given["email"]]
    for text in (message.subject, message.body):
        assert not ENGLISH.search(text.replace("http://testserver", "")), text
    assert "\n" not in message.subject
    assert message.body.startswith("Bonjour,\n")
    assert "Vous n’avez rien demandé\u00a0? Ne faites rien." in message.body
    if which.startswith("code"):
        assert code_in(message)
        assert "Ne le donnez à personne" in message.body
        assert "un quart d’heure" in message.body


def test_page_says_once_that_a_code_left(scene: Scene, client: Client) -> None:
    """allauth's message would repeat it in other words."""
    page = said(client.post(ADDRESS, {"email": "karim@example.org"}, follow=True))
    assert page.count("karim@example.org") == 1


def test_going_out_is_said(scene: Scene, as_person: Any) -> None:
    assert "Vous êtes déconnecté·e." in said(as_person(scene.karim).post("/compte/sortie/", follow=True))
