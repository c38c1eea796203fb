"""« Mes horaires », as a helper fills it in without script."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from epaule.people import actions as people_actions
from epaule.people.models import Person
from epaule.requests import week
from epaule.requests.models import HoursException, Rhythm, WeeklyHours
from epaule.requests.queries import is_available
from tests.factories import Scene
from tests.pages import checked, field, parsed, said, title
from tests.requests.test_few_queries import queries_of

HOURS = "/aider/horaires/"
ADD = {"do": "add", "weekday": "1", "starts": "09:00", "ends": "12:00"}
SETTLE = {"do": "settle", "visit_minutes": "30", "quiet_from": "20:00", "quiet_until": "09:00"}


def tomorrow(days: int = 1) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def test_range_is_added_said_and_removed(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.karim)
    page = client.post(HOURS, ADD, follow=True)
    assert page.redirect_chain == [(HOURS + "#jour-1", 302)]
    assert "Mardi de 9 h à 12 h." in said(page).replace("\u00a0", " ")
    client.post(HOURS, {"do": "remove", "which": str(WeeklyHours.objects.get().pk)})
    assert "Aucun horaire pour l’instant" in said(client.get(HOURS))


def test_merged_range_is_told(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.karim)
    client.post(HOURS, ADD)
    page = client.post(HOURS, ADD | {"starts": "11:30", "ends": "13:30"}, follow=True)
    assert "ils n’en font plus qu’un, de 9 h à 13 h 30." in said(page).replace("\u00a0", " ")


def test_days_are_copied(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.karim)
    client.post(HOURS, ADD)
    page = client.post(HOURS, {"do": "copy", "weekday": "1", "to": ["2", "3"]}, follow=True)
    assert "Mardi, mercredi et jeudi de 9 h à 12 h." in said(page).replace("\u00a0", " ")


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "upside down": (ADD | {"starts": "13:00"}, "La fin doit venir après le début."),
    "no end": (ADD | {"ends": ""}, "Donnez les deux heures."),
    "not a time": (ADD | {"ends": "midi"}, "Écrivez une heure"),
    "copied to no day": ({"do": "copy", "weekday": "1"}, "Cochez au moins un jour."),
    "absence, past": ({"do": "except", "first_day": "2020-01-01"}, "Cette date est passée, ou trop lointaine."),
    "absence, half": ({"do": "except", "first_day": "2020-01-01", "starts": "9h"}, "Donnez les deux heures, ou"),
    "absence, no day": ({"do": "except"}, "Choisissez un jour."),
    "many visits": (SETTLE | {"weekly_cap": "99"}, "Au plus 40 visites."),
    "no visit": (SETTLE | {"weekly_cap": "0"}, "faites une pause"),
    "sms to nobody": (SETTLE | {"ring_by_sms": "on"}, "Nous n’avons pas votre numéro de mobile."),
    "length": (SETTLE | {"visit_minutes": "50"}, "Choisissez une durée."),
    "pause, past": ({"do": "pause", "back_on": "2020-01-01"}, "Cette date est passée, ou trop lointaine."),
    "pause, nothing": ({"do": "pause"}, "Choisissez un jour."),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_said_in_its_place_and_kept(scene: Scene, as_person: Any, case: str) -> None:
    client = as_person(scene.karim)
    client.post(HOURS, ADD | {"starts": "15:00", "ends": "16:00"})
    sent, sentence = WRONG[case]
    page = client.post(HOURS, sent)
    assert page.status_code == 400
    assert sentence in said(page)
    opened = parsed(page).select_one("details[open], #rythme")
    assert opened is not None
    for name in set(sent) & {"first_day", "weekly_cap", "quiet_from"}:
        assert field(page, name) == sent[name], name
    assert WeeklyHours.objects.count() == 1
    assert not HoursException.objects.exists()


def test_wrong_hours_are_kept_where_they_were_typed(scene: Scene, as_person: Any) -> None:
    page = parsed(as_person(scene.karim).post(HOURS, ADD | {"starts": "13:00"}))
    assert [one["value"] for one in page.select('#jour-1 [type="time"]')] == ["13:00", "12:00"]
    assert not page.select('#jour-2 [type="time"][value]')
    assert len({one["id"] for one in page.select("[id]")}) == len(page.select("[id]"))


def test_absence_is_noted_and_removed(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.karim)
    page = client.post(HOURS, {"do": "except", "first_day": tomorrow(), "last_day": tomorrow(3)}, follow=True)
    assert "absent·e" in said(page, "#exceptions")
    client.post(HOURS, {"do": "unexcept", "which": str(HoursException.objects.get().pk)})
    assert "Rien de prévu." in said(client.get(HOURS))


def test_settings_are_kept_and_shown(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.karim)
    client.post(HOURS, SETTLE | {"weekly_cap": "3", "ring_by_mail": "on"})
    page = client.get(HOURS)
    assert (field(page, "weekly_cap"), field(page, "quiet_from")) == ("3", "20:00")
    assert [checked(page, f"ring_by_{how}") for how in ("mail", "sms", "push")] == [["on"], [], []]


def test_pause_and_one_tap_back(scene: Scene, as_person: Any) -> None:
    scene.available(scene.karim)
    client = as_person(scene.karim)
    page = client.post(HOURS, {"do": "pause", "back_on": tomorrow(5)}, follow=True)
    assert "Vous êtes en pause. Vous revenez" in said(page)
    assert not is_available(scene.karim, scene.territory)
    answer = client.post(HOURS, {"do": "resume", "to": "desk"})
    assert answer["Location"] == "/aider/"
    assert week.paused_until(Rhythm.objects.get()) is None


@pytest.mark.parametrize("which", ["", "x", "-1", "9" * 30, "١", "\0"])
def test_odd_row_is_nothing(scene: Scene, as_person: Any, which: str) -> None:
    client = as_person(scene.karim)
    client.post(HOURS, ADD)
    for do in ("remove", "unexcept", "qsdf"):
        assert client.post(HOURS, {"do": do, "which": which}).status_code == 302
    assert WeeklyHours.objects.count() == 1


def test_another_helpers_hours_are_not_hers_to_remove(scene: Scene, as_person: Any) -> None:
    as_person(scene.karim).post(HOURS, ADD)
    as_person(scene.sophie).post(HOURS, {"do": "remove", "which": str(WeeklyHours.objects.get().pk)})
    assert WeeklyHours.objects.count() == 1


def test_who_may_not(scene: Scene, as_person: Any, client: Any) -> None:
    assert client.get(HOURS)["Location"] == f"/compte/connexion/?next={HOURS}"
    guest = people_actions.welcome_guest(
        first_name="Odette", territory_id=scene.territory.pk, commune_id=None, languages=["fr"]
    )
    assert title(as_person(guest).post(HOURS, ADD)) == "Pour aider, il faut une adresse e-mail"
    people_actions.suspend(by=scene.jeanne, helper=scene.karim)
    stopped = as_person(Person.objects.get(pk=scene.karim.pk))
    assert stopped.get(HOURS).status_code == stopped.post(HOURS, ADD).status_code == 403
    assert not Rhythm.objects.exists()


def test_full_week_costs_no_more_queries(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.karim)
    client.post(HOURS, ADD)
    few = queries_of(client, HOURS)
    client.post(HOURS, {"do": "copy", "weekday": "1", "to": ["0", "2", "3", "4"]})
    for day in range(1, 9, 2):
        client.post(HOURS, {"do": "except", "first_day": tomorrow(day)})
    assert queries_of(client, HOURS) == few <= 8
