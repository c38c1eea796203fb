"""« Je préfère être rappelé·e »: a number left instead of an ask."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from epaule.kernel.forms import posted
from epaule.people.models import Person
from epaule.requests import actions
from epaule.requests.calling_forms import CallbackForm
from epaule.requests.calling_hours import calling_days, promise_in_words
from epaule.requests.draft import Draft
from epaule.requests.errors import HourNotOffered
from epaule.requests.limits import LINE_CALLS_LIMIT, NUMBER_LIMIT
from epaule.requests.views.asking import page
from epaule.safety.throttle import Limit, spend, spend_as_address, spend_as_caller
from epaule.territory.middleware import TerritoryRequest

CALLBACK_LIMIT = Limit("ask-callback", capacity=4, seconds_per_token=300)
PROMISED = "promised"


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask_callback(request: TerritoryRequest) -> HttpResponse:
    """« Je préfère être rappelé·e »"""
    draft = Draft.of(request)
    if not draft.text:
        return redirect("requests:ask")
    days = calling_days(request.territory, timezone.now())
    form = CallbackForm(posted(request), days=days, initial={"first_name": draft.first_name})
    if request.method == "POST" and form.is_valid():
        spend_as_caller(CALLBACK_LIMIT, request)
        spend_as_address(LINE_CALLS_LIMIT, request)
        spend(NUMBER_LIMIT, form.cleaned_data["phone"])
        try:
            callback = actions.ask_callback(
                by=request.user if isinstance(request.user, Person) else None,
                territory=request.territory,
                text=draft.text,
                **form.cleaned_data,
            )
        except HourNotOffered as said:
            form.add_error("at", f"{said.message} {said.way_on}")
        else:
            Draft.forget(request)
            at = callback.promised_at
            request.session[PROMISED] = at.isoformat() if at else ""
            return redirect("requests:callback_kept")
    return page(request, "requests/ask_callback.html", 3, form=form, draft=draft, days=days)


@login_not_required
@never_cache
def callback_kept(request: HttpRequest) -> HttpResponse:
    """What was promised, once more."""
    at = request.session.get(PROMISED)
    promise = promise_in_words(datetime.fromisoformat(at), timezone.now()) if at else ""
    return render(request, "requests/callback_kept.html", {"promise": promise})
