"""Rings that leave for devices, and what silences them."""

from epaule.adapters.webpush import tasks
from epaule.adapters.webpush.models import PushSubscription
from epaule.requests.away import sent_for
from epaule.requests.events import AppointmentBooked, HelperRung, RequestAccepted, RequestOver
from epaule.requests.models import Appointment

WAY = "push:"
"""Begins the way of a message by push; the key of the device follows."""


def ring_devices(event: HelperRung) -> None:
    if not event.away:
        return
    devices = PushSubscription.objects.filter(person=event.helper_id).order_by("pk")
    for pk in devices.values_list("pk", flat=True):
        tasks.ring(event.request_id, event.helper_id, pk)


def hush_devices(event: RequestAccepted | RequestOver) -> None:
    _hush(event.request_id)


def hush_after_booking(event: AppointmentBooked) -> None:
    _hush(Appointment.objects.values_list("request", flat=True).get(pk=event.appointment_id))


def _hush(request_id: int) -> None:
    """The notification still on the screens of those who were rung gives way to « Quelqu’un d’autre y va »."""
    for message in sent_for(request_id, WAY):
        tasks.hush(message.pk, int(message.way.removeprefix(WAY)))
