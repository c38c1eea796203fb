"""The desk beside what rings: who can wait, appointments, her week, her pause."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from epaule.requests import actions
from epaule.requests import desk as helper_desk
from epaule.requests.models import Appointment, HelpRequest, Urgency
from tests.factories import Scene
from tests.pages import parsed, said
from tests.requests.test_company import helped
from tests.requests.test_few_queries import make_residents, queries_of

DESK = "/aider/"
MONDAY = datetime(2026, 6, 1, 8, tzinfo=UTC)


def book(scene: Scene, starts_at: datetime, person: Any = None) -> Appointment:
    """`person` (Jeanne) and Karim meet at `starts_at`."""
    request = scene.ask(person, urgency=Urgency.THIS_WEEK)
    HelpRequest.objects.filter(pk=request.pk).update(
        state="booked", helper=scene.karim, assigned_at=timezone.now(), next_wave_at=None
    )
    return Appointment.objects.create(
        request=request,
        helper=scene.karim,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=45),
        booked_at=timezone.now(),
    )


def test_asks_that_can_wait_are_shown_the_nearer_first_and_since_when(scene: Scene, as_person: Any) -> None:
    with time_machine.travel(MONDAY, tick=False):
        scene.ask(scene.paul, urgency=Urgency.NO_HURRY)
    with time_machine.travel(MONDAY + timedelta(hours=2), tick=False):
        scene.ask(urgency=Urgency.THIS_WEEK)
        page = as_person(scene.karim).get(DESK)
    names = [one.get_text() for one in parsed(page).select(".later-ask h4")]
    assert names == ["Jeanne, Saint-Lô", "Paul, Saint-Lô"]
    assert "Attend depuis 2 heures" in said(page).replace("\u00a0", " ")


def test_what_can_wait_is_shown_to_who_is_not_available_but_does_not_ring(scene: Scene, as_person: Any) -> None:
    scene.ask(urgency=Urgency.THIS_WEEK)
    scene.ask(scene.paul)
    page = as_person(scene.karim).get(DESK)
    assert "1 personne attend de l’aide tout de suite, depuis" in said(page)
    assert not parsed(page).select("[data-ep-bell-list]")
    scene.available(scene.karim)
    assert actions.ring_late_comer(by=scene.karim) == 1
    page = parsed(as_person(scene.karim).get(DESK))
    assert [len(page.select(where)) for where in (".later-ask", "[data-ep-bell-list] .ring-card")] == [1, 1]


def test_long_list_says_how_many_more(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.karim)
    residents = make_residents(scene, helper_desk.SHOWN + 2)
    scene.ask(residents[0], urgency=Urgency.NO_HURRY)
    few = queries_of(client, DESK)
    for resident in residents[1:]:
        scene.ask(resident, urgency=Urgency.NO_HURRY)
    assert queries_of(client, DESK) == few <= 24
    page = client.get(DESK)
    assert len(parsed(page).select(".later-ask")) == helper_desk.SHOWN
    assert "Et 2 autres demandes." in said(page)


@pytest.mark.parametrize(
    "now", ["2026-06-02T10:00:00+02:00", "2026-03-29T10:00:00+02:00", "2026-10-25T10:00:00+01:00"]
)
def test_appointments_of_today_are_those_of_the_wall(scene: Scene, as_person: Any, now: str) -> None:
    with time_machine.travel(datetime.fromisoformat(now), tick=False):
        residents = make_residents(scene, 3)
        midnight = timezone.localtime().replace(hour=0, minute=0)
        tonight = midnight.replace(hour=23, minute=30)
        book(scene, tonight, residents[0])
        book(scene, tonight + timedelta(hours=1), residents[1])
        book(scene, timezone.now() - timedelta(hours=2), residents[2])
        today, then = helper_desk.appointments_ahead(scene.karim)
        page = said(as_person(scene.karim).get(DESK)).replace("\u00a0", " ")
    assert [one.request.first_name for one in today] == [residents[0].first_name]
    assert [one.request.first_name for one in then] == [residents[1].first_name]
    assert f"23 h 30 — {residents[0].first_name}, Saint-Lô" in page
    assert residents[2].first_name not in page


def test_appointments_are_read_at_once(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.karim)
    residents = make_residents(scene, 6)
    book(scene, timezone.now() + timedelta(days=1), residents[0])
    few = queries_of(client, DESK)
    for day, resident in enumerate(residents[1:], start=2):
        book(scene, timezone.now() + timedelta(days=day), resident)
    assert queries_of(client, DESK) == few


def test_her_week_in_a_sentence_and_against_her_cap(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.karim)
    page = said(client.get(DESK))
    assert "personne ne prend rendez-vous avec vous" in page
    assert "Aucune visite cette semaine." in page
    for weekday in (0, 1):
        actions.add_hours(
            by=scene.karim, territory=scene.territory, weekday=weekday, starts=time(9), ends=time(12)
        )
    actions.set_rhythm(
        by=scene.karim,
        territory=scene.territory,
        weekly_cap=3,
        visit_minutes=45,
        quiet_from=time(21),
        quiet_until=time(8),
        ring_by_mail=False,
        ring_by_sms=False,
    )
    helped(scene)
    helped(scene, scene.paul)
    page = said(client.get(DESK)).replace("\u00a0", " ")
    assert "lundi et mardi de 9 h à 12 h." in page
    assert "2 visites cette semaine. Vous avez choisi 3 au plus." in page


def test_paused_says_until_when_and_one_tap_ends_it(scene: Scene, as_person: Any) -> None:
    client = as_person(scene.karim)
    assert "Faire une pause jusqu’à…" in said(client.get(DESK))
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = client.post(
        "/aider/horaires/", {"do": "pause", "back_on": tomorrow.isoformat(), "to": "desk"}, follow=True
    )
    assert "Vous êtes en pause. Vous revenez" in said(page)
    page = client.post("/aider/disponible/", {"available": "1"}, follow=True)
    assert "Vous êtes disponible." in said(page)


def test_number_of_accompanied_is_shown(scene: Scene, as_person: Any) -> None:
    helped(scene)
    actions.keep_helper(by=scene.jeanne, helper=scene.karim)
    link = parsed(as_person(scene.karim).get(DESK)).select_one('a[href="/aider/accompagnes/"]')
    assert " ".join(link.get_text(" ").split()) == "Mes accompagnés 1"
