"""The room's page, by person and by state of the visit."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from epaule.visits import actions
from epaule.visits.models import Visit
from tests.factories import Scene
from tests.pages import parsed, said, title

NOWHERE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def room_url(visit: Visit) -> str:
    return reverse("visits:room", args=[visit.public_id])


@pytest.mark.parametrize("path", ["/visite/{}/", "/demande/{}/visite/", "/demande/{}/code/"])
def test_anonymous_is_sent_to_sign_in_whatever_exists(scene: Scene, client: Client, path: str) -> None:
    for name in (scene.visit().public_id, NOWHERE, "x", "é"):
        answer = client.get(path.format(name))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/compte/")


@pytest.mark.parametrize("state", ["open", "ended"])
@pytest.mark.parametrize("who", ["sophie", "claire", "paul"])
def test_third_person_cannot_tell_whether_a_visit_exists(
    scene: Scene, as_person: Any, who: str, state: str
) -> None:
    visit = scene.visit()
    if state == "ended":
        actions.end_visit(participant=scene.participants(visit)[0])
    third = as_person(getattr(scene, who))
    there, nowhere = third.get(room_url(visit)), third.get(f"/visite/{NOWHERE}/")
    assert there.status_code == nowhere.status_code == 404
    assert "elle est à d’autres personnes" in said(there)
    assert without_nonces(there).replace(visit.public_id, NOWHERE) == without_nonces(nowhere)
    assert not {"Jeanne", "Karim"} & set(said(there).split())


def without_nonces(answer: Any) -> str:
    """The page without what differs at each request: the token, the nonce."""
    return re.sub(r"[A-Za-z0-9]{64}|nonce=\"[^\"]+\"", "…", answer.content.decode())


@pytest.mark.parametrize("name", ["%00", "x%00y", "..", "%2e%2e", "é", "x" * 500])
def test_address_that_is_none_is_a_plain_404(scene: Scene, as_person: Any, name: str) -> None:
    assert as_person(scene.jeanne).get(f"/visite/{name}/").status_code == 404


@pytest.mark.parametrize(("who", "role", "other"), [("jeanne", "helped", "Karim"), ("karim", "helper", "Jeanne")])
def test_participant_gets_the_room(scene: Scene, as_person: Any, who: str, role: str, other: str) -> None:
    visit = scene.visit()
    answer = as_person(getattr(scene, who)).get(room_url(visit))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    page = parsed(answer)
    root = page.select_one("[data-ep-room=root]")
    assert root is not None
    assert (root["data-role"], root["data-other"]) == (role, other)


def test_room_knows_its_addresses(scene: Scene, as_person: Any) -> None:
    visit = scene.visit()
    config = as_person(scene.karim).get(room_url(visit)).context["room_config"]
    assert json.dumps(config)
    assert config["socket"] == f"/ws/visite/{visit.public_id}/"
    assert config["role"] == "helper"
    filled = {
        name: address.replace("__recording__", "film").replace("__segment__", "3").replace("__number__", "12")
        for name, address in config["recording"].items()
    }
    for address in [config["leave_url"], config["souvenir_url"], *filled.values()]:
        resolve(address)
    film = {"visit_id": visit.public_id, "recording_id": "film"}
    assert resolve(filled["piece_url"]).kwargs == film | {"segment": 3, "number": 12}
    assert resolve(filled["close_url"]).kwargs == film | {"number": 3}
    assert resolve(filled["segment_url"]).kwargs == resolve(filled["done_url"]).kwargs == film


@pytest.mark.parametrize(("topics", "sensitive"), [(["email"], False), (["banque_et_achats_en_ligne"], True)])
def test_room_knows_that_secrets_may_be_near(
    scene: Scene, as_person: Any, topics: list[str], sensitive: bool
) -> None:
    visit = scene.visit()
    visit.request.topics.set(topics)
    config = as_person(scene.jeanne).get(room_url(visit)).context["room_config"]
    assert config["sensitive"] is sensitive


def test_room_alone_may_ask_for_microphone_screen_and_camera(scene: Scene, as_person: Any) -> None:
    room = as_person(scene.jeanne).get(room_url(scene.visit()))["Permissions-Policy"]
    elsewhere = as_person(scene.jeanne).get("/")["Permissions-Policy"]
    for right in ("camera", "microphone", "display-capture"):
        assert f"{right}=(self)" in room
        assert f"{right}=()" in elsewhere


@pytest.mark.parametrize(("who", "way_on"), [("jeanne", "/demande/"), ("karim", "/aider/")])
def test_ended_visit_says_so_and_offers_a_way_on(scene: Scene, as_person: Any, who: str, way_on: str) -> None:
    visit = scene.visit()
    actions.end_visit(participant=scene.participants(visit)[0])
    answer = as_person(getattr(scene, who)).get(room_url(visit))
    assert answer.status_code == 200
    assert title(answer) == "La visite est terminée"
    assert parsed(answer).select_one("[data-ep-room]") is None
    addresses = [
        str(link.get("href") or link.get("action")) for link in parsed(answer).select("main a, main form")
    ]
    assert reverse("replays:keepsake", args=[visit.public_id]) in addresses
    assert any(address.startswith(way_on) for address in addresses)


def test_absence_is_told_as_what_it_was(scene: Scene, as_person: Any) -> None:
    visit = scene.visit()
    visit.participants.update(seen_at="2026-01-01T00:00:00Z")
    actions.end_abandoned()
    answer = as_person(scene.jeanne).get(room_url(visit))
    assert "n’est pas revenu dans les temps" in said(answer)


def test_code_page_asks_one_question_and_warns(scene: Scene, as_person: Any) -> None:
    page = as_person(scene.karim).get("/code/")
    assert title(page) == "J’ai un code"
    assert "Si vous n’aviez rien demandé, raccrochez : c’est une arnaque." in said(page)
