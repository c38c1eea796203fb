"""Signed links for who has no account: to an appointment, until a day after it is over; to an ask, while it lasts.

The link of an ask holds for the address it was sent to: once she corrects a mistyped one, it opens no more.
"""

from datetime import timedelta

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from epaule.requests.errors import AppointmentLinkUnknown, RequestLinkUnknown
from epaule.requests.models import Appointment, HelpRequest

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


def _signer_of(request: HelpRequest) -> Signer:
    return Signer(sep=".", salt=f"epaule.requests.request-link:{request.email}:{request.phone}")


def request_token(request: HelpRequest) -> str:
    """What stands in the address of the link sent to where she is told."""
    return _signer_of(request).sign(request.public_id)


def request_behind(token: str) -> HelpRequest:
    """The ask with its person; `RequestLinkUnknown` once it is over, or she is told elsewhere."""
    public_id = token.partition(".")[0]
    # PostgreSQL cannot even be asked about a NUL.
    rows = HelpRequest.objects.select_related("person", "territory") if public_id.isalnum() else None
    request = rows.filter(public_id=public_id).first() if rows is not None else None
    if request is None or not request.is_open or not request.person.is_active:
        raise RequestLinkUnknown()
    if not (request.email or request.phone):
        raise RequestLinkUnknown()
    try:
        _signer_of(request).unsign(token)
    except BadSignature:
        raise RequestLinkUnknown() from None
    return request
