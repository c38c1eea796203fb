"""« Prendre rendez-vous »: moments of real helpers, and what helpers proposed; one tap books."""

from datetime import UTC, datetime

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from epaule.kernel.errors import Refusal
from epaule.people.http import SignedInRequest
from epaule.people.models import Person
from epaule.requests import actions
from epaule.requests.errors import AlreadyBooked, BookedTooOften, HelperNotFree, ProposalOver, SlotTaken
from epaule.requests.hours import day_of
from epaule.requests.limits import GUESTS_BOOK_LIMIT, SLOTS_LIMIT
from epaule.requests.matching import ask_of, in_words
from epaule.requests.models import Appointment, HelpRequest, RequestState
from epaule.requests.slots import Slot, slots_for
from epaule.safety.throttle import Limit, network_of, spend, spend_as_caller

BOOK_LIMIT = Limit("book-appointment", capacity=12, seconds_per_token=60)
BOOKABLE = {RequestState.PUBLISHED, RequestState.EXPIRED, RequestState.WITHDRAWN}
SHOWN, SHOWN_MORE = 6, 24
DAYS, DAYS_MORE = 7, 21


def _hers(request: SignedInRequest, public_id: str) -> HelpRequest:
    """Her own request; for anyone else it does not exist."""
    asks = HelpRequest.objects.select_related("territory", "commune")
    return get_object_or_404(asks, public_id=public_id, person=request.user)


def moment_in(text: str) -> datetime | None:
    """The moment, in UTC, that a button carries: ISO 8601 with its offset; None when it is none."""
    try:
        moment = parse_datetime(text[:40])
        return moment.astimezone(UTC) if moment is not None and moment.tzinfo is not None else None
    except (ValueError, OverflowError):  # The ends of time have no hour in other zones.
        return None


def _page(request: SignedInRequest, asked: HelpRequest, refusal: Refusal | None = None) -> HttpResponse:
    more = request.GET.get("plus") == "oui"
    limit, days = (SHOWN_MORE, DAYS_MORE) if more else (SHOWN, DAYS)
    slots = slots_for(ask_of(asked), limit=limit, within_days=days)
    context = {
        "asked": asked,
        "slots": [_said(slot) for slot in slots if not slot.is_around],
        "around": [_said(slot) for slot in slots if slot.is_around],
        "more": more,
        "refusal": refusal,
    }
    return render(request, "requests/slots.html", context, status=refusal.status if refusal else 200)


def _said(slot: Slot) -> dict[str, object]:
    return {"slot": slot, "day": day_of(slot.starts_at), "why": in_words(slot.proposed.because)}


@never_cache
@require_GET
def slots(request: SignedInRequest, public_id: str) -> HttpResponse:
    """When somebody can be met about this ask."""
    spend_as_caller(SLOTS_LIMIT, request)
    asked = _hers(request, public_id)
    if asked.appointment is not None:
        return redirect("requests:appointment", asked.appointment.public_id)
    return _page(request, asked) if asked.state in BOOKABLE else redirect("requests:waiting", public_id)


@require_POST
def book(request: SignedInRequest, public_id: str) -> HttpResponse:
    """One tap. When somebody else was faster, the next moments are shown."""
    asked = _hers(request, public_id)
    spend_as_caller(BOOK_LIMIT, request)
    starts_at = moment_in(request.POST.get("starts_at", ""))
    try:
        if starts_at is None:
            raise SlotTaken()
        appointment = _book(request, asked, starts_at)
    except AlreadyBooked:
        return redirect("requests:slots", public_id)
    except Refusal as refusal:
        return _page(request, asked, refusal)
    return redirect("requests:appointment", appointment.public_id)


def _named(request: SignedInRequest, field: str) -> str | None:
    """The identifier that a button carries; "" when it is none."""
    said = request.POST.get(field)
    return said if said is None or said.isalnum() else ""


@transaction.atomic
def _book(request: SignedInRequest, asked: HelpRequest, starts_at: datetime) -> Appointment:
    by, proposed = request.user, _named(request, "proposal")
    if proposed is not None:
        proposal = asked.proposals.select_related("helper", "request").filter(public_id=proposed).first()
        if proposal is None:
            raise ProposalOver()
        _spend_as_guest(request, proposal.helper)
        return actions.take_proposal(by=by, proposal=proposal, starts_at=starts_at)
    helper = Person.objects.filter(public_id=_named(request, "helper") or "").first()
    if helper is None:
        raise HelperNotFree()
    _spend_as_guest(request, helper)
    return actions.book(by=by, request=asked, helper=helper, starts_at=starts_at)


def _spend_as_guest(request: SignedInRequest, helper: Person) -> None:
    """Given back when the booking is refused."""
    if request.user.is_guest:
        spend(GUESTS_BOOK_LIMIT, f"{network_of(request)}:{helper.pk}", refusal=BookedTooOften)


@require_POST
def refuse_proposal(request: SignedInRequest, public_id: str, proposal_id: str) -> HttpResponse:
    """« Aucun ne me convient. »"""
    asked = _hers(request, public_id)
    proposal = get_object_or_404(asked.proposals, public_id=proposal_id)
    actions.refuse_proposal(by=request.user, proposal=proposal)
    return redirect("requests:slots", public_id)
