"""At the hour of an appointment: both come, one does not, and what is told before."""

from collections.abc import Callable
from datetime import UTC, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from epaule.kernel.errors import NotAllowed
from epaule.kernel.events import publish
from epaule.kernel.states import check_transition
from epaule.people.models import Block, Person
from epaule.people.rules import is_trusted_helper
from epaule.requests.actions._appointments import end_appointment, lock_appointment
from epaule.requests.actions._common import end
from epaule.requests.actions._unmet import miss
from epaule.requests.actions.booking import cancel_appointment
from epaule.requests.at_the_hour import EARLY, LATE_AFTER, MISSED_AFTER, elsewhere, may_note_absence
from epaule.requests.errors import (
    AppointmentOver,
    ComeFirst,
    HelperBusy,
    HelperNotFree,
    HelperStillElsewhere,
    NotLateYet,
    PersonBusy,
    PersonStillElsewhere,
    TooEarly,
)
from epaule.requests.events import AppointmentNear, RequestAccepted
from epaule.requests.hours import wall
from epaule.requests.models import TRANSITIONS, Appointment, AppointmentState, HelpRequest, RequestState
from epaule.requests.rules import can_see_appointment
from epaule.safety import audit

DAY_STILL_SAID = timedelta(hours=2)
"""Before the reminder of the hour, « demain » is no longer worth saying."""


@transaction.atomic
def begin_appointment(*, by: Person, appointment: Appointment) -> HelpRequest:
    """One of the two comes: the request is assigned, and the room may open. Again, or by the other, is the same.

    What the helped person had asked for meanwhile, for right now, is cancelled: somebody is here.
    """
    appointment = lock_appointment(appointment)
    request = appointment.request
    if not can_see_appointment(by, appointment):
        raise NotAllowed()
    if appointment.state == AppointmentState.HELD:
        return request
    if appointment.state != AppointmentState.BOOKED:
        raise AppointmentOver()
    if timezone.now() < appointment.starts_at - EARLY:
        raise TooEarly()
    is_helper = by.pk == appointment.helper_id
    if request.state == RequestState.BOOKED:
        _refuse_elsewhere(appointment, is_helper)
        check_transition(TRANSITIONS, request.state, RequestState.ASSIGNED, AppointmentOver)
        request.state = RequestState.ASSIGNED
        request.save(update_fields=["state"])
        audit.record("appointment.begun", by=by, target=appointment, territory=request.territory)
        publish(RequestAccepted(request.pk))
    if is_helper and request.arrived_at is None:
        request.arrived_at = timezone.now()
        request.save(update_fields=["arrived_at"])
    return request


def _refuse_elsewhere(appointment: Appointment, is_helper: bool) -> None:
    request, helper = appointment.request, appointment.helper
    if not is_trusted_helper(helper):
        raise HelperNotFree()
    if HelpRequest.objects.filter(helper=helper, state=RequestState.ASSIGNED).exists():
        raise HelperBusy() if is_helper else HelperStillElsewhere()
    others = request.person.requests.select_for_update().exclude(pk=request.pk)
    if others.filter(state=RequestState.ASSIGNED).exists():
        raise PersonStillElsewhere() if is_helper else PersonBusy()
    for other in others.filter(state=RequestState.PUBLISHED).select_related("territory"):
        end(other, RequestState.CANCELLED, "request.cancelled", request.person)


@transaction.atomic
def note_met(*, request: HelpRequest) -> None:
    """Both are in the room: the appointment, if there is one, is held. Again is the same."""
    booked = Appointment.objects.select_for_update(of=("self",)).filter(
        request=request, state=AppointmentState.BOOKED
    )
    for appointment in booked.select_related("request__territory"):
        end_appointment(appointment, AppointmentState.HELD, "appointment.held", None)


def note_missed() -> int:
    """End the appointments to which somebody did not come, and note who, without blame; return how many."""
    late = timezone.now() - MISSED_AFTER
    return _each(Appointment.objects.filter(starts_at__lt=late), _miss)


@transaction.atomic
def note_absence(*, by: Person, appointment: Appointment) -> Appointment:
    """One of the two, who is there, says that the other did not come. Without blame; again is the same.

    Refused: `NotLateYet` in the first ten minutes, `ComeFirst` to who is not there, or waited for by the other.
    """
    appointment = lock_appointment(appointment)
    if not can_see_appointment(by, appointment):
        raise NotAllowed()
    if appointment.state == AppointmentState.MISSED:
        return appointment
    if appointment.state != AppointmentState.BOOKED:
        raise AppointmentOver()
    if timezone.now() < appointment.starts_at + LATE_AFTER:
        raise NotLateYet()
    if not may_note_absence(by, appointment):
        raise ComeFirst()
    miss(appointment, "helped" if by.pk == appointment.helper_id else "helper", by)
    return appointment


def _miss(appointment: Appointment) -> None:
    """By whom: who is kept elsewhere, else who of the two did not enter."""
    request = appointment.request
    if request.state == RequestState.BOOKED:
        missing = elsewhere(appointment) or "both"
    else:
        missing = "helper" if request.arrived_at is None else "helped"
    miss(appointment, missing, None)


def cancel_impossible(helpers: Q | None = None) -> int:
    """Cancel the appointments of helpers who may not help any more, and of those who shall not meet; how many."""
    stopped = Q(helper__is_active=False) | Q(helper__suspended_at__isnull=False) | Q(helper__vouched_at=None)
    apart = Exists(Block.objects.filter(person=OuterRef("request__person"), blocked=OuterRef("helper"))) | Exists(
        Block.objects.filter(person=OuterRef("helper"), blocked=OuterRef("request__person"))
    )
    impossible = Appointment.objects.filter(helpers or Q(), request__state=RequestState.BOOKED).filter(
        stopped | Q(apart)
    )
    return _each(impossible, lambda appointment: cancel_appointment(by=None, appointment=appointment))


def announce_near() -> int:
    """Say of each appointment, once, that it is a day away, and once that it is an hour away; return how many.

    A day before is the same hour of the wall, also when the clocks change in between. After a long stop the day is
    passed over when the hour itself is near.
    """
    now = timezone.now()
    tomorrow = (now.astimezone(wall()) + timedelta(days=1)).astimezone(UTC)
    soon = now + timedelta(hours=1)
    due = {24: ("reminded_day_at", soon + DAY_STILL_SAID, tomorrow), 1: ("reminded_hour_at", now, soon)}
    count = 0
    for hours, (field, after, until) in due.items():
        near = Appointment.objects.filter(**{field: None}, starts_at__gt=after, starts_at__lte=until)
        count += _each(near, lambda appointment, hours=hours, field=field: _announce(appointment, hours, field))  # type: ignore[misc]  # bound at once
    return count


def _announce(appointment: Appointment, hours: int, field: str) -> None:
    setattr(appointment, field, timezone.now())
    appointment.save(update_fields=[field])
    publish(AppointmentNear(appointment.pk, hours))


def _each(due: QuerySet[Appointment], then: Callable[[Appointment], object]) -> int:
    """Do `then` to each booked appointment of `due`, locked, in a transaction of its own; return how many."""
    due, count = due.filter(state=AppointmentState.BOOKED).order_by("starts_at", "pk"), 0
    for appointment in list(due):
        with transaction.atomic():
            locked = lock_appointment(appointment)
            # Asked again under the locks: it may have been moved, cancelled or begun.
            if due.filter(pk=locked.pk).exists():
                then(locked)
                count += 1
    return count
