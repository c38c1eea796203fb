"""The hour of an appointment: both come, one does not; what is told before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from epaule.kernel.errors import NotAllowed
from epaule.requests import actions, errors
from epaule.requests.models import APPOINTMENT_TRANSITIONS, Appointment, AppointmentState, Urgency
from epaule.visits import actions as visits_actions
from tests.factories import Scene
from tests.requests.diary import MONDAY, at, gives_hours

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


def test_door_opens_ten_minutes_before(scene: Scene, booked: Appointment, clock: time_machine.Coordinates) -> None:
    clock.move_to(HOUR - timedelta(minutes=11))
    with pytest.raises(errors.TooEarly):
        actions.begin_appointment(by=scene.jeanne, appointment=booked)
    clock.move_to(HOUR - timedelta(minutes=10))
    with pytest.raises(NotAllowed):
        actions.begin_appointment(by=scene.paul, appointment=booked)
    for by, arrived in ((scene.jeanne, None), (scene.karim, HOUR - timedelta(minutes=10)), (scene.jeanne, ...)):
        request = actions.begin_appointment(by=by, appointment=booked)
        assert request.state == "assigned"
        assert arrived is ... or request.arrived_at == arrived


def test_held_when_both_are_in_the_room(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates
) -> None:
    clock.move_to(HOUR)
    for by in (scene.jeanne, scene.karim):
        request = actions.begin_appointment(by=by, appointment=booked)
    visit = visits_actions.open_visit(by=scene.jeanne, request=request)
    for participant in scene.participants(visit):
        booked.refresh_from_db()
        assert booked.state == "booked"
        visits_actions.enter(participant=participant, connection=participant.public_id)
    booked.refresh_from_db()
    assert (booked.state, booked.missed_by) == ("held", "")
    clock.move_to(HOUR + timedelta(hours=1))
    assert actions.note_missed() == 0
    assert actions.begin_appointment(by=scene.karim, appointment=booked).state == "assigned"
    with pytest.raises(errors.AppointmentOver):
        actions.cancel_appointment(by=scene.karim, appointment=booked)


@pytest.mark.parametrize(("who", "missed_by"), [((), "both"), (("jeanne",), "helper"), (("karim",), "helped")])
def test_missed_without_blame(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates, who: tuple[str, ...], missed_by: str
) -> None:
    clock.move_to(HOUR)
    for name in who:
        actions.begin_appointment(by=getattr(scene, name), appointment=booked)
    clock.move_to(HOUR + timedelta(minutes=20))
    assert actions.note_missed() == 0
    clock.move_to(HOUR + timedelta(minutes=20, seconds=1))
    assert [actions.note_missed(), actions.note_missed()] == [1, 0]
    booked.refresh_from_db()
    assert (booked.state, booked.missed_by, booked.request.state) == ("missed", missed_by, "expired")
    with pytest.raises(errors.AppointmentOver):
        actions.begin_appointment(by=scene.jeanne, appointment=booked)


def test_who_is_elsewhere_ends_that_first(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates
) -> None:
    other = actions.accept(by=scene.karim, request=scene.ask(scene.paul))
    clock.move_to(HOUR)
    with pytest.raises(errors.HelperBusy):
        actions.begin_appointment(by=scene.karim, appointment=booked)
    with pytest.raises(errors.HelperStillElsewhere):
        actions.begin_appointment(by=scene.jeanne, appointment=booked)
    actions.close(request=other, by=None)
    mine = actions.accept(by=scene.sophie, request=scene.ask())
    with pytest.raises(errors.PersonStillElsewhere):
        actions.begin_appointment(by=scene.karim, appointment=booked)
    with pytest.raises(errors.PersonBusy):
        actions.begin_appointment(by=scene.jeanne, appointment=booked)
    actions.close(request=mine, by=None)
    waiting = scene.ask()
    actions.begin_appointment(by=scene.jeanne, appointment=booked)
    waiting.refresh_from_db()
    assert waiting.state == "cancelled"


def test_near_is_said_once_a_day_and_once_an_hour_before(
    scene: Scene, booked: Appointment, clock: time_machine.Coordinates
) -> None:
    moved = actions.move(by=scene.jeanne, appointment=booked, starts_at=at(26, 14))
    said = []
    for before in (25 * 60, 24 * 60, 23 * 60, 61, 60, 30):
        clock.move_to(moved.starts_at - timedelta(minutes=before))
        said.append(actions.announce_near())
    assert said == [0, 1, 0, 0, 1, 0]


def test_every_move_of_an_appointment(scene: Scene, booked: Appointment) -> None:
    """BOOKED leads to each end by the action of its name; each end leads nowhere."""
    assert set(APPOINTMENT_TRANSITIONS) == set(AppointmentState)
    assert {state for state, after in APPOINTMENT_TRANSITIONS.items() if not after} == {
        "held",
        "missed",
        "cancelled",
    }
    actions.note_met(request=booked.request)
    booked.refresh_from_db()
    assert booked.state == "held"
    for over in ("held", "missed", "cancelled"):
        Appointment.objects.update(state=over, missed_by="both" if over == "missed" else "")
        with pytest.raises(errors.AppointmentOver):
            actions.move(by=scene.jeanne, appointment=booked, starts_at=at(25, 14))
        if over != "cancelled":
            with pytest.raises(errors.AppointmentOver):
                actions.cancel_appointment(by=scene.jeanne, appointment=booked)
