"""Simultaneous bookings, in threads with their own connections, on a database as the server meets it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from epaule.people.models import Status
from epaule.requests import actions
from epaule.requests.models import Appointment, HelpRequest
from epaule.requests.slots import free_slots
from tests.factories import Scene
from tests.requests.diary import gives_hours
from tests.requests.test_accept_race import played, together

__all__ = ["played"]
BOOKING = 30


def hour_of(scene: Scene, helper):  # type: ignore[no-untyped-def]
    gives_hours(scene, helper, *((day, 8, 20) for day in range(7)))
    now = timezone.now()
    return free_slots(helper, scene.territory, now, now + timedelta(days=7))


def test_one_of_thirty_gets_the_hour(played: Scene) -> None:
    starts_at = hour_of(played, played.karim)[0]
    persons = [
        played._person(played.territory, f"Voisin{n}", "50025", Status.RESIDENT, None) for n in range(BOOKING)
    ]
    asks = [played.ask(person) for person in persons]
    outcomes = together(
        *(
            lambda asked=asked: actions.book(
                by=asked.person, request=asked, helper=played.karim, starts_at=starts_at
            )
            for asked in asks
        )
    )
    assert outcomes == {"done": 1, "slot_taken": BOOKING - 1}
    assert HelpRequest.objects.filter(state="booked").count() == Appointment.objects.count() == 1


@pytest.mark.parametrize("apart", [0, 1])
def test_person_is_not_booked_with_two_helpers_at_once(played: Scene, apart: int) -> None:
    hours = hour_of(played, played.karim)
    hour_of(played, played.sophie)
    asked = played.ask()
    outcomes = together(
        lambda: actions.book(by=played.jeanne, request=asked, helper=played.karim, starts_at=hours[0]),
        lambda: actions.book(by=played.jeanne, request=asked, helper=played.sophie, starts_at=hours[apart]),
    )
    assert outcomes == {"done": 1, "already_booked": 1}
    assert Appointment.objects.count() == 1


def test_two_who_help_each_other_at_one_hour_do_not_lock_each_other_out(played: Scene) -> None:
    hours = hour_of(played, played.karim)
    hour_of(played, played.sophie)
    hers, his = played.ask(played.sophie), played.ask(played.karim)
    outcomes = together(
        lambda: actions.book(by=played.sophie, request=hers, helper=played.karim, starts_at=hours[0]),
        lambda: actions.book(by=played.karim, request=his, helper=played.sophie, starts_at=hours[0]),
    )
    assert outcomes["done"] == 1
    assert Appointment.objects.count() == 1


def test_move_and_cancel_at_once_leave_one_state(played: Scene) -> None:
    hours = hour_of(played, played.karim)
    asked = played.ask()
    booked = actions.book(by=played.jeanne, request=asked, helper=played.karim, starts_at=hours[0])
    outcomes = together(
        lambda: actions.move(by=played.jeanne, appointment=booked, starts_at=hours[8]),
        lambda: actions.cancel_appointment(by=played.karim, appointment=booked),
    )
    assert outcomes in ({"done": 2}, {"done": 1, "appointment_over": 1})
    asked.refresh_from_db()
    booked.refresh_from_db()
    assert (asked.state, booked.state) == ("published", "cancelled")


def test_move_and_booking_of_one_hour_leave_it_to_one(played: Scene) -> None:
    hours = hour_of(played, played.karim)
    booked = actions.book(by=played.jeanne, request=played.ask(), helper=played.karim, starts_at=hours[0])
    other = played.ask(played.paul)
    outcomes = together(
        lambda: actions.move(by=played.jeanne, appointment=booked, starts_at=hours[8]),
        lambda: actions.book(by=played.paul, request=other, helper=played.karim, starts_at=hours[8]),
    )
    assert outcomes == {"done": 1, "slot_taken": 1}
    assert Appointment.objects.filter(starts_at=hours[8]).count() == 1


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_cancel_and_begin_at_once_leave_one_state(played: Scene, who: str) -> None:
    hours = hour_of(played, played.karim)
    asked = played.ask()
    booked = actions.book(by=played.jeanne, request=asked, helper=played.karim, starts_at=hours[0])
    start = timezone.now() + timedelta(minutes=5)
    Appointment.objects.update(starts_at=start, ends_at=start + timedelta(minutes=45))
    outcomes = together(
        lambda: actions.begin_appointment(by=played.karim, appointment=booked),
        lambda: actions.cancel_appointment(by=getattr(played, who), appointment=booked),
    )
    asked.refresh_from_db()
    booked.refresh_from_db()
    if "appointment_begun" in outcomes:
        assert (asked.state, booked.state) == ("assigned", "booked")
    else:
        assert outcomes == {"done": 1, "appointment_over": 1}
        assert (asked.state, booked.state) == ("cancelled" if who == "jeanne" else "published", "cancelled")


def test_one_proposal_of_two_is_taken(played: Scene) -> None:
    asked = played.ask(urgency="this_week")
    proposals = [
        actions.send_proposal(by=helper, request=asked, moments=[hour_of(played, helper)[place]])
        for place, helper in ((0, played.karim), (8, played.sophie))
    ]
    outcomes = together(
        *(
            lambda one=one: actions.take_proposal(
                by=played.jeanne, proposal=one, starts_at=datetime.fromisoformat(one.moments[0])
            )
            for one in proposals
        )
    )
    assert outcomes == {"done": 1, "already_booked": 1}
    assert sorted(asked.proposals.values_list("state", flat=True)) == ["accepted", "void"]


def test_hour_that_a_helper_proposed_and_another_books_at_once(played: Scene) -> None:
    hours = hour_of(played, played.karim)
    booked = actions.book(by=played.jeanne, request=played.ask(), helper=played.karim, starts_at=hours[0])
    proposal = actions.propose_move(by=played.karim, appointment=booked, moments=[hours[8]])
    other = played.ask(played.paul)
    outcomes = together(
        lambda: actions.take_move(by=played.jeanne, proposal=proposal, starts_at=hours[8]),
        lambda: actions.book(by=played.paul, request=other, helper=played.karim, starts_at=hours[8]),
    )
    assert outcomes == {"done": 1, "slot_taken": 1}
    assert Appointment.objects.filter(starts_at=hours[8]).count() == 1


def test_taken_and_taken_back_at_once_leave_one_state(played: Scene) -> None:
    hours = hour_of(played, played.karim)
    booked = actions.book(by=played.jeanne, request=played.ask(), helper=played.karim, starts_at=hours[0])
    proposal = actions.propose_move(by=played.karim, appointment=booked, moments=[hours[8]])
    outcomes = together(
        lambda: actions.take_move(by=played.jeanne, proposal=proposal, starts_at=hours[8]),
        lambda: actions.withdraw_proposal(by=played.karim, proposal=proposal),
        lambda: actions.propose_move(by=played.karim, appointment=booked, moments=[hours[12]]),
    )
    booked.refresh_from_db()
    proposal.refresh_from_db()
    assert set(outcomes) <= {"done", "proposal_over", "move_already_proposed"}
    assert (proposal.state == "accepted") == (booked.starts_at == hours[8])
    assert proposal.state in {"accepted", "withdrawn"}


def test_one_person_books_two_helpers_at_one_hour_for_two_asks(played: Scene) -> None:
    hours = hour_of(played, played.karim)
    hour_of(played, played.sophie)
    first = played.ask()
    actions.book(by=played.jeanne, request=first, helper=played.karim, starts_at=hours[20])
    second = played.ask()
    outcomes = together(
        lambda: actions.move(by=played.jeanne, appointment=first.appointments.get(), starts_at=hours[0]),
        lambda: actions.book(by=played.jeanne, request=second, helper=played.sophie, starts_at=hours[0]),
    )
    assert outcomes == {"done": 1, "already_meeting": 1}
    assert Appointment.objects.filter(starts_at=hours[0]).count() == 1


def test_both_say_at_once_that_the_other_is_absent(played: Scene) -> None:
    hours = hour_of(played, played.karim)
    booked = actions.book(by=played.jeanne, request=played.ask(), helper=played.karim, starts_at=hours[0])
    start = timezone.now() - timedelta(minutes=12)
    Appointment.objects.update(starts_at=start, ends_at=start + timedelta(minutes=45))
    actions.begin_appointment(by=played.karim, appointment=booked)
    outcomes = together(
        lambda: actions.note_absence(by=played.karim, appointment=booked),
        lambda: actions.note_absence(by=played.jeanne, appointment=booked),
    )
    booked.refresh_from_db()
    assert set(outcomes) <= {"done", "come_first"}
    assert (booked.state, booked.missed_by) == ("missed", "helped")
