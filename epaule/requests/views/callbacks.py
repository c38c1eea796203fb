"""The promised call-backs, for the coordination."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from epaule.kernel.errors import NotAllowed
from epaule.people.http import SignedInRequest
from epaule.requests import actions, queries
from epaule.requests.calling_hours import LENGTH, calling_days, promise_in_words
from epaule.requests.errors import HourNotOffered
from epaule.requests.models import CallbackRequest
from epaule.requests.rules import can_answer_callbacks
from epaule.requests.views.booking import moment_in

PATIENCE = timedelta(hours=24)
"""Who was promised no hour is called within that time."""


def _one(request: SignedInRequest, public_id: str) -> CallbackRequest:
    if not can_answer_callbacks(request.user, request.territory.pk):
        raise NotAllowed()
    return get_object_or_404(CallbackRequest, public_id=public_id, territory=request.territory)


@never_cache
def callbacks(request: SignedInRequest) -> HttpResponse:
    """Who is to be called: first who was promised no hour, then by the hour; late ones marked."""
    if not can_answer_callbacks(request.user, request.territory.pk):
        raise NotAllowed()
    now = timezone.now()
    calls = queries.callbacks_to_do(request.territory).select_related("request")
    late = [(one.promised_at + LENGTH if one.promised_at else one.asked_at + PATIENCE) < now for one in calls]
    context = {
        "calls": list(zip(calls, late, strict=True)),
        "late": sum(late),
        "days": calling_days(request.territory, now),
    }
    return render(request, "requests/callbacks.html", context)


@require_POST
def callback_done(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« C’est fait, j’ai rappelé »"""
    actions.mark_callback_done(by=request.user, callback=_one(request, public_id))
    return redirect("requests:callbacks")


@require_POST
def callback_later(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« Pas de réponse, réessayer »: `at`, one of the hours of the team."""
    callback = _one(request, public_id)
    at = moment_in(request.POST.get("at", ""))
    if at is None:
        raise HourNotOffered()
    callback = actions.postpone_callback(by=request.user, callback=callback, at=at)
    said = _("C’est noté : on rappelle %(name)s %(when)s.")
    messages.success(request, said % {"name": callback.first_name, "when": promise_in_words(at, timezone.now())})
    return redirect("requests:callbacks")
