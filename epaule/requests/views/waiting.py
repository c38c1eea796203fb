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
from epaule.requests.rules import can_be_told
from epaule.requests.searching import search_of
from epaule.requests.telling_form import TellingForm, reach_in_words


def hers(request: SignedInRequest, public_id: str) -> HelpRequest:
    """Her own request; for anyone else it does not exist."""
    return get_object_or_404(
        HelpRequest.objects.select_related("territory", "commune", "helper", "helper__commune", "place__commune"),
        public_id=public_id,
        person=request.user,
    )


@never_cache
def waiting(request: SignedInRequest, public_id: str) -> HttpResponse:
    """What is happening, in words; survives a reload; reopened by the guest's link."""
    return page(request, hers(request, public_id))


def page(
    request: SignedInRequest, asked: HelpRequest, *, telling: TellingForm | None = None, status: int = 200
) -> HttpResponse:
    """`telling`: what she typed in « Prévenez-moi », with what is wrong in it."""
    public_id = asked.public_id
    waits = asked.state == RequestState.PUBLISHED
    may_be_told = waits and asked.urgency != Urgency.NOW and can_be_told(request.user, asked)
    secret = request.session.get(f"link:{public_id}")
    link = request.build_absolute_uri(reverse("people:open_link", args=[secret])) if secret else ""
    context = {
        "help_request": asked,
        "link": link,
        "search": search_of(asked, timezone.now()) if waits else None,
        "telling": (telling or TellingForm()) if may_be_told else None,
        "told_at": reach_in_words(asked),
    }
    template = "requests/_waiting_state.html" if request.htmx else "requests/waiting.html"
    return render(request, template, context, status=status)


@require_POST
def cancel(request: SignedInRequest, public_id: str) -> HttpResponse:
    actions.cancel(by=request.user, request=hers(request, public_id))
    return redirect("requests:waiting", public_id)


@require_POST
def ask_again(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The same once more; for right now when she says so."""
    draft = Draft.again(hers(request, public_id))
    if request.POST.get("when") in Urgency.values:
        draft.when = request.POST["when"]
    draft.keep(request)
    return redirect("requests:check")
