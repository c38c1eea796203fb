"""Home, health, and what a person reads when something went wrong."""

from typing import Any
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from epaule.config import views
from epaule.kernel.clock import moment_in_words
from epaule.territory.models import Territory
from tests.factories import Scene
from tests.pages import parsed, said, title
from tests.requests.states import book


def test_home_opens_the_three_ways_in(scene: Scene, client: Client) -> None:
    page = parsed(client.get(reverse("home")))
    ways = {link["href"] for link in page.select("main a")}
    assert {reverse("requests:ask"), reverse("requests:desk"), reverse("visits:enter_code")} <= ways


def test_home_leads_back_to_what_she_asked_and_to_her_appointment(scene: Scene, as_person: Any) -> None:
    booked = book(scene, scene.ask())
    waits = scene.ask(scene.paul, text="Ouvrir ma boîte aux lettres")
    page = as_person(scene.jeanne).get(reverse("home"))
    assert moment_in_words(booked.starts_at).replace("\u00a0", " ").lower() in said(page).lower()
    ways = {link["href"] for link in parsed(page).select("main a")}
    assert reverse("requests:appointment", args=[booked.public_id]) in ways
    page = as_person(scene.paul).get(reverse("home"))
    assert waits.text in said(page)
    ways = {link["href"] for link in parsed(page).select("main a")}
    assert reverse("requests:waiting", args=[waits.public_id]) in ways
    assert waits.text not in said(as_person(scene.karim).get(reverse("home")))


def test_home_warns_and_says_who_answers(scene: Scene, client: Client) -> None:
    words = said(client.get(reverse("home")), "main")
    assert "Personne d’Épaule ne vous appelle en premier." in words
    assert "mot de passe" in words
    assert scene.territory.phone in words
    assert scene.territory.operator in words


def test_home_opens_before_any_territory_exists(db: None, client: Client) -> None:
    Territory.objects.all().delete()
    assert client.get(reverse("home")).status_code == 200


def test_header_of_someone_unknown_offers_to_sign_in(scene: Scene, client: Client) -> None:
    header = parsed(client.get(reverse("home"))).select_one("header")
    assert header is not None
    assert header.select_one(f"a[href='{reverse('account_login')}']")
    assert not header.select("form")


def test_header_of_a_helper_knows_her_and_lets_her_leave(scene: Scene, as_person: Any) -> None:
    header = parsed(as_person(scene.karim).get(reverse("home"))).select_one("header")
    assert header is not None
    assert scene.karim.first_name in header.get_text()
    assert header.select_one(f"a[href='{reverse('requests:desk')}']")
    leave = header.select_one("form")
    assert leave is not None
    assert (leave["method"], leave["action"]) == ("post", reverse("account_logout"))
    assert leave.has_attr("data-ep-forget")


def test_language_switch_keeps_the_page(scene: Scene, client: Client) -> None:
    response = client.post(reverse("set_language"), {"language": "en", "next": "/composants/"})
    assert response.headers["Location"] == "/composants/"
    assert parsed(client.get(reverse("home"))).select_one("html[lang=en]")


def test_health_answers(db: None, client: Client) -> None:
    response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (200, {"ok": True})


def test_health_says_when_the_database_is_gone(client: Client) -> None:
    with patch("epaule.config.views.connection.cursor", side_effect=DatabaseError):
        response = client.get(reverse("health"))
    assert (response.status_code, response.json()) == (503, {"ok": False})


def test_wrong_address_is_told_in_french(scene: Scene, client: Client) -> None:
    response = client.get("/nulle-part/")
    assert response.status_code == 404
    assert title(response) == "Cette page n’existe pas"
    assert parsed(response).select_one(f"main a[href='{reverse('home')}']")


def test_form_without_token_is_told_in_french(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("requests:ask"), {"text": "Une photo"})
    assert response.status_code == 403
    assert title(response) == "Cette page est restée ouverte trop longtemps."
    assert parsed(response).select_one("body[data-ep-error]")


def test_script_without_token_gets_the_same_words(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept": "application/json"})
    response = client.post(reverse("requests:ask"), {"text": "Une photo"})
    assert response.json()["code"] == "page_too_old"


def test_server_error_page_needs_nothing(
    rf: RequestFactory, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = views.server_error(rf.get("/"))
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 500
    assert page.select_one("h1")
    assert page.select_one("a[href='/']")


@pytest.mark.parametrize("address", ["/", "/composants/", "/nulle-part/"])
def test_pages_hold_nothing_inline(scene: Scene, client: Client, address: str) -> None:
    """The content security policy would silently drop it."""
    page = parsed(client.get(address))
    assert not page.select("[style], style, script:not([src])")
    assert not [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
