"""The signed link of an appointment, for who has no account: it leads there until a day after it is over."""

from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from epaule.requests.errors import AppointmentLinkUnknown
from epaule.requests.models import Appointment

LIVES_ON = timedelta(days=1)
"""After the end: who comes late reads what became of it, and chooses another hour."""
_signer = Signer(sep=".", salt="epaule.requests.appointment-link")


def appointment_token(appointment: Appointment) -> str:
    """What stands in the address of the link."""
    return _signer.sign(appointment.public_id)


def appointment_behind(token: str) -> Appointment:
    """The appointment with its request and persons; `AppointmentLinkUnknown` a day after its end."""
    try:
        public_id = _signer.unsign(token)
    except BadSignature:
        raise AppointmentLinkUnknown() from None
    rows = Appointment.objects.select_related("helper", "request__person", "request__territory")
    appointment = rows.filter(public_id=public_id).first()
    if appointment is None or not appointment.request.person.is_active:
        raise AppointmentLinkUnknown()
    if timezone.now() > (appointment.ended_at or appointment.ends_at) + LIVES_ON:
        raise AppointmentLinkUnknown()
    return appointment
