"""There is no password anywhere: nothing to remember, nothing to steal."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from epaule.people import actions
from epaule.people.models import Person
from tests.factories import Scene
from tests.pages import parsed

DOORS_OF_ALLAUTH = [
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "account_reauthenticate",
    "account_email",
]


@pytest.mark.parametrize("name", DOORS_OF_ALLAUTH)
def test_door_of_allauth_about_passwords_does_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_no_address_speaks_of_a_password() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert "account_login" in names
    assert not [name for name in names if "password" in name]


@pytest.mark.parametrize("path", ["/compte/connexion/", "/compte/connexion/adresse/", "/compte/inscription/"])
def test_page_asks_for_no_password(scene: Scene, client: Client, path: str) -> None:
    assert not parsed(client.get(path, follow=True)).select("input[type=password], input[name*=password]")


def test_password_does_not_open_the_door(scene: Scene, client: Client) -> None:
    scene.karim.set_password("Minou1950")
    scene.karim.save()
    for path in ("/compte/connexion/", "/compte/connexion/adresse/"):
        client.post(path, {"email": "karim@example.org", "login": "karim@example.org", "password": "Minou1950"})
        assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_persons_have_no_password(scene: Scene) -> None:
    guest = actions.welcome_guest(
        first_name="O", territory_id=scene.territory.pk, commune_id=None, languages=["fr"]
    )
    persons: list[Any] = [*Person.objects.all(), guest]
    assert not any(person.has_usable_password() for person in persons)
