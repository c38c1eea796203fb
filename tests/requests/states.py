"""Requests, call-backs and limits brought to each state by the actions that lead there."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.utils import timezone

from epaule.kernel.errors import TooMany
from epaule.requests import actions
from epaule.requests.models import CallbackRequest, HelpRequest
from epaule.safety.throttle import Limit, spend
from tests.factories import Scene
from tests.requests.wizard import TEXT

WAYS = [
    "published",
    "assigned",
    "closed",
    "expired",
    "cancelled",
    "cancelled_after_accept",
    "withdrawn",
]
"""Each state, and « cancelled » by its two ways."""


def request_in(scene: Scene, way: str) -> HelpRequest:
    """Jeanne's request, accepted by Karim where somebody came, in the state `way`."""
    request = scene.ask()
    if way in {"assigned", "closed", "cancelled_after_accept", "withdrawn"}:
        actions.accept(by=scene.karim, request=request)
    if way == "closed":
        actions.close(by=scene.jeanne, request=request)
    elif way.startswith("cancelled"):
        actions.cancel(by=scene.jeanne, request=request)
    elif way == "expired":
        make_late(request)
        actions.expire_unanswered()
    elif way == "withdrawn":
        actions.stop_helping(by=scene.jeanne, helper=scene.karim)
    request.refresh_from_db()
    return request


def make_late(request: HelpRequest) -> None:
    """Published longer ago than anyone is left waiting."""
    long_ago = timezone.now() - actions.WAIT_FOR_HELPER - timedelta(seconds=1)
    HelpRequest.objects.filter(pk=request.pk).update(published_at=long_ago)


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
