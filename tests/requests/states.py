"""Requests, call-backs and limits brought to each state by the actions that lead there."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.utils import timezone

from epaule.kernel.errors import TooMany
from epaule.people.models import Person
from epaule.requests import actions
from epaule.requests.models import Appointment, CallbackRequest, HelpRequest
from epaule.requests.slots import free_slots
from epaule.safety.throttle import Limit, spend
from tests.factories import Scene
from tests.requests.diary import gives_hours
from tests.requests.wizard import TEXT

WAYS = [
    "published",
    "booked",
    "assigned",
    "closed",
    "expired",
    "cancelled",
    "cancelled_after_accept",
    "withdrawn",
    "redirected",
]
"""Each state, and « cancelled » by its two ways."""


def request_in(scene: Scene, way: str) -> HelpRequest:
    """Jeanne's request, accepted by Karim where somebody came, in the state `way`."""
    request = scene.ask()
    if way in {"assigned", "closed", "cancelled_after_accept", "withdrawn"}:
        actions.accept(by=scene.karim, request=request)
    elif way == "booked":
        book(scene, request)
    if way == "closed":
        actions.close(by=scene.jeanne, request=request)
    elif way.startswith("cancelled"):
        actions.cancel(by=scene.jeanne, request=request)
    elif way == "expired":
        make_late(request)
        actions.expire_unanswered()
    elif way == "withdrawn":
        actions.stop_helping(by=scene.jeanne, helper=scene.karim)
    elif way == "redirected":
        actions.redirect_to_place(by=scene.jeanne, request=request, place=scene.place())
    request.refresh_from_db()
    return request


def book(scene: Scene, request: HelpRequest, helper: Person | None = None, *, nth: int = 0) -> Appointment:
    """Who asked takes a free hour of `helper` (Karim), who gives some when he gave none."""
    helper = helper or scene.karim
    if not helper.rhythms.exists():
        gives_hours(scene, helper, *((day, 8, 20) for day in range(7)))
    now = timezone.now()
    starts_at = free_slots(helper, scene.territory, now, now + timedelta(days=7))[nth]
    return actions.book(by=request.person, request=request, helper=helper, starts_at=starts_at)


def make_late(request: HelpRequest) -> None:
    """Published longer ago than anyone is left waiting."""
    long_ago = timezone.now() - actions.WAIT_FOR_HELPER - timedelta(seconds=1)
    HelpRequest.objects.filter(pk=request.pk).update(published_at=long_ago)


def ring_on(request: HelpRequest, waves: int = 99) -> list[str]:
    """Let the time of the next `waves` waves come; return the kinds of all waves so far."""
    request.refresh_from_db()
    while request.next_wave_at is not None and waves:
        HelpRequest.objects.filter(pk=request.pk).update(next_wave_at=timezone.now())
        assert actions.advance_dispatch(request.pk)
        request.refresh_from_db()
        waves -= 1
    return [str(wave.kind) for wave in request.waves.all()]


def kept(scene: Scene, **changes: Any) -> CallbackRequest:
    """Somebody asked to be called."""
    given = {"first_name": "Odette", "phone": "+33639980001", "moment": "", "text": TEXT}
    return actions.ask_callback(by=None, territory=scene.territory, **(given | changes))


def use_up(limit: Limit, who: str = "address:127.0.0.1") -> None:
    """Take every try that `who` has, also those that come back while we do."""
    limit = limit.for_a_crowd if who.startswith("address:") else limit
    with suppress(TooMany):
        while True:
            spend(limit, who)
