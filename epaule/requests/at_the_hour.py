"""At the hour of an appointment: from when its door is open, and who is elsewhere or waits alone."""

from datetime import timedelta

from django.utils import timezone

from epaule.people.models import Person
from epaule.requests.models import Appointment, AppointmentState, HelpRequest, RequestState

EARLY = timedelta(minutes=10)
"""From then on before the hour the room opens."""
LATE_AFTER = timedelta(minutes=10)
"""From then on who is there may say that the other did not come."""
MISSED_AFTER = timedelta(minutes=20)
"""Who is not there then does not come."""


def may_note_absence(by: Person, appointment: Appointment) -> bool:
    """She came, late enough, and waits alone as far as one knows."""
    request = appointment.request
    late = timezone.now() >= appointment.starts_at + LATE_AFTER
    helper_came = request.arrived_at is not None
    begun = appointment.state == AppointmentState.BOOKED and request.state == RequestState.ASSIGNED
    return late and begun and helper_came == (by.pk == appointment.helper_id)


def elsewhere(appointment: Appointment) -> str:
    """Who of the two is in another visit: « helper », « helped », or nobody. Two queries at most."""
    request = appointment.request
    others = HelpRequest.objects.filter(state=RequestState.ASSIGNED).exclude(pk=request.pk)
    if others.filter(helper=appointment.helper_id).exists():
        return "helper"
    return "helped" if others.filter(person=request.person_id).exists() else ""
