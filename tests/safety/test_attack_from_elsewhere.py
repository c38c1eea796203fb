"""From another site, on a shared computer, by what others send: each address of asks and appointments."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from epaule.kernel.outside import AddressRefused, refuse_address
from epaule.requests.links import appointment_token
from epaule.requests.models import Urgency
from epaule.safety.models import AuditEvent
from tests.consistency.test_addresses import ADDRESSES, PUBLIC, address
from tests.factories import Scene
from tests.requests.diary import gives_hours
from tests.requests.states import book, kept

OURS = sorted(name for name in ADDRESSES if name.startswith(("requests:", "webpush:", "territory:")))
FOR_ALL = {
    "requests:how_we_choose",
    "requests:map_outlines",
    "webpush:worker",
    "webpush:manifest",
    "territory:communes",
}
"""The same for everyone: browsers may keep them."""


def played(scene: Scene) -> dict[str, Any]:
    """Identifiers that stand for something, by the name of their place in addresses."""
    gives_hours(scene, scene.karim, *((day, 8, 20) for day in range(7)))
    appointment = book(scene, scene.ask(urgency=Urgency.THIS_WEEK))
    return {"public_id": appointment.public_id, "token": appointment_token(appointment)}


@pytest.mark.parametrize("name", OURS)
def test_another_site_changes_nothing(scene: Scene, name: str) -> None:
    """A form of another site, sent by the browser of who is signed in here, carries no token of ours."""
    path = address(name, played(scene))
    for who in (scene.jeanne, scene.karim, scene.claire):
        client = Client(enforce_csrf_checks=True)
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
        before = AuditEvent.objects.count()
        assert client.post(path, headers={"origin": "https://ailleurs.example"}).status_code in {403, 404, 405}
        assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("name", OURS)
def test_opening_an_address_changes_nothing(scene: Scene, as_person: Any, name: str) -> None:
    path = address(name, played(scene))
    for who in (scene.jeanne, scene.karim, scene.claire):
        before = AuditEvent.objects.count()
        as_person(who).get(path)
        assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("name", sorted(set(OURS) - FOR_ALL))
def test_nothing_of_it_stays_on_a_shared_computer(scene: Scene, as_person: Any, name: str) -> None:
    known = played(scene)
    for who in (scene.jeanne, scene.karim, scene.claire):
        for public_id in (known["public_id"], scene.karim.public_id, kept(scene).public_id):
            response = as_person(who).get(address(name, known | {"public_id": public_id}))
            if response.status_code == 200:
                assert "no-store" in response["Cache-Control"], (name, who)


def test_addresses_kept_by_browsers_are_open_to_anyone() -> None:
    assert FOR_ALL <= PUBLIC


@pytest.mark.parametrize("change", ["", "x", "-", "0", "\0", "." * 5000])
def test_link_that_is_not_quite_ours_leads_nowhere(scene: Scene, client: Client, change: str) -> None:
    token = played(scene)["token"]
    identifier, signature = token.split(".")
    for forged in (token[:-1] + change, change + token, identifier, f"{identifier}.{change}", f".{signature}"):
        if forged and forged != token:
            path = reverse("requests:appointment_link", args=[forged])
            for answer in (client.get(path), client.post(path)):
                assert answer.status_code in {404, 410}
            assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    "host",
    [
        "[64:ff9b::7f00:1]",
        "[64:ff9b::a00:1]",
        "[64:ff9b::169.254.169.254]",
        "[64:ff9b:1::a00:1]",
        "[::127.0.0.1]",
        "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
    ],
)
def test_no_way_round_into_our_network(host: str) -> None:
    """Addresses of IPv6 that gateways turn into those of IPv4."""
    with pytest.raises(AddressRefused):
        refuse_address(f"https://{host}/push")
