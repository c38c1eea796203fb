"""Around the hour: who is not rung, who is elsewhere, who did not come, and what the other reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from epaule.requests import actions, errors
from epaule.requests.matching import ask_of, match, score_of
from epaule.requests.models import Appointment, HelpRequest, Urgency
from epaule.requests.standing import ABOUT_TO_BEGIN
from epaule.visits import actions as visits_actions
from tests.factories import Scene
from tests.pages import parsed, said, title
from tests.requests.diary import MONDAY, at, gives_hours
from tests.requests.test_booking_pages import page_of

HOUR = at(24, 14)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def booked(clock: time_machine.Coordinates, scene: Scene) -> Appointment:
    gives_hours(scene, scene.karim)
    asked = scene.ask(urgency=Urgency.THIS_WEEK)
    return actions.book(by=scene.jeanne, request=asked, helper=scene.karim, starts_at=HOUR)


@pytest.mark.parametrize(("before", "rung"), [(timedelta(seconds=1), True), (timedelta(), False)])
def test_nobody_is_rung_who_is_expected_soon(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates, before: timedelta, rung: bool
) -> None:
    clock.move_to(HOUR - ABOUT_TO_BEGIN - before)
    scene.available(scene.karim)
    asked = scene.ask(scene.paul)
    assert asked.rings.filter(helper=scene.karim).exists() is rung
    assert [one.helper_id for one in score_of(ask_of(asked), [scene.karim.pk], ready=True)] == [
        scene.karim.pk
    ] * rung
    assert scene.karim.pk in [one.helper_id for one in match(ask_of(asked), ready=False)], (
        "she is booked all the same"
    )
    clock.move_to(HOUR - timedelta(minutes=30))
    actions.cancel_appointment(by=scene.jeanne, appointment=booked)
    scene.available(scene.karim)
    assert score_of(ask_of(asked), [scene.karim.pk], ready=True)


def test_who_is_helped_soon_is_not_rung_either(scene: Scene, clock: time_machine.Coordinates) -> None:
    gives_hours(scene, scene.karim)
    hers = scene.ask(scene.sophie, urgency=Urgency.THIS_WEEK)
    actions.book(by=scene.sophie, request=hers, helper=scene.karim, starts_at=HOUR)
    clock.move_to(HOUR - timedelta(minutes=20))
    scene.available(scene.sophie)
    assert not scene.ask(scene.paul).rings.exists()


def test_helper_still_in_another_visit_is_no_dead_end(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates, as_person: Any
) -> None:
    actions.accept(by=scene.karim, request=scene.ask(scene.paul))
    clock.move_to(HOUR)
    jeanne, page = as_person(scene.jeanne), page_of("appointment", booked)
    shown = jeanne.get(page)
    assert "Karim termine une autre visite" in said(shown)
    assert {button["value"] for button in parsed(shown).select("button[name=do]")} >= {"enter", "now", "search"}
    assert parsed(shown).select_one(f'a[href="{page_of("promised", booked.request)}"]') is not None
    assert "encore dans une autre visite" in said(as_person(scene.karim).get(page))
    assert jeanne.post(page, {"do": "enter"}).status_code == 409
    scene.available(scene.sophie)
    jeanne.post(page, {"do": "now"})
    asked = HelpRequest.objects.get(pk=booked.request_id)
    assert (asked.state, asked.urgency) == ("published", "now")
    assert [ring.helper for ring in asked.rings.all()] == [scene.sophie]


@pytest.mark.parametrize(("elsewhere", "missed_by"), [("helper", "helper"), ("helped", "helped")])
def test_who_was_kept_elsewhere_is_who_did_not_come(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates, elsewhere: str, missed_by: str
) -> None:
    if elsewhere == "helper":
        actions.accept(by=scene.karim, request=scene.ask(scene.paul))
    else:
        actions.accept(by=scene.sophie, request=scene.ask())
    clock.move_to(HOUR + timedelta(minutes=21))
    actions.note_missed()
    booked.refresh_from_db()
    assert booked.missed_by == missed_by


HERS = {
    "helper": "Karim n’a pas pu venir cette fois",
    "helped": "Vous n’avez pas pu venir cette fois",
    "both": "Ce rendez-vous n’a pas eu lieu",
}
HIS = {
    "helper": "Vous n’avez pas pu venir cette fois",
    "helped": "Jeanne n’a pas pu venir cette fois",
    "both": "Ce rendez-vous n’a pas eu lieu",
}


@pytest.mark.parametrize("missing", HERS)
def test_missed_is_said_without_blame_and_leads_on(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates, as_person: Any, missing: str
) -> None:
    clock.move_to(HOUR)
    if missing != "both":
        there = scene.jeanne if missing == "helper" else scene.karim
        actions.begin_appointment(by=there, appointment=booked)
    clock.move_to(HOUR + timedelta(minutes=21))
    actions.note_missed()
    jeanne, page, waits = (
        as_person(scene.jeanne),
        page_of("appointment", booked),
        page_of("waiting", booked.request),
    )
    assert HIS[missing] in said(as_person(scene.karim).get(page))
    for address in (page, waits):
        shown = jeanne.get(address)
        assert HERS[missing] in said(shown)
        links = {str(one["href"]) for one in parsed(shown).select("main a[href]")}
        assert {page_of("slots", booked.request), page_of("promised", booked.request)} <= links
        assert parsed(shown).select("button[name=when][value=now]")
    assert title(jeanne.post(page_of("ask_again", booked.request), {"when": "now"}, follow=True))
    assert "tout de suite" in said(jeanne.get("/demande/verifier/")).lower()


def test_either_says_that_the_other_is_not_there(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates, as_person: Any
) -> None:
    clock.move_to(HOUR)
    page = page_of("appointment", booked)
    actions.begin_appointment(by=scene.karim, appointment=booked)
    karim = as_person(scene.karim)
    assert "n’est pas là" not in said(karim.get(page))
    assert karim.post(page, {"do": "absent"}).status_code == 409
    clock.move_to(HOUR + timedelta(minutes=10))
    assert "Jeanne n’est pas là" in said(karim.get(page))
    assert "n’est pas là" not in said(as_person(scene.jeanne).get(page)), "he waits for her"
    assert as_person(scene.jeanne).post(page, {"do": "absent"}).status_code == 409
    karim.post(page, {"do": "absent"})
    booked.refresh_from_db()
    assert (booked.state, booked.missed_by, booked.ended_by) == ("missed", "helped", scene.karim)


def test_helped_person_says_that_nobody_came(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates
) -> None:
    clock.move_to(HOUR)
    actions.begin_appointment(by=scene.jeanne, appointment=booked)
    clock.move_to(HOUR + timedelta(minutes=10))
    assert actions.note_absence(by=scene.jeanne, appointment=booked).missed_by == "helper"
    with pytest.raises(errors.AppointmentOver):
        actions.begin_appointment(by=scene.karim, appointment=booked)


@pytest.mark.parametrize(
    ("after", "who", "states"),
    [
        (1, "karim", ("cancelled", "", "expired")),
        (11, "karim", ("missed", "helped", "expired")),
        (1, "jeanne", ("cancelled", "", "cancelled")),
    ],
)
def test_room_closed_before_they_met(
    scene: Scene,
    booked: Appointment,
    clock: time_machine.Coordinates,
    after: int,
    who: str,
    states: tuple[str, str, str],
) -> None:
    clock.move_to(HOUR)
    by = getattr(scene, who)
    request = actions.begin_appointment(by=by, appointment=booked)
    visit = visits_actions.open_visit(by=by, request=request)
    mine = next(one for one in scene.participants(visit) if one.person == by)
    visits_actions.enter(participant=mine, connection="a")
    clock.move_to(HOUR + timedelta(minutes=after))
    visits_actions.end_visit(participant=mine)
    booked.refresh_from_db()
    assert (booked.state, booked.missed_by, HelpRequest.objects.get(pk=request.pk).state) == states


def test_asked_for_somebody_else_names_who_is_helped(
    scene: Scene, clock: time_machine.Coordinates, as_person: Any
) -> None:
    """Claire, of the town hall, filled it in for Odette."""
    gives_hours(scene, scene.karim)
    given = {"first_name": "Odette", "for_whom": "relative", "filled_in_by": "la mairie de Périers"}
    asked = scene.ask(scene.claire, urgency=Urgency.THIS_WEEK, **given)
    booked = actions.book(by=scene.claire, request=asked, helper=scene.karim, starts_at=HOUR)
    page = page_of("appointment", booked)
    hers, his = as_person(scene.claire).get(page), as_person(scene.karim).get(page)
    assert title(hers) == "Rendez-vous pour Odette, avec Karim"
    assert "Odette n’a plus besoin d’aide" in said(hers)
    assert title(his) == "Rendez-vous avec Odette"
    assert "Demandé par la mairie de Périers" in said(his)
    assert "Claire" not in said(his)
    assert "Le rendez-vous pour Odette est pris" in said(as_person(scene.claire).get(page_of("waiting", asked)))
    clock.move_to(HOUR)
    actions.begin_appointment(by=scene.karim, appointment=booked)
    clock.move_to(HOUR + timedelta(minutes=21))
    actions.note_missed()
    assert "Odette n’a pas pu venir cette fois" in said(as_person(scene.claire).get(page))
