"""« Proposer un moment »: a helper answers who can wait with moments of her own."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from epaule.kernel.errors import Refusal
from epaule.people.http import SignedInRequest
from epaule.people.queries import never_with
from epaule.requests import actions
from epaule.requests.errors import NothingProposed
from epaule.requests.models import HelpRequest, ProposalState, RequestState, Urgency
from epaule.requests.rules import can_help_in
from epaule.requests.slots import free_slots, spread
from epaule.requests.views.booking import moment_in
from epaule.safety.throttle import Limit, spend_as_caller

PROPOSE_LIMIT = Limit("propose-moments", capacity=20, seconds_per_token=60)
SHOWN = 12
WITHIN = timedelta(days=14)
MESSAGE_MOST = 300


def _that_can_wait(request: SignedInRequest, public_id: str) -> HelpRequest:
    """An ask she may answer at an hour; for anyone else it does not exist."""
    asks = HelpRequest.objects.select_related("territory", "commune")
    asked = asks.filter(public_id=public_id, state=RequestState.PUBLISHED).exclude(urgency=Urgency.NOW).first()
    if asked is None or not can_help_in(request.user, asked.territory_id):
        raise Http404
    if asked.person_id == request.user.pk or asked.person_id in never_with(request.user.pk):
        raise Http404
    return asked


def moments_in(request: SignedInRequest) -> list[datetime]:
    """The moments that were ticked."""
    ticked = (moment_in(one) for one in request.POST.getlist("moments")[: SHOWN + 1])
    return [one for one in ticked if one is not None]


def message_in(request: SignedInRequest) -> str:
    """The few words that go with them."""
    message = request.POST.get("message", "").strip()
    if len(message) > MESSAGE_MOST or "\0" in message:
        raise NothingProposed(_("Ce message est trop long."), way_on=_("Quelques mots suffisent."))
    return message


@never_cache
@require_http_methods(["GET", "POST"])
def propose(request: SignedInRequest, public_id: str) -> HttpResponse:
    """One to three of her free moments, and a few words; she may take them back."""
    asked = _that_can_wait(request, public_id)
    sent = asked.proposals.filter(helper=request.user, state=ProposalState.SENT).first()
    if request.method == "GET":
        return _page(request, asked)
    spend_as_caller(PROPOSE_LIMIT, request)
    if request.POST.get("do") == "withdraw":
        if sent is not None:
            actions.withdraw_proposal(by=request.user, proposal=sent)
        return redirect("requests:propose", public_id)
    try:
        moments, message = moments_in(request), message_in(request)
        actions.send_proposal(by=request.user, request=asked, moments=moments, message=message)
    except Refusal as refusal:
        return _page(request, asked, refusal=refusal, message=request.POST.get("message", ""))
    messages.success(request, _("C’est envoyé. %(name)s choisit.") % {"name": asked.first_name})
    return redirect("requests:desk")


def _page(
    request: SignedInRequest, asked: HelpRequest, *, refusal: Refusal | None = None, message: str = ""
) -> HttpResponse:
    now = timezone.now()
    free = free_slots(request.user, request.user.territory, now, now + WITHIN)
    sent = asked.proposals.filter(helper=request.user, state=ProposalState.SENT).first()
    context = {
        "asked": asked,
        "moments": [at for _helper, at in spread({request.user.pk: free}, SHOWN)],
        "chosen": request.POST.getlist("moments"),
        "sent": [datetime.fromisoformat(at) for at in sent.moments] if sent else None,
        "message": message,
        "refusal": refusal,
    }
    return render(request, "requests/propose.html", context, status=refusal.status if refusal else 200)
