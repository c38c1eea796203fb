"""What the actions about appointments share: the locks, in one order, and the end of what hangs on a request."""

from collections.abc import Sequence

from django.utils import timezone

from epaule.kernel.events import publish
from epaule.kernel.states import check_transition
from epaule.people.models import Person
from epaule.requests.errors import AppointmentOver
from epaule.requests.events import AppointmentCancelled
from epaule.requests.models import (
    APPOINTMENT_TRANSITIONS,
    Appointment,
    AppointmentState,
    HelpRequest,
    ProposalState,
    RequestState,
)
from epaule.safety import audit


def lock_persons(*persons: int) -> dict[int, Person]:
    """The persons, locked in one order and before any request. Not their keys: rows may go on naming them."""
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=persons).order_by("pk")
    return {person.pk: person for person in rows}


def lock_request(request_id: int) -> HelpRequest:
    requests = HelpRequest.objects.select_for_update(of=("self",)).select_related("territory")
    return requests.get(pk=request_id)


def lock_appointment(appointment: Appointment) -> Appointment:
    """The appointment with its request and its two persons, all locked."""
    request = HelpRequest.objects.only("person_id").get(pk=appointment.request_id)
    persons = lock_persons(appointment.helper_id, request.person_id)
    locked_request = lock_request(appointment.request_id)
    locked_request.person = persons[request.person_id]
    locked = Appointment.objects.select_for_update().get(pk=appointment.pk)
    locked.request, locked.helper = locked_request, persons[locked.helper_id]
    return locked


def end_appointment(
    appointment: Appointment, state: AppointmentState, event: str, by: Person | None, *, missed_by: str = ""
) -> Appointment:
    """A locked appointment is over."""
    check_transition(APPOINTMENT_TRANSITIONS, appointment.state, state, AppointmentOver)
    appointment.state, appointment.ended_at, appointment.ended_by = state, timezone.now(), by
    appointment.missed_by, appointment.changed_at = missed_by, appointment.ended_at
    appointment.sequence += 1
    appointment.save(update_fields=["state", "ended_at", "ended_by", "missed_by", "sequence", "changed_at"])
    end_proposals(appointment.request, ProposalState.EXPIRED)
    said = {"missed_by": missed_by} if missed_by else {}
    audit.record(event, by=by, target=appointment, territory=appointment.request.territory, **said)
    if state == AppointmentState.CANCELLED:
        publish(AppointmentCancelled(appointment.pk))
    return appointment


def end_what_hangs(request: HelpRequest, by: Person | None) -> None:
    """A locked request is over: nobody is expected at its hour any more, nor proposes another."""
    for appointment in request.appointments.select_for_update().filter(state=AppointmentState.BOOKED):
        appointment.request = request
        end_appointment(appointment, AppointmentState.CANCELLED, "appointment.cancelled", by)
    end_proposals(request, ProposalState.EXPIRED)


def end_proposals(request: HelpRequest, state: ProposalState, *, but: Sequence[int] = ()) -> None:
    """What other helpers proposed for it is settled."""
    request.proposals.filter(state=ProposalState.SENT).exclude(pk__in=but).update(
        state=state, ended_at=timezone.now()
    )


def has_another_open(request: HelpRequest) -> bool:
    """Its person waits, or is being helped, for something else: a constraint allows one such ask."""
    others = HelpRequest.objects.filter(
        person=request.person_id, state__in=[RequestState.PUBLISHED, RequestState.ASSIGNED]
    )
    return others.exclude(pk=request.pk).exists()
