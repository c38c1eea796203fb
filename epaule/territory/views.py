"""Pieces of pages that other pages fetch while someone types."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from epaule.territory.folding import fold
from epaule.territory.middleware import TerritoryRequest
from epaule.territory.queries import QUERY_MAX_LENGTH, QUERY_MIN_LENGTH, search_communes


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
