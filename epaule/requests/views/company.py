"""« Mes aidants », « Mes accompagnés », never again, and « Et vous, que pourriez-vous transmettre ? »."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from epaule.people import actions as people_actions
from epaule.people.http import SignedInRequest
from epaule.people.models import Person
from epaule.requests import actions, company
from epaule.requests.actions import refuse_who_may_not_offer
from epaule.requests.limits import SETTLING_LIMIT
from epaule.safety.throttle import spend_as_caller


def _back(request: SignedInRequest, otherwise: str) -> HttpResponse:
    """To the page of ours that the button was on."""
    page = request.POST.get("next", "")
    ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, allowed_hosts=None)
    return redirect(page if ours else otherwise)


def _person(public_id: str) -> Person:
    return get_object_or_404(Person, public_id=public_id)


@never_cache
@require_GET
def my_helpers(request: SignedInRequest) -> HttpResponse:
    """Who came to help me; whom I let keep me in his list; whom I do not want to meet again."""
    return render(request, "requests/my_helpers.html", {"helpers": company.my_helpers(request.user)})


@require_POST
def keep_helper(request: SignedInRequest, public_id: str) -> HttpResponse:
    """« Oui », or « non merci »."""
    spend_as_caller(SETTLING_LIMIT, request)
    helper = _person(public_id)
    if request.POST.get("answer") == "yes":
        actions.keep_helper(by=request.user, helper=helper)
        messages.success(
            request, _("C’est noté : %(name)s sera prévenu·e en premier.") % {"name": helper.first_name}
        )
    else:
        actions.decline_to_keep(by=request.user, helper=helper)
    return _back(request, "requests:my_helpers")


@never_cache
@require_GET
def accompanied(request: SignedInRequest) -> HttpResponse:
    """Those who agreed to be in my list."""
    refuse_who_may_not_offer(request.user, request.territory.pk)
    return render(request, "requests/accompanied.html", {"persons": company.accompanied(request.user)})


@require_POST
def drop_accompanied(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The helper takes her out of his list; she is told nothing."""
    spend_as_caller(SETTLING_LIMIT, request)
    refuse_who_may_not_offer(request.user, request.territory.pk)
    people_actions.drop_contact(by=request.user, helped=_person(public_id), helper=request.user)
    return redirect("requests:accompanied")


@never_cache
@require_http_methods(["GET", "POST"])
def stop_meeting(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Asks once, then the two are never brought together again. Who was never met does not exist."""
    other = _person(public_id)
    if not company.have_met(request.user, other):
        raise Http404
    if request.method == "POST":
        spend_as_caller(SETTLING_LIMIT, request)
        actions.stop_meeting(by=request.user, other=other)
        return redirect("requests:stop_meeting", public_id)
    blocked = request.user.blocks.filter(blocked=other).exists()
    return render(request, "requests/stop_meeting.html", {"other": other, "blocked": blocked})


@require_POST
def meet_again(request: SignedInRequest, public_id: str) -> HttpResponse:
    """She thought again."""
    spend_as_caller(SETTLING_LIMIT, request)
    other = _person(public_id)
    if not company.have_met(request.user, other):
        raise Http404
    people_actions.unblock(by=request.user, blocked=other)
    messages.success(request, _("C’est annulé : vous pouvez de nouveau vous rencontrer."))
    return redirect("requests:my_helpers" if company.was_helped_by(request.user, other) else "requests:desk")


@never_cache
@require_http_methods(["GET", "POST"])
def pass_it_on(request: SignedInRequest) -> HttpResponse:
    """A few themes she may know, which lead to her profile. « Non merci » is for good."""
    if request.method == "POST":
        spend_as_caller(SETTLING_LIMIT, request)
        people_actions.dismiss(by=request.user, what=company.PASS_IT_ON)
        messages.info(request, _("D’accord, nous ne vous le proposerons plus."))
        return _back(request, "home")
    offers = not request.user.is_guest and request.user.offers.exists()
    themes = company.themes_to_pass_on(request.user)
    return render(request, "requests/pass_it_on.html", {"themes": themes, "offers": offers})
