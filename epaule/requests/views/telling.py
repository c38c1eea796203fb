"""« Prévenez-moi »: where a guest who can wait is told of proposals, and the signed link that brings her back."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from epaule.kernel.errors import Refusal
from epaule.people.http import SignedInRequest
from epaule.requests import actions
from epaule.requests.limits import SETTLING_LIMIT
from epaule.requests.links import request_behind
from epaule.requests.rules import can_be_told
from epaule.requests.telling_form import TellingForm
from epaule.requests.views.waiting import hers, page
from epaule.safety import audit
from epaule.safety.throttle import Limit, spend_as_caller

LINK_LIMIT = Limit("request-link", capacity=20, seconds_per_token=30)


@require_POST
@never_cache
def be_told(request: SignedInRequest, public_id: str) -> HttpResponse:
    """`do`: « stop », or else she is told at `reach`."""
    asked = hers(request, public_id)
    if not can_be_told(request.user, asked):
        raise Http404
    spend_as_caller(SETTLING_LIMIT, request)
    if request.POST.get("do") == "stop":
        actions.set_reach(by=request.user, request=asked, email="", phone="")
        messages.success(request, _("C’est noté : nous ne vous préviendrons plus."))
        return redirect("requests:waiting", public_id)
    form = TellingForm(request.POST)
    if form.is_valid():
        email, phone = form.cleaned_data["reach"]
        try:
            actions.set_reach(by=request.user, request=asked, email=email, phone=phone)
        except Refusal as refusal:
            form.add_error("reach", f"{refusal.message} {refusal.way_on}")
            return page(request, asked, telling=form, status=refusal.status)
        messages.success(request, _("C’est noté : nous vous préviendrons."))
        return redirect("requests:waiting", public_id)
    return page(request, asked, telling=form, status=400)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def request_link(request: HttpRequest, token: str) -> HttpResponse:
    """It asks before it enters: mail programs open links by themselves. Who has an account signs in."""
    spend_as_caller(LINK_LIMIT, request)
    asked = request_behind(token)
    person, hers_ = asked.person, reverse("requests:waiting", args=[asked.public_id])
    if request.user == person:
        return redirect(hers_)
    if not person.is_guest:
        return redirect_to_login(hers_)
    if request.method == "POST":
        audit.record("request.link_used", by=person, target=asked, territory=asked.territory)
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
        return redirect(hers_)
    return render(request, "people/open_link.html", {"person": person})
