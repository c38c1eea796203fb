"""Booking, moving and cancelling an hour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from epaule.kernel.errors import NotAllowed
from epaule.people import actions as people_actions
from epaule.people.models import Block
from epaule.requests import actions, errors
from epaule.requests.models import Appointment, HelpRequest, Urgency
from epaule.safety.models import AuditEvent
from tests.factories import Scene
from tests.requests.diary import MONDAY, at, gives_hours
from tests.requests.states import make_late, request_in


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def asked(scene: Scene) -> HelpRequest:
    gives_hours(scene, scene.karim)
    return scene.ask(urgency=Urgency.THIS_WEEK)


def book(scene: Scene, asked: HelpRequest, starts_at: Any = None, **changes: Any) -> Appointment:
    given = {"by": scene.jeanne, "request": asked, "helper": scene.karim, "starts_at": starts_at or at(24, 14)}
    return actions.book(**(given | changes))


def test_booked_for_as_long_as_the_helper_said(scene: Scene, asked: HelpRequest) -> None:
    appointment = book(scene, asked)
    assert (appointment.starts_at, appointment.ends_at) == (at(24, 14), at(24, 14, 45))
    assert appointment.email == "jeanne@example.org"
    asked.refresh_from_db()
    assert (asked.state, asked.helper, asked.assigned_at) == ("booked", scene.karim, MONDAY)
    assert AuditEvent.objects.filter(event="appointment.booked").count() == 1


def test_again_is_the_same(scene: Scene, asked: HelpRequest) -> None:
    assert book(scene, asked) == book(scene, asked)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    "starts_at",
    [
        at(24, 13, 45),
        at(24, 15, 30),
        at(24, 14, 5),
        at(23, 8),
        at(23, 6),
        at(28, 14),
        at(5, 14, month=1, year=2027),
    ],
    ids=["before her hours", "ends after them", "no quarter", "too soon", "past", "Saturday", "too far"],
)
def test_only_a_free_hour(scene: Scene, asked: HelpRequest, starts_at: Any) -> None:
    with pytest.raises(errors.SlotTaken):
        book(scene, asked, starts_at)
    asked.refresh_from_db()
    assert (asked.state, Appointment.objects.count()) == ("published", 0)


def test_nobody_is_booked_twice(scene: Scene, asked: HelpRequest) -> None:
    book(scene, asked)
    pauls = scene.ask(scene.paul)
    for starts_at in (at(24, 14), at(24, 14, 30)):
        with pytest.raises(errors.SlotTaken):
            book(scene, pauls, starts_at, by=scene.paul)
    gives_hours(scene, scene.sophie)
    other = scene.ask()
    with pytest.raises(errors.AlreadyMeeting):
        book(scene, other, at(24, 14, 30), helper=scene.sophie)
    assert book(scene, other, at(24, 15), helper=scene.sophie).starts_at == at(24, 15)


def test_helper_who_is_helped_at_that_hour_is_not_free(scene: Scene, asked: HelpRequest) -> None:
    gives_hours(scene, scene.sophie)
    book(scene, scene.ask(scene.karim), by=scene.karim, helper=scene.sophie)
    with pytest.raises(errors.SlotTaken):
        book(scene, asked)


def test_one_appointment_an_ask_and_three_a_person(scene: Scene, asked: HelpRequest) -> None:
    book(scene, asked)
    with pytest.raises(errors.AlreadyBooked):
        book(scene, asked, at(25, 14))
    for day in (25, 26):
        book(scene, scene.ask(), at(day, 14))
    with pytest.raises(errors.TooManyAppointments):
        book(scene, scene.ask(), at(27, 14))


def test_only_who_asked_books(scene: Scene, asked: HelpRequest) -> None:
    for stranger in (scene.paul, scene.claire, scene.sophie):
        with pytest.raises(NotAllowed):
            book(scene, asked, by=stranger)
    with pytest.raises(errors.OwnRequest):
        book(scene, asked, by=scene.karim)


def test_never_with_who_does_not_fit_may_not_help_or_is_blocked(scene: Scene, asked: HelpRequest) -> None:
    gives_hours(scene, scene.sophie)
    impots = scene.ask(scene.paul, topics=["argent_impots"])
    with pytest.raises(errors.HelperNotFree):
        book(scene, impots, by=scene.paul, helper=scene.sophie)
    gives_hours(scene, scene.paul)
    with pytest.raises(errors.HelperNotFree):
        book(scene, asked, helper=scene.paul)
    Block.objects.create(person=scene.karim, blocked=scene.jeanne, at=MONDAY)
    with pytest.raises(errors.HelperNotFree):
        book(scene, asked)


@pytest.mark.parametrize("way", ["assigned", "closed", "cancelled", "redirected"])
def test_ask_that_is_settled_is_not_booked(scene: Scene, way: str) -> None:
    gives_hours(scene, scene.karim)
    with pytest.raises(errors.NoLongerBookable):
        book(scene, request_in(scene, way))


def test_unanswered_ask_is_asked_once_more(scene: Scene, asked: HelpRequest) -> None:
    HelpRequest.objects.update(urgency=Urgency.NOW)
    make_late(asked)
    actions.expire_unanswered()
    appointment = book(scene, asked)
    assert (appointment.request.text, appointment.request.state) == (asked.text, "booked")
    assert appointment.request != asked
    assert book(scene, asked) == appointment


def test_moved(scene: Scene, asked: HelpRequest) -> None:
    appointment = book(scene, asked)
    for again in range(2):
        moved = actions.move(by=scene.jeanne, appointment=appointment, starts_at=at(24, 14, 15))
        assert (moved.starts_at, moved.sequence, moved.pk) == (at(24, 14, 15), 1, appointment.pk), again
    with pytest.raises(NotAllowed):
        actions.move(by=scene.karim, appointment=appointment, starts_at=at(24, 15))
    with pytest.raises(errors.SlotTaken):
        actions.move(by=scene.jeanne, appointment=appointment, starts_at=at(24, 16))


@pytest.mark.parametrize(
    ("who", "still_wanted", "state"),
    [("jeanne", False, "cancelled"), ("jeanne", True, "published"), ("karim", False, "published")],
)
def test_cancelled(scene: Scene, asked: HelpRequest, who: str, still_wanted: bool, state: str) -> None:
    appointment, by = book(scene, asked), getattr(scene, who)
    for _again in range(2):
        actions.cancel_appointment(by=by, appointment=appointment, still_wanted=still_wanted)
    asked.refresh_from_db()
    appointment.refresh_from_db()
    assert (asked.state, appointment.state, appointment.ended_by) == (state, "cancelled", by)
    with pytest.raises(errors.AppointmentOver):
        actions.move(by=scene.jeanne, appointment=appointment, starts_at=at(25, 14))
    assert scene.jeanne.requests.count() == 1


def test_cancelled_by_a_stranger(scene: Scene, asked: HelpRequest) -> None:
    appointment = book(scene, asked)
    for stranger in (scene.paul, scene.claire, scene.sophie):
        with pytest.raises(NotAllowed):
            actions.cancel_appointment(by=stranger, appointment=appointment)


def test_cancelled_by_the_helper_while_she_waits_for_somebody_else(scene: Scene, asked: HelpRequest) -> None:
    appointment = book(scene, asked)
    scene.ask()
    actions.cancel_appointment(by=scene.karim, appointment=appointment)
    assert sorted(scene.jeanne.requests.values_list("state", flat=True)) == ["cancelled", "published"]


def test_cancelling_the_ask_cancels_its_appointment(scene: Scene, asked: HelpRequest) -> None:
    appointment = book(scene, asked)
    actions.cancel(by=scene.jeanne, request=asked)
    appointment.refresh_from_db()
    assert appointment.state == "cancelled"
    assert book(scene, scene.ask(scene.paul), by=scene.paul).starts_at == at(24, 14)


def test_nobody_waits_for_a_helper_who_may_not_come(
    scene: Scene, asked: HelpRequest, django_capture_on_commit_callbacks: Any
) -> None:
    appointment = book(scene, asked)
    assert actions.cancel_impossible() == 0
    with django_capture_on_commit_callbacks(execute=True):
        people_actions.block(by=scene.jeanne, blocked=scene.karim)
    appointment.refresh_from_db()
    asked.refresh_from_db()
    assert (appointment.state, asked.state) == ("cancelled", "published")


def test_reminders(scene: Scene, asked: HelpRequest) -> None:
    appointment = book(scene, asked)
    changed = actions.set_reminders(by=scene.jeanne, appointment=appointment, email="", phone="+33639980001")
    assert (changed.email, changed.phone) == ("", "+33639980001")
    with pytest.raises(NotAllowed):
        actions.set_reminders(by=scene.karim, appointment=appointment, email="k@example.org", phone="")


def test_database_refuses_two_bookings_of_one_hour(scene: Scene, asked: HelpRequest) -> None:
    appointment = book(scene, asked)
    appointment.pk, appointment.public_id, appointment.request = None, "x", scene.ask(scene.paul)
    with pytest.raises(IntegrityError), transaction.atomic():
        appointment.save(force_insert=True)
