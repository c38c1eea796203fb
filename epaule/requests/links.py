"""The signed link of an appointment, for who has no account: it leads there until the appointment is over."""

from django.core.signing import BadSignature, Signer

from epaule.requests.errors import AppointmentLinkUnknown
from epaule.requests.models import Appointment, AppointmentState

_signer = Signer(sep=".", salt="epaule.requests.appointment-link")


def appointment_token(appointment: Appointment) -> str:
    """What stands in the address of the link."""
    return _signer.sign(appointment.public_id)


def appointment_behind(token: str) -> Appointment:
    """The one still ahead or under way, with its request and persons; `AppointmentLinkUnknown` otherwise."""
    try:
        public_id = _signer.unsign(token)
    except BadSignature:
        raise AppointmentLinkUnknown() from None
    appointment = (
        Appointment.objects.select_related("helper", "request__person", "request__territory")
        .filter(public_id=public_id, state__in=[AppointmentState.BOOKED, AppointmentState.HELD])
        .first()
    )
    if appointment is None or not appointment.request.is_open or not appointment.request.person.is_active:
        raise AppointmentLinkUnknown()
    return appointment
