"""Background work of web push."""

from huey.contrib.djhuey import db_task

from epaule.adapters.webpush import ringing

WAITS = (5, 20, 60)
"""Seconds before each next try, when the server of notifications names none."""


@db_task()
def ring(request_id: int, helper_id: int, device_id: int, tried: int = 0) -> None:
    """Ring one device; tried again later while it may do and the ring is of use."""
    wait = ringing.ring(request_id, helper_id, device_id)
    if wait is not None and tried < len(WAITS):
        ring.schedule((request_id, helper_id, device_id, tried + 1), delay=max(wait, WAITS[tried]))


@db_task()
def hush(message_id: int, device_id: int) -> None:
    ringing.hush(message_id, device_id)


@db_task()
def try_out(device_id: int) -> None:
    ringing.try_out(device_id)
