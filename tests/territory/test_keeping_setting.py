"""How long a territory keeps films: set by its coordinators, never above what the law of the site allows."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from epaule.kernel.errors import NotAllowed
from epaule.people.models import Status
from epaule.safety.models import AuditEvent
from epaule.territory import actions
from epaule.territory.errors import KeepingNotUnderstood
from epaule.territory.models import Territory
from tests.factories import Scene, make_territory
from tests.pages import said

ADDRESS = "/territoire/conservation/"


def held(scene: Scene) -> tuple[int, int]:
    territory = Territory.objects.get(pk=scene.territory.pk)
    return territory.keeping_days, territory.keeping_days_most


def checked(page: Any) -> list[tuple[str, str]]:
    return re.findall(r'name="(days|most)" value="([0-9]+)" checked', page.content.decode())


@pytest.mark.parametrize("who", ["jeanne", "karim", "sophie", "paul", "elsewhere"])
def test_others_neither_read_nor_set_it(scene: Scene, as_person: Any, who: str) -> None:
    person = scene.claire if who == "elsewhere" else getattr(scene, who)
    if who == "elsewhere":
        person.territory = make_territory("ailleurs")
        person.save()
    client = as_person(person)
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"days": "7", "most": "7"}).status_code == 403
    with pytest.raises(NotAllowed):
        actions.set_keeping(by=person, territory=scene.territory, days=7, most=7)
    assert held(scene) == (30, 90)


def test_anonymous_is_asked_who_she_is(scene: Scene, client: Any) -> None:
    answer = client.post(ADDRESS, {"days": "7", "most": "7"})
    assert (answer.status_code, held(scene)) == (302, (30, 90))


def test_coordinator_sets_it_from_her_desk(scene: Scene, as_person: Any) -> None:
    claire = as_person(scene.claire)
    assert f'href="{ADDRESS}"' in claire.get("/aider/").content.decode()
    assert f'href="{ADDRESS}"' not in as_person(scene.karim).get("/aider/").content.decode()
    page = claire.get(ADDRESS)
    assert checked(page) == [("days", "30"), ("most", "90")]
    assert "rien n’est raccourci" in said(page)
    for _again in range(2):
        page = claire.post(ADDRESS, {"days": "7", "most": "180"}, follow=True)
        assert "C’est noté." in said(page)
    assert (checked(page), held(scene)) == ([("days", "7"), ("most", "180")], (7, 180))
    [event] = AuditEvent.objects.filter(event="keeping.changed")
    assert (event.by, event.data) == (scene.claire.public_id, {"days": 7, "most": 180})


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"days": "30"},
        {"days": "90", "most": "30"},
        {"days": "0", "most": "90"},
        {"days": "30", "most": "181"},
        {"days": "30", "most": "365"},
        {"days": "trente", "most": "quatre-vingt-dix"},
        {"days": "-7", "most": "7"},
    ],
)
def test_what_makes_no_sense_is_said_and_changes_nothing(
    scene: Scene, as_person: Any, sent: dict[str, str]
) -> None:
    page = as_person(scene.claire).post(ADDRESS, sent)
    assert page.status_code == 200
    assert "Rien n’est changé pour l’instant" in said(page)
    assert page.content.decode().count('class="error"') >= 1
    good = {name: value for name, value in sent.items() if value in {"7", "30", "90", "180"}}
    assert checked(page) == list(good.items())
    assert (held(scene), AuditEvent.objects.filter(event="keeping.changed").exists()) == ((30, 90), False)


@pytest.mark.parametrize(("days", "most"), [(30, 7), (1, 7), (30, 365), (0, 0), (180, 90), (181, 181)])
def test_action_refuses_it_too(scene: Scene, days: int, most: int) -> None:
    with pytest.raises(KeepingNotUnderstood):
        actions.set_keeping(by=scene.claire, territory=scene.territory, days=days, most=most)


@pytest.mark.parametrize(("days", "most"), [(30, 181), (0, 90), (91, 90)])
def test_database_refuses_it_too(scene: Scene, days: int, most: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Territory.objects.update(keeping_days=days, keeping_days_most=most)


def test_who_coordinates_no_more_sets_nothing(scene: Scene) -> None:
    scene.claire.status = Status.VOLUNTEER
    with pytest.raises(NotAllowed):
        actions.set_keeping(by=scene.claire, territory=scene.territory, days=7, most=7)
