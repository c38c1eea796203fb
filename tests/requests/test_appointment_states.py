"""Every action on an appointment in every state: where it leads, or its refusal; what the database refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from epaule.kernel.errors import Refusal
from epaule.people.models import Block
from epaule.requests import actions, errors
from epaule.requests.models import (
    APPOINTMENT_TRANSITIONS,
    Appointment,
    AppointmentState,
    HelpRequest,
    Proposal,
    Urgency,
)
from tests.factories import Scene
from tests.requests.diary import MONDAY, at, gives_hours

HOUR, OTHER = at(24, 14), at(25, 14)
WAYS = ["booked", "at the hour", "late", "begun", "begun, late", "held", "missed", "cancelled"]
"""Each state; what is booked is ahead, at its hour, or under way until both have met."""


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def appointment_in(scene: Scene, way: str, clock: time_machine.Coordinates) -> Appointment:
    """Jeanne's with Karim, who came first where one of the two has come."""
    gives_hours(scene, scene.karim)
    asked = scene.ask(urgency=Urgency.THIS_WEEK)
    booked = actions.book(by=scene.jeanne, request=asked, helper=scene.karim, starts_at=HOUR)
    if way == "cancelled":
        actions.cancel_appointment(by=scene.jeanne, appointment=booked)
    elif way != "booked":
        clock.move_to(HOUR)
        if way in {"begun", "begun, late", "held"}:
            actions.begin_appointment(by=scene.karim, appointment=booked)
        if way == "held":
            actions.note_met(request=asked)
        elif way in {"late", "begun, late"}:
            clock.move_to(HOUR + timedelta(minutes=11))
        elif way == "missed":
            clock.move_to(HOUR + timedelta(minutes=21))
            actions.note_missed()
    return Appointment.objects.select_related("request", "helper").get()


def apart(scene: Scene, one: Appointment, clock: time_machine.Coordinates) -> None:
    Block.objects.create(person=scene.jeanne, blocked=scene.karim, at=MONDAY)
    actions.cancel_impossible()


def time_passes(scene: Scene, one: Appointment, clock: time_machine.Coordinates) -> None:
    clock.move_to(HOUR + timedelta(minutes=21))
    actions.note_missed()


ACTIONS: dict[str, Callable[[Scene, Appointment, time_machine.Coordinates], Any]] = {
    "book again": lambda s, one, c: actions.book(
        by=s.jeanne, request=one.request, helper=s.karim, starts_at=OTHER
    ),
    "move": lambda s, one, c: actions.move(by=s.jeanne, appointment=one, starts_at=OTHER),
    "propose a move": lambda s, one, c: actions.propose_move(by=s.karim, appointment=one, moments=[OTHER]),
    "remind": lambda s, one, c: actions.set_reminders(by=s.jeanne, appointment=one, email="", phone=""),
    "cancel, helped": lambda s, one, c: actions.cancel_appointment(by=s.jeanne, appointment=one),
    "cancel, helper": lambda s, one, c: actions.cancel_appointment(by=s.karim, appointment=one),
    "enter": lambda s, one, c: actions.begin_appointment(by=s.jeanne, appointment=one),
    "met": lambda s, one, c: actions.note_met(request=one.request),
    "she is absent": lambda s, one, c: actions.note_absence(by=s.karim, appointment=one),
    "he is absent": lambda s, one, c: actions.note_absence(by=s.jeanne, appointment=one),
    "time": time_passes,
    "apart": apart,
    "cancel the ask": lambda s, one, c: actions.cancel(by=s.jeanne, request=one.request),
    "helper ends the visit": lambda s, one, c: actions.close(by=s.karim, request=one.request),
}
OVER, BEGUN, ENDED = errors.AppointmentOver, errors.AppointmentBegun, errors.CannotCancel
MISSED, GONE, SAME = ("missed", "expired"), ("cancelled", "cancelled"), "same"
Outcome = str | tuple[str, str] | type[Refusal]
"""The states of the appointment and of its ask, the same as before, or a refusal."""
AHEAD: dict[str, Outcome] = {
    "book again": errors.AlreadyBooked,
    "move": ("booked", "booked"),
    "propose a move": ("booked", "booked"),
    "remind": SAME,
    "cancel, helped": GONE,
    "cancel, helper": ("cancelled", "published"),
    "enter": errors.TooEarly,
    "met": ("held", "booked"),
    "she is absent": errors.NotLateYet,
    "he is absent": errors.NotLateYet,
    "time": MISSED,
    "apart": ("cancelled", "published"),
    "cancel the ask": GONE,
    "helper ends the visit": ENDED,
}
UNDER_WAY: dict[str, Outcome] = {
    "book again": errors.NoLongerBookable,
    "move": BEGUN,
    "propose a move": BEGUN,
    "remind": BEGUN,
    "cancel, helped": BEGUN,
    "cancel, helper": BEGUN,
    "enter": SAME,
    "met": ("held", "assigned"),
    "she is absent": errors.NotLateYet,
    "he is absent": errors.NotLateYet,
    "time": MISSED,
    "apart": SAME,
    "cancel the ask": GONE,
    "helper ends the visit": ("cancelled", "expired"),
}
DONE: dict[str, Outcome] = {
    "book again": errors.NoLongerBookable,
    "move": OVER,
    "propose a move": OVER,
    "remind": OVER,
    "cancel, helped": OVER,
    "cancel, helper": OVER,
    "enter": OVER,
    "met": SAME,
    "she is absent": OVER,
    "he is absent": OVER,
    "time": SAME,
    "apart": SAME,
    "cancel the ask": ENDED,
    "helper ends the visit": SAME,
}
LATE: dict[str, Outcome] = {"enter": ("booked", "assigned"), "she is absent": errors.ComeFirst}
TABLE: dict[str, dict[str, Outcome]] = {
    "booked": AHEAD,
    "at the hour": AHEAD | {"enter": ("booked", "assigned")},
    "late": AHEAD | LATE | {"he is absent": errors.ComeFirst},
    "begun": UNDER_WAY,
    "begun, late": UNDER_WAY
    | {"she is absent": MISSED, "he is absent": errors.ComeFirst, "helper ends the visit": MISSED},
    "held": DONE
    | {"enter": SAME, "cancel the ask": ("held", "cancelled"), "helper ends the visit": ("held", "closed")},
    "missed": DONE | {"book again": ("missed", "expired"), "she is absent": SAME, "he is absent": SAME},
    "cancelled": DONE | {"cancel, helped": SAME, "cancel, helper": SAME, "cancel the ask": SAME},
}


