"""« Comment nous choisissons », drawn from what the code weighs."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from epaule.requests.criteria import CONDITIONS, CRITERIA


@login_not_required
@require_safe
def how_we_choose(request: HttpRequest) -> HttpResponse:
    """The criteria with their points, the heaviest first, and what nothing makes up for."""
    gains = sorted((one for one in CRITERIA.values() if one.points > 0), key=lambda one: -one.points)
    context = {
        "gains": gains,
        "most": max((one.points for one in gains), default=1),
        "losses": [one for one in CRITERIA.values() if one.points < 0],
        "conditions": CONDITIONS,
    }
    return render(request, "requests/how_we_choose.html", context)
