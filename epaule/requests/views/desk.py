"""The helper's desk: the switch, what rings, the profile."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from epaule.kernel.errors import Refusal
from epaule.knowhow.queries import sheets_to_review
from epaule.people.http import SignedInRequest
from epaule.people.queries import never_with
from epaule.people.rules import is_coordinator_of
from epaule.requests import actions, queries
from epaule.requests import desk as helper_desk
from epaule.requests.errors import UnknownRequest
from epaule.requests.hours_forms import PauseForm
from epaule.requests.limits import SETTLING_LIMIT
from epaule.requests.models import HelpRequest
from epaule.requests.rules import can_help_in, can_offer_in
from epaule.safety.throttle import Limit, spend_as_caller

ACCEPT_LIMIT = Limit("answer-request", capacity=20, seconds_per_token=10)
"""Accepting and passing together: nobody honest is that quick."""
ABSENCE_SAID = timedelta(minutes=15)
"""So long a helper who came too late reads that somebody else was looked for."""


@never_cache
def desk(request: SignedInRequest) -> HttpResponse:
    """Who is waiting for someone like me."""
    person, territory = request.user, request.territory
    if person.is_guest:
        return render(request, "requests/guest_helper.html")
    offers, coordinates = (
        person.offers.filter(territory=territory).exists(),
        is_coordinator_of(person, territory.pk),
    )
    if not offers and not coordinates:
        return redirect("requests:profile")
    trusted = can_offer_in(person, territory.pk)
    answering = queries.Answering(person, territory)
    context: dict[str, Any] = {
        "trusted": trusted,
        "stopped": person.suspended_at is not None,
        "to_be_accepted": offers and not trusted,
        "absence": queries.absence_of(person, timezone.now() - ABSENCE_SAID),
        "expected": answering.expected,
        "coordinates": coordinates,
    }
    if trusted:
        context |= _helper_side(answering)
    return render(request, "requests/desk.html", context)


def _helper_side(answering: queries.Answering) -> dict[str, Any]:
    person, territory = answering.helper, answering.territory
    available = queries.is_available(person, territory)
    waiting = helper_desk.waiting(answering)
    today, next_ones = helper_desk.appointments_ahead(person)
    week = helper_desk.week_of_helper(person, territory)
    return {
        "available": available,
        "ringing": answering.ringing() if available else [],
        "waiting": waiting,
        "today": today,
        "next_ones": next_ones,
        "week": week,
        "paused_until": week.paused_until,
        "come_back": week.come_back,
        "pausing": PauseForm(),
        "accompanied": person.persons_kept.count(),
        "to_review": sheets_to_review(person, territory).count(),
    }


@require_POST
def switch(request: SignedInRequest) -> HttpResponse:
    """« Je suis disponible », on or off."""
    spend_as_caller(SETTLING_LIMIT, request)
    if request.POST.get("available") == "1":
        actions.become_available(by=request.user, territory=request.territory)
    else:
        actions.become_unavailable(by=request.user, territory=request.territory)
    return redirect("requests:desk")


def _asked(request: SignedInRequest, public_id: str) -> HelpRequest:
    """A request of this territory, or of one that agreed with hers; any other does not exist for her, nor do those
    of people she never meets."""
    asked = get_object_or_404(HelpRequest, public_id=public_id)
    around = asked.territory_id == request.territory.pk or can_help_in(request.user, asked.territory_id)
    if not around or asked.person_id in never_with(request.user.pk):
        raise UnknownRequest()
    return asked


@require_POST
def accept(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« Accepter »: the first gets it; the others are thanked and stay at their desk."""
    spend_as_caller(ACCEPT_LIMIT, request)
    asked = _asked(request, public_id)
    try:
        actions.accept(by=request.user, request=asked)
    except Refusal as refusal:
        if refusal.status in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
            raise
        messages.info(request, f"{refusal.message} {refusal.way_on}")
        return redirect("requests:desk")
    return redirect("visits:enter_for_request", public_id)


@require_POST
def pass_on(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« Passer »: it no longer rings for her."""
    spend_as_caller(ACCEPT_LIMIT, request)
    actions.pass_on(by=request.user, request=_asked(request, public_id))
    return redirect("requests:desk")
