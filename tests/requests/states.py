"""Requests brought to each state by the actions that lead there."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from epaule.requests import actions
from epaule.requests.models import HelpRequest, RequestState
from tests.factories import Scene

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
    if way in {"assigned", "closed", "cancelled_after_accept"}:
        actions.accept(by=scene.karim, request=request)
    if way == "closed":
        actions.close(by=scene.jeanne, request=request)
    elif way.startswith("cancelled"):
        actions.cancel(by=scene.jeanne, request=request)
    elif way == "expired":
        make_late(request)
        actions.expire_unanswered()
    elif way == "withdrawn":
        # Moderation will do it; no action does yet.
        withdrawn = {"state": RequestState.WITHDRAWN, "ended_at": timezone.now()}
        HelpRequest.objects.filter(pk=request.pk).update(**withdrawn)
    request.refresh_from_db()
    return request


def make_late(request: HelpRequest) -> None:
    """Published longer ago than anyone is left waiting."""
    long_ago = timezone.now() - actions.WAIT_FOR_HELPER - timedelta(seconds=1)
    HelpRequest.objects.filter(pk=request.pk).update(published_at=long_ago)
