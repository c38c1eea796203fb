"""An appointment whose two have not met: who is missed, without blame, and what becomes of the ask."""

from django.utils import timezone

from epaule.kernel.events import publish
from epaule.people.models import Person
from epaule.requests.actions._appointments import end_appointment
from epaule.requests.actions._common import end
from epaule.requests.at_the_hour import LATE_AFTER
from epaule.requests.events import RequestUnanswered
from epaule.requests.models import Appointment, AppointmentState, HelpRequest, RequestState


def miss(appointment: Appointment, missing: str, by: Person | None) -> None:
    """A locked appointment is missed by « helped », « helper » or « both »."""
    request = appointment.request
    end_appointment(appointment, AppointmentState.MISSED, "appointment.missed", by, missed_by=missing)
    end(request, RequestState.EXPIRED, "request.expired", None)
    if missing == "helper":
        publish(RequestUnanswered(request.pk))


def close_unmet(request: HelpRequest, appointment: Appointment, by: Person) -> None:
    """One of the two ends the visit before they have met. Both rows are locked.

    Late enough, that says who was missing; before, who ends it does not keep the appointment.
    """
    late = timezone.now() >= appointment.starts_at + LATE_AFTER
    if by.pk == appointment.helper_id:
        if late:
            miss(appointment, "helped", by)
            return
        end_appointment(appointment, AppointmentState.CANCELLED, "appointment.cancelled", by)
        end(request, RequestState.EXPIRED, "request.expired", by)
        publish(RequestUnanswered(request.pk))
    elif late and request.arrived_at is None:
        miss(appointment, "helper", by)
    else:
        end(request, RequestState.CANCELLED, "request.cancelled", by)