def test_table_is_whole() -> None:
    assert list(TABLE) == WAYS
    assert all(list(row) == list(ACTIONS) for row in TABLE.values())
    assert set(APPOINTMENT_TRANSITIONS) == set(AppointmentState)


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("way", WAYS)
def test_action_in_state(scene: Scene, clock: time_machine.Coordinates, way: str, action: str) -> None:
    one = appointment_in(scene, way, clock)
    before = (one.state, one.request.state)
    row = Appointment.objects.filter(pk=one.pk).values().get()
    expected = TABLE[way][action]
    if isinstance(expected, type):
        with pytest.raises(expected):
            ACTIONS[action](scene, one, clock)
    else:
        ACTIONS[action](scene, one, clock)
    one.refresh_from_db()
    after = (one.state, HelpRequest.objects.get(pk=one.request_id).state)
    assert after == (expected if isinstance(expected, tuple) else before)
    assert one.state == before[0] or one.state in APPOINTMENT_TRANSITIONS[before[0]]
    if isinstance(expected, type):
        assert Appointment.objects.filter(pk=one.pk).values().get() == row
        assert not Proposal.objects.exists()


ILLEGAL: dict[str, tuple[str, dict[str, Any]]] = {
    "unknown state": ("booked", {"state": "lost"}),
    "ends before it starts": ("booked", {"ends_at": HOUR - timedelta(minutes=1)}),
    "ends when it starts": ("booked", {"ends_at": HOUR}),
    "booked and ended": ("booked", {"ended_at": HOUR}),
    "cancelled without an end": ("booked", {"state": "cancelled"}),
    "held without an end": ("booked", {"state": "held"}),
    "missed by nobody": ("missed", {"missed_by": ""}),
    "missed by a stranger": ("missed", {"missed_by": "other"}),
    "held and missed by someone": ("held", {"missed_by": "helped"}),
}


@pytest.mark.parametrize("case", ILLEGAL)
def test_database_refuses_illegal_row(scene: Scene, clock: time_machine.Coordinates, case: str) -> None:
    way, change = ILLEGAL[case]
    one = appointment_in(scene, way, clock)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.filter(pk=one.pk).update(**change)


@pytest.mark.parametrize("same", ["helper", "request"])
def test_database_refuses_a_second_booking(scene: Scene, clock: time_machine.Coordinates, same: str) -> None:
    """Of one hour of a helper, and of one ask; what is over is in nobody's way."""
    one = appointment_in(scene, "booked", clock)
    given = {
        "request": one.request if same == "request" else scene.ask(scene.paul),
        "helper": scene.karim if same == "helper" else scene.sophie,
        "starts_at": HOUR,
        "ends_at": HOUR + timedelta(minutes=45),
        "booked_at": MONDAY,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(**given)
    actions.cancel_appointment(by=scene.jeanne, appointment=one)
    assert Appointment.objects.create(**given).pk


ILLEGAL_PROPOSALS: dict[str, dict[str, Any]] = {
    "unknown state": {"state": "lost"},
    "sent and ended": {"ended_at": MONDAY},
    "accepted without an end": {"state": "accepted"},
    "expired without an end": {"state": "expired"},
}


@pytest.mark.parametrize("case", ILLEGAL_PROPOSALS)
def test_database_refuses_illegal_proposal(scene: Scene, clock: time_machine.Coordinates, case: str) -> None:
    one = appointment_in(scene, "booked", clock)
    sent = actions.propose_move(by=scene.karim, appointment=one, moments=[OTHER])
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=sent.pk).update(**ILLEGAL_PROPOSALS[case])


def test_database_refuses_two_proposals_of_one_helper(scene: Scene, clock: time_machine.Coordinates) -> None:
    one = appointment_in(scene, "booked", clock)
    sent = actions.propose_move(by=scene.karim, appointment=one, moments=[OTHER])
    sent.pk, sent.public_id = None, "x"
    with pytest.raises(IntegrityError), transaction.atomic():
        sent.save(force_insert=True)
