"""What she chooses when nobody comes: an hour at which we call, or a place to go."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from epaule.kernel.errors import Refusal
from epaule.kernel.forms import posted
from epaule.people.http import SignedInRequest
from epaule.people.phones import phone_in_words
from epaule.requests import actions
from epaule.requests.calling_forms import PromiseForm
from epaule.requests.calling_hours import calling_days
from epaule.requests.errors import EnoughCalls, HourNotOffered, PlaceNotOffered
from epaule.requests.limits import LINE_CALLS_LIMIT, NUMBER_LIMIT
from epaule.requests.models import HelpRequest, RequestState
from epaule.requests.views.promising import CALLBACK_LIMIT
from epaule.safety.throttle import Limit, spend, spend_as_address, spend_as_caller
from epaule.territory.models import Place

PLACE_LIMIT = Limit("go-to-place", capacity=6, seconds_per_token=60)
MAY_CHOOSE = {RequestState.PUBLISHED, RequestState.EXPIRED, RequestState.WITHDRAWN}


def _hers(request: SignedInRequest, public_id: str) -> HelpRequest:
    """Her own request; for anyone else it does not exist."""
    asks = HelpRequest.objects.select_related("territory", "commune")
    return get_object_or_404(asks, public_id=public_id, person=request.user)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def promised(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« On vous rappelle »: she chooses the hour, then the page repeats what was promised."""
    asked = _hers(request, public_id)
    held = asked.callbacks.filter(done_at=None).first()
    if held is None and asked.state not in MAY_CHOOSE:
        return redirect("requests:waiting", public_id)
    days = calling_days(asked.territory, timezone.now())
    initial = {"phone": phone_in_words(held.phone if held else request.user.phone)}
    form = PromiseForm(posted(request), days=days, held=held.promised_at if held else None, initial=initial)
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        spend_as_caller(CALLBACK_LIMIT, request)
        spend_as_address(LINE_CALLS_LIMIT, request)
        spend(NUMBER_LIMIT, form.cleaned_data["phone"])
        try:
            actions.promise_callback(by=request.user, request=asked, **form.cleaned_data)
        except (HourNotOffered, EnoughCalls) as said:
            refusal = said
        else:
            return redirect("requests:promised", public_id)
    changing = held is None or form.is_bound or request.GET.get("changer") == "oui"
    context = {"asked": asked, "held": held, "form": form, "days": days, "changing": changing, "refusal": refusal}
    return render(request, "requests/promised.html", context, status=400 if form.errors or refusal else 200)


@require_POST
def go_to_place(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« J’irai à … »"""
    asked = _hers(request, public_id)
    spend_as_caller(PLACE_LIMIT, request)
    place_id = request.POST.get("place", "")
    # PostgreSQL cannot even be asked about a NUL.
    place = Place.objects.filter(public_id=place_id).first() if place_id.isalnum() else None
    if place is None:
        raise PlaceNotOffered()
    gone = actions.redirect_to_place(by=request.user, request=asked, place=place)
    return redirect("requests:waiting", gone.public_id)
