"""Long lists cost no more queries than short ones."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from epaule.people.models import Status
from epaule.requests import actions
from tests.factories import TOPICS, Scene
from tests.pages import parsed
from tests.requests.states import kept

MANY = 20


def make_residents(scene: Scene, count: int) -> list[Any]:
    return [scene._person(scene.territory, f"Voisin{n}", "50218", Status.RESIDENT) for n in range(count)]


def queries_of(client: Any, path: str, **headers: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, headers=headers).status_code == 200
    return len(queries)


def test_desk_with_twenty_requests(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim)
    client = as_person(scene.karim)
    residents = make_residents(scene, MANY)
    scene.ask(residents[0])
    few = queries_of(client, "/aider/")
    for resident in residents[1:]:
        scene.ask(resident, topics=list(TOPICS))
    assert queries_of(client, "/aider/") == few
    assert few <= 24
    assert len(parsed(client.get("/aider/")).select("[data-ep-bell-list] > article")) == MANY


def test_helpers_page_with_twenty_helpers(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.claire)
    residents = make_residents(scene, 2 * MANY)
    scene.offer(residents[0], *TOPICS)
    few = queries_of(client, "/territoire/aidants/")
    for resident in residents[1:]:
        scene.offer(resident, *TOPICS)
    for resident in residents[MANY:]:
        resident.vouched_by, resident.vouched_at = scene.claire, scene.karim.vouched_at
        resident.save()
    assert queries_of(client, "/territoire/aidants/") == few
    page = parsed(client.get("/territoire/aidants/"))
    assert len(page.select("main .card")) == MANY
    assert len(page.select("main ul.plain-list li")) == MANY + 2


def test_callbacks_page_with_twenty_calls(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.claire)
    kept(scene)
    few = queries_of(client, "/aider/rappels/")
    for _call in range(MANY - 1):
        kept(scene)
    assert queries_of(client, "/aider/rappels/") == few


@pytest.mark.parametrize("state", ["published", "assigned"])
def test_waiting_page_is_cheap(scene: Scene, as_person: Any, state: str) -> None:
    request = scene.ask()
    if state == "assigned":
        actions.accept(by=scene.karim, request=request)
    client = as_person(scene.jeanne)
    path = f"/demande/{request.public_id}/"
    # Nobody more is to be rung: the ways on are looked for too.
    more = 20 if state == "published" else 0
    assert queries_of(client, path) <= 8 + more
    assert queries_of(client, path, **{"HX-Request": "true"}) <= 6 + more
