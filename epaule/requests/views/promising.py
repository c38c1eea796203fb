"""« On vous rappelle »: a number left, an hour promised."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from epaule.kernel.forms import posted
from epaule.people.models import Person
from epaule.requests import actions
from epaule.requests.draft import Draft
from epaule.requests.forms import CallbackForm
from epaule.requests.views.asking import page
from epaule.safety.throttle import Limit, spend_as_caller
from epaule.territory.middleware import TerritoryRequest

CALLBACK_LIMIT = Limit("ask-callback", capacity=4, seconds_per_token=300)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask_callback(request: TerritoryRequest) -> HttpResponse:
    """« Je préfère être rappelé·e »"""
    draft = Draft.of(request)
    if not draft.text:
        return redirect("requests:ask")
    form = CallbackForm(posted(request), initial={"first_name": draft.first_name})
    if request.method == "POST" and form.is_valid():
        spend_as_caller(CALLBACK_LIMIT, request)
        actions.ask_callback(
            by=request.user if isinstance(request.user, Person) else None,
            territory=request.territory,
            text=draft.text,
            **form.cleaned_data,
        )
        Draft.forget(request)
        return redirect("requests:callback_kept")
    return page(request, "requests/ask_callback.html", 3, form=form, draft=draft)


@login_not_required
def callback_kept(request: HttpRequest) -> HttpResponse:
    return render(request, "requests/callback_kept.html")
