"""Long lists cost no more queries than short ones."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from epaule.people.models import Person, Status
from epaule.requests import actions
from epaule.territory.actions import propose_neighbourhood
from tests.factories import TOPICS, Scene, make_territory
from tests.pages import parsed
from tests.requests.diary import gives_hours
from tests.requests.states import book, kept, request_in

MANY = 20


def make_residents(scene: Scene, count: int) -> list[Any]:
    first = Person.objects.count()
    return [scene._person(scene.territory, f"Voisin{first + n}", "50218", Status.RESIDENT) for n in range(count)]


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
    assert few <= 19
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


def test_waiting_page_is_cheap(scene: Scene, as_person: Any) -> None:
    request = scene.ask()
    actions.accept(by=scene.karim, request=request)
    client, path = as_person(scene.jeanne), f"/demande/{request.public_id}/"
    assert queries_of(client, path) <= 8
    assert queries_of(client, path, **{"HX-Request": "true"}) <= 6


@pytest.mark.parametrize("way", ["published", "expired", "withdrawn"])
def test_ways_on_are_cheap_at_each_reload(scene: Scene, as_person: Any, way: str) -> None:
    for helper in (scene.karim, scene.sophie):
        gives_hours(scene, helper, *((day, 8, 20) for day in range(7)), weekly_cap=20)
    scene.place()
    client, path = as_person(scene.jeanne), f"/demande/{request_in(scene, way).public_id}/"
    assert queries_of(client, path) <= 28
    assert queries_of(client, path) <= 15
    assert queries_of(client, path, **{"HX-Request": "true"}) <= 15


def make_helpers(scene: Scene, count: int) -> None:
    """As good as Karim, from the commune of the one who asks."""
    for helper in make_residents(scene, count):
        helper.vouched_by, helper.vouched_at, helper.status = scene.claire, timezone.now(), Status.VOLUNTEER
        helper.save()
        gives_hours(scene, helper, *((day, 8, 20) for day in range(7)), weekly_cap=20)
        scene.offer(helper, *TOPICS)


def test_slots_of_twenty_helpers(scene: Scene, as_person: Any) -> None:
    make_helpers(scene, 1)
    client, path = as_person(scene.jeanne), f"/demande/{scene.ask().public_id}/rendez-vous/"
    queries_of(client, path)  # The first look makes the row of her limit, which takes more.
    few = queries_of(client, path)
    make_helpers(scene, MANY)
    assert queries_of(client, path) == few
    assert few <= 26


def test_appointment_is_cheap(scene: Scene, as_person: Any) -> None:
    appointment = book(scene, scene.ask())
    for person in (scene.jeanne, scene.karim):
        assert queries_of(as_person(person), f"/rendez-vous/{appointment.public_id}/") <= 15


def test_neighbours_page_with_twenty_neighbours(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.claire)
    others = [make_territory(f"voisin-{number}") for number in range(MANY)]
    propose_neighbourhood(by=scene.claire, territory=scene.territory, neighbour=others[0])
    few = queries_of(client, "/territoire/voisins/")
    for other in others[1:-1]:
        propose_neighbourhood(by=scene.claire, territory=scene.territory, neighbour=other)
    assert queries_of(client, "/territoire/voisins/") == few
    assert few <= 15
