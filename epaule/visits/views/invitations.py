"""The ways into a visit without being matched: digits and links."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from epaule.people.http import SignedInRequest
from epaule.requests.models import HelpRequest
from epaule.safety.throttle import Limit, spend_as_caller
from epaule.visits import actions
from epaule.visits.errors import CodeUnknown
from epaule.visits.forms import CodeForm

CODE_LIMIT = Limit("visit-code", capacity=8, seconds_per_token=20)


@require_http_methods(["GET", "POST"])
def enter_code(request: SignedInRequest) -> HttpResponse:
    """A signed-in helper types the six digits that the person reads to her."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        spend_as_caller(CODE_LIMIT, request)
        try:
            arrival = actions.arrive_by_code(by=request.user, code=form.cleaned_data["code"])
        except CodeUnknown as refusal:
            form.add_error("code", f"{refusal.message} {refusal.way_on}")
        else:
            return redirect("visits:room", arrival.visit.public_id)
    status = 400 if form.errors else 200
    return render(request, "visits/code.html", {"form": form}, status=status)


@require_POST
def show_code(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The helped person asks for the six digits."""
    asked = get_object_or_404(HelpRequest, public_id=public_id, person=request.user)
    invitation = actions.invite(by=request.user, request=asked)
    return render(request, "visits/_invitation.html", {"invitation": invitation, "help_request": asked})
