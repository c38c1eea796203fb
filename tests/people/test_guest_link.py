"""A guest's own link: the only key of someone without an account."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from epaule.people import actions
from epaule.people.models import AccessLink, Person
from epaule.people.views import LINK_LIMIT
from epaule.safety.models import AuditEvent
from epaule.safety.throttle import spend
from tests.factories import Scene
from tests.pages import said, title
from tests.people.sessions import signed_in_as

NEXT = "/demande/"


@pytest.fixture
def guest(scene: Scene) -> Person:
    return actions.welcome_guest(
        first_name="Odette", territory_id=scene.territory.pk, commune_id="50502", languages=["fr"]
    )


def link_of(person: Person) -> str:
    return f"/lien/{actions.create_access_link(by=person, next_path=NEXT)}/"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("secret", ["inconnu", "a" * 5000, "é", "%0A"])
def test_unknown_link_is_a_french_404(scene: Scene, client: Client, secret: str, method: str) -> None:
    response = getattr(client, method)(f"/lien/{secret}/")
    assert response.status_code == 404
    assert title(response) == "Ce lien n’est pas, ou plus, valable."
    assert signed_in_as(client) is None


@pytest.mark.parametrize("method", ["get", "post"])
def test_link_of_a_person_with_an_account_is_refused(scene: Scene, client: Client, method: str) -> None:
    response = getattr(client, method)(link_of(scene.jeanne))
    assert response.status_code == 404
    assert signed_in_as(client) is None


def test_link_stops_working_once_the_guest_has_an_account(guest: Person, client: Client) -> None:
    link = link_of(guest)
    Person.objects.filter(pk=guest.pk).update(email="odette@example.org")
    assert client.post(link).status_code == 404


def test_link_of_a_closed_person_is_refused(guest: Person, client: Client) -> None:
    link = link_of(guest)
    Person.objects.filter(pk=guest.pk).update(is_active=False)
    assert client.post(link).status_code == 404
    assert signed_in_as(client) is None


def test_opening_asks_who_she_is_and_enters_nobody(guest: Person, client: Client) -> None:
    """Mail programs and chats open links by themselves."""
    response = client.get(link_of(guest))
    assert (response.status_code, title(response)) == (200, "Bonjour Odette ?")
    assert signed_in_as(client) is None
    assert not AuditEvent.objects.filter(event="person.link_used").exists()
    assert "no-store" in response["Cache-Control"]


def test_saying_yes_enters_and_leads_to_her_page(guest: Person, client: Client) -> None:
    response = client.post(link_of(guest))
    assert (response.status_code, response["Location"]) == (302, NEXT)
    assert signed_in_as(client) == guest
    assert AuditEvent.objects.get(event="person.link_used").by == guest.public_id


def test_link_works_as_often_as_she_likes(guest: Person) -> None:
    link = link_of(guest)
    for _time in range(3):
        client = Client()
        client.post(link)
        assert signed_in_as(client) == guest


def test_already_herself_is_led_on_at_once(guest: Person, client: Client) -> None:
    link = link_of(guest)
    client.post(link)
    assert client.get(link)["Location"] == NEXT


def test_while_signed_in_as_someone_else_asks_first_then_changes_person(
    scene: Scene, guest: Person, as_person: Any
) -> None:
    client = as_person(scene.karim)
    session = client.session
    session["ask"] = {"text": "ce qu’écrivait Karim"}
    session.save()
    link = link_of(guest)
    assert title(client.get(link)) == "Bonjour Odette ?"
    assert signed_in_as(client) == scene.karim
    client.post(link)
    assert signed_in_as(client) == guest
    assert "ce qu’écrivait Karim" not in client.get("/demande/").content.decode()


def test_only_the_hash_of_the_secret_is_kept(guest: Person) -> None:
    secret = actions.create_access_link(by=guest, next_path=NEXT)
    (kept,) = AccessLink.objects.filter(person=guest).values()
    assert secret not in str(kept)
    assert len(secret) >= 32


def test_guessing_links_is_slowed_down(scene: Scene, client: Client) -> None:
    # Time stands still: on a slow machine the first tries would be given back before the last one.
    with time_machine.travel(timezone.now(), tick=False):
        for _try in range(LINK_LIMIT.for_a_crowd.capacity):
            spend(LINK_LIMIT.for_a_crowd, "address:127.0.0.1")
        response = client.get("/lien/inconnu/")
    assert response.status_code == 429
    assert "Vous allez un peu trop vite" in said(response)
