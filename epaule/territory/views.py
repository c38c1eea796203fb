"""The commune search of other pages; the neighbours of a territory."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from epaule.kernel.errors import NotAllowed
from epaule.people.http import SignedInRequest
from epaule.territory import actions
from epaule.territory.errors import NeighbourhoodUnknown
from epaule.territory.folding import fold
from epaule.territory.middleware import TerritoryRequest
from epaule.territory.models import Territory
from epaule.territory.queries import (
    QUERY_MAX_LENGTH,
    QUERY_MIN_LENGTH,
    neighbourhoods_of,
    search_communes,
    territories_to_propose,
)
from epaule.territory.rules import can_set_neighbours


@login_not_required
@require_GET
def communes(request: TerritoryRequest) -> HttpResponse:
    """The communes that `q` may mean, as radio buttons named `commune`; `commune` is the one chosen before."""
    text = request.GET.get("q", "")[:QUERY_MAX_LENGTH].strip()
    context = {
        "text": text,
        "too_short": len(fold(text)) < QUERY_MIN_LENGTH,
        "matches": search_communes(text, near=request.territory),
        "chosen": request.GET.get("commune", ""),
    }
    return render(request, "territory/_communes.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def neighbours(request: SignedInRequest) -> HttpResponse:
    """The territories that help each other. `do`: « propose », « agree » or « end »; `territory`: the other."""
    territory = request.territory
    if not can_set_neighbours(request.user, territory):
        raise NotAllowed()
    if request.method == "POST":
        messages.success(request, _settle(request, territory))
        return redirect("territory:neighbours")
    context = {"held": neighbourhoods_of(territory), "others": territories_to_propose(territory)}
    return render(request, "territory/neighbours.html", context)


def _settle(request: SignedInRequest, territory: Territory) -> str:
    """Do what was asked; what to say of it. Raises NeighbourhoodUnknown."""
    other_id = request.POST.get("territory", "")
    # PostgreSQL cannot even be asked about a NUL.
    other = Territory.objects.filter(public_id=other_id).first() if other_id.isalnum() else None
    if other is None:
        raise NeighbourhoodUnknown()
    if request.POST.get("do") == "propose":
        held = actions.propose_neighbourhood(by=request.user, territory=territory, neighbour=other)
        return _("C’est convenu : vos aidants s’entraident.") if held.agreed_at else _("C’est proposé.")
    there = next((one for one in neighbourhoods_of(territory) if other in (one.territory, one.neighbour)), None)
    if there is None or request.POST.get("do") not in {"agree", "end"}:
        raise NeighbourhoodUnknown()
    if request.POST["do"] == "agree":
        actions.agree_to_neighbourhood(by=request.user, neighbourhood=there)
        return _("C’est convenu : vos aidants s’entraident.")
    actions.end_neighbourhood(by=request.user, neighbourhood=there)
    return _("C’est terminé. Les visites en cours vont jusqu’au bout.")
