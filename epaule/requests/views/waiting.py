"""The page of the person who waits."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from epaule.people.http import SignedInRequest
from epaule.requests import actions
from epaule.requests.draft import Draft
from epaule.requests.models import HelpRequest, RequestState, Urgency
from epaule.requests.searching import search_of


def _hers(request: SignedInRequest, public_id: str) -> HelpRequest:
    """Her own request; for anyone else it does not exist."""
    return get_object_or_404(
        HelpRequest.objects.select_related("territory", "commune", "helper", "helper__commune", "place__commune"),
        public_id=public_id,
        person=request.user,
    )


@never_cache
def waiting(request: SignedInRequest, public_id: str) -> HttpResponse:
    """What is happening, in words; survives a reload; reopened by the guest's link."""
    asked = _hers(request, public_id)
    secret = request.session.get(f"link:{public_id}")
    link = request.build_absolute_uri(reverse("people:open_link", args=[secret])) if secret else ""
    context = {
        "help_request": asked,
        "link": link,
        "search": search_of(asked, timezone.now()) if asked.state == RequestState.PUBLISHED else None,
    }
    template = "requests/_waiting_state.html" if request.htmx else "requests/waiting.html"
    return render(request, template, context)


@require_POST
def cancel(request: SignedInRequest, public_id: str) -> HttpResponse:
    actions.cancel(by=request.user, request=_hers(request, public_id))
    return redirect("requests:waiting", public_id)


@require_POST
def ask_again(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The same once more; for right now when she says so."""
    draft = Draft.again(_hers(request, public_id))
    if request.POST.get("when") in Urgency.values:
        draft.when = request.POST["when"]
    draft.keep(request)
    return redirect("requests:check")
