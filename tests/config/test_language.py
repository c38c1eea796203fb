"""French for everyone; English for who chooses it."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.factories import Scene
from tests.pages import parsed

pytestmark = pytest.mark.usefixtures("scene")

ENGLISH_BROWSER = {"Accept-Language": "en-US,en;q=0.9"}
COOKIE = django_settings.LANGUAGE_COOKIE_NAME


def language(response: Any) -> tuple[str, str]:
    html = parsed(response).html
    assert html is not None
    return str(html["lang"]), response["Content-Language"]


@pytest.mark.parametrize("path", ["/", "/demande/", "/nulle-part/", "/compte/connexion/adresse/"])
def test_english_browser_is_greeted_in_french(client: Client, path: str) -> None:
    assert language(client.get(path, headers=ENGLISH_BROWSER)) == ("fr", "fr")


@pytest.mark.parametrize("cookie", ["de", "xx", "", "en; fr", "EN"])
def test_language_that_we_do_not_speak_is_french(client: Client, cookie: str) -> None:
    client.cookies[COOKIE] = cookie
    assert language(client.get("/")) == ("fr", "fr")


def test_english_by_choice_and_back(client: Client) -> None:
    chosen = client.post("/langue/", {"language": "en", "next": "/demande/"})
    assert chosen["Location"] == "/demande/"
    assert client.cookies[COOKIE].value == "en"
    assert language(client.get("/")) == ("en", "en")
    client.post("/langue/", {"language": "fr"})
    assert language(client.get("/", headers=ENGLISH_BROWSER)) == ("fr", "fr")


def test_choosing_a_language_never_leads_elsewhere(client: Client) -> None:
    response = client.post("/langue/", {"language": "en", "next": "https://evil.example/"})
    assert response["Location"] == "/"


def test_footer_marks_the_language_of_the_page(client: Client) -> None:
    buttons = {
        str(button["value"]): button.get("aria-current")
        for button in parsed(client.get("/")).select("footer button[name=language]")
    }
    assert buttons == {"fr": "true", "en": None}


def test_one_visitor_s_choice_is_not_the_next_one_s(client: Client, scene: Scene) -> None:
    client.post("/langue/", {"language": "en"})
    client.get("/")
    assert language(Client().get("/")) == ("fr", "fr")
