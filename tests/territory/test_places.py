"""The three nearest open places."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.territory.models import Commune
from epaule.territory.queries import OpenPlace, open_places_near
from tests.factories import Scene, make_territory
from tests.requests.diary import at

OFFICE = "Mo-Fr 09:00-17:00; PH off"
MONDAY_TEN = at(23, 10)


def near(scene: Scene, insee: str = "50502", **changes: Any) -> list[OpenPlace]:
    return open_places_near(
        Commune.objects.get(pk=insee), scene.territory, changes.pop("at", MONDAY_TEN), **changes
    )


def test_nearest_first_with_its_distance(scene: Scene) -> None:
    for name, insee in (("Loin", "50129"), ("Près", "50147"), ("Ici", "50502"), ("Là", "50218")):
        scene.place(name, insee, OFFICE)
    found = near(scene)
    assert [(one.place.name, one.distance_km) for one in found] == [("Ici", 0), ("Près", 27), ("Là", 48)]
    assert found[0].said.replace("\u00a0", " ") == "ouvert jusqu’à 17 h"


def test_open_soon_before_unknown_and_shut_never(scene: Scene) -> None:
    scene.place("Ici, inconnu", "50502", "")
    scene.place("Ici, fermé", "50502", "off")
    scene.place("Ici, samedi", "50502", "Sa 10:00-12:00")
    scene.place("Loin, ouvert", "50129", OFFICE)
    assert [one.place.name for one in near(scene)] == ["Loin, ouvert", "Ici, inconnu", "Ici, samedi"]


def test_place_or_person_of_unknown_position_comes_last(scene: Scene) -> None:
    Commune.objects.filter(pk="50218").update(latitude=None, longitude=None)
    scene.place("Nulle part", "50218", OFFICE)
    scene.place("Loin", "50129", OFFICE)
    assert [(one.place.name, one.distance_km is None) for one in near(scene)] == [
        ("Loin", False),
        ("Nulle part", True),
    ]
    assert len(near(scene, "50218")) == 2


def test_only_of_the_territory(scene: Scene) -> None:
    elsewhere = make_territory("calvados")
    place = scene.place()
    place.territory = elsewhere
    place.save()
    assert near(scene) == []


def test_fixed_number_of_queries(scene: Scene, django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        scene.place(f"Lieu {number}", hours=OFFICE)
    with django_assert_max_num_queries(5):
        assert len(near(scene)) == 3


@pytest.mark.parametrize("limit", [0, 1, 5])
def test_limit(scene: Scene, limit: int) -> None:
    for number in range(4):
        scene.place(f"Lieu {number}")
    assert len(near(scene, limit=limit)) == min(limit, 4)
