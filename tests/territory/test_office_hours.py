"""« Horaires de l’équipe et des lieux »: set by the coordination, refused in words."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.kernel.errors import NotAllowed
from epaule.safety.models import AuditEvent
from epaule.territory import actions
from epaule.territory.errors import HoursNeverOpen, HoursNotUnderstood
from tests.factories import Scene, make_territory
from tests.pages import field, said

ADDRESS = "/territoire/horaires/"
SATURDAY = "Sa 09:00-12:00"


def test_coordinator_sets_the_hours_of_the_team(scene: Scene, as_person: Any) -> None:
    claire = as_person(scene.claire)
    assert "de 9 h à 12 h, de 14 h à 17 h" in said(claire.get(ADDRESS))
    for _again in range(2):
        page = claire.post(ADDRESS, {"do": "office", "hours": f" {SATURDAY} "}, follow=True)
    assert field(page, "hours") == SATURDAY
    scene.territory.refresh_from_db()
    assert scene.territory.office_hours == SATURDAY
    assert AuditEvent.objects.filter(event="office_hours.changed").count() == 1


@pytest.mark.parametrize(
    "hours", ["", "lundi matin", "off", "2020 Mo 09:00-12:00", "\0", "Mo " + "9" * 500, "PH off"]
)
def test_wrong_hours_are_refused_in_words_and_stay(scene: Scene, as_person: Any, hours: str) -> None:
    page = as_person(scene.claire).post(ADDRESS, {"do": "office", "hours": hours})
    assert page.status_code == 400
    assert "horaires" in said(page, ".notice--error")
    assert field(page, "hours") == hours
    scene.territory.refresh_from_db()
    assert scene.territory.office_hours.startswith("Mo-Fr")


def test_hours_of_a_place(scene: Scene, as_person: Any) -> None:
    place = scene.place(hours="")
    claire = as_person(scene.claire)
    assert "Horaires non connus" in said(claire.get(ADDRESS))
    sent = {"do": "place", "place": place.public_id}
    assert claire.post(ADDRESS, sent | {"hours": "demain"}).status_code == 400
    claire.post(ADDRESS, sent | {"hours": SATURDAY})
    place.refresh_from_db()
    assert place.opening_hours == SATURDAY
    claire.post(ADDRESS, sent | {"hours": ""})
    place.refresh_from_db()
    assert place.opening_hours == ""
    assert claire.post(ADDRESS, {"do": "place", "place": "x", "hours": SATURDAY}).status_code == 404


def test_place_of_another_territory_does_not_exist(scene: Scene, as_person: Any) -> None:
    place = scene.place()
    place.territory = make_territory("calvados")
    place.save()
    sent = {"do": "place", "place": place.public_id, "hours": SATURDAY}
    assert as_person(scene.claire).post(ADDRESS, sent).status_code == 404
    with pytest.raises(NotAllowed):
        actions.set_place_hours(by=scene.claire, place=place, hours=SATURDAY)


@pytest.mark.parametrize("who", ["jeanne", "karim", "paul"])
def test_others_neither_read_nor_set_them(scene: Scene, as_person: Any, who: str) -> None:
    client = as_person(getattr(scene, who))
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, {"hours": SATURDAY}).status_code == 403
    with pytest.raises(NotAllowed):
        actions.set_office_hours(by=getattr(scene, who), territory=scene.territory, hours=SATURDAY)


def test_action_refuses_by_itself(scene: Scene) -> None:
    with pytest.raises(HoursNotUnderstood):
        actions.set_office_hours(by=scene.claire, territory=scene.territory, hours="lundi")
    with pytest.raises(HoursNeverOpen):
        actions.set_office_hours(by=scene.claire, territory=scene.territory, hours="off")
