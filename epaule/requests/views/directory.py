"""« Trouver un aidant », as one finds a car-pool: a list first, a map beside it, a page for each helper."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from epaule.knowhow import actions as knowhow_actions
from epaule.people.http import SignedInRequest
from epaule.people.models import Person
from epaule.requests import finding
from epaule.requests.directory import Found, Wanted, listed_helper
from epaule.requests.errors import HelperUnlisted
from epaule.requests.helper_cards import HelperCard, cards
from epaule.requests.limits import SETTLING_LIMIT
from epaule.safety.throttle import Limit, spend_as_caller
from epaule.territory.contours import outlines_of
from epaule.territory.middleware import TerritoryRequest

HELPERS_A_PAGE = 20
SLOTS_SHOWN = 6
FIND_LIMIT = Limit("directory", capacity=120, seconds_per_token=1)
NOT_FOR_ENGINES = {"X-Robots-Tag": "noindex, nofollow"}
OUTLINES_KEPT = "public, max-age=86400"


def _visitor(request: HttpRequest) -> Person | None:
    return request.user if isinstance(request.user, Person) else None


def _shown(request: HttpRequest, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
    response = render(request, template, context)
    for name, value in NOT_FOR_ENGINES.items():
        response[name] = value
    return response


def _read(request: TerritoryRequest) -> finding.Finding:
    spend_as_caller(FIND_LIMIT, request)
    return finding.read(request.GET.dict(), territory=request.territory, visitor=_visitor(request))


@login_not_required
@never_cache
@require_safe
def helpers(request: TerritoryRequest) -> HttpResponse:
    """Who can help, filtered by what the address says; `page` from 1."""
    asked = _read(request)
    paginator: Paginator[int] = Paginator(Found(asked.wanted), HELPERS_A_PAGE)  # type: ignore[arg-type]  # has a length and slices
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "asked": asked,
        "form": asked.form,
        "page": page,
        "cards": cards(list(page.object_list), asked.wanted, _visitor(request), explain=asked.is_described),
        "tiles": {"url": settings.TILES_URL, "attribution": settings.TILES_ATTRIBUTION},
    }
    return _shown(request, "requests/helpers.html", context)


@login_not_required
@never_cache
@require_safe
def points(request: TerritoryRequest) -> JsonResponse:
    """For the map: how many helpers fit in each commune. Never where anybody lives."""
    asked = _read(request)
    origin = asked.wanted.commune
    found = [
        {
            "insee": one.commune.pk,
            "name": one.commune.name,
            "at": [one.commune.latitude, one.commune.longitude],
            "helpers": one.helpers,
            "ready": one.ready,
        }
        for one in Found(asked.wanted).points()
    ]
    around = (
        {"at": [origin.latitude, origin.longitude], "km": asked.wanted.radius}
        if origin is not None and origin.latitude is not None
        else None
    )
    return JsonResponse({"around": around, "communes": found}, headers=NOT_FOR_ENGINES)


@login_not_required
@require_safe
def outlines(request: TerritoryRequest) -> HttpResponse:
    """For the map: the outlines of the territory's communes; the same until they change."""
    drawn = outlines_of(request.territory)
    headers = {"ETag": drawn.etag, "Cache-Control": OUTLINES_KEPT, **NOT_FOR_ENGINES}
    if drawn.etag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304, headers=headers)
    elif "gzip" in request.headers.get("Accept-Encoding", ""):
        # Nothing secret is in it, so that compressing it tells nothing.
        headers["Content-Encoding"] = "gzip"
        response = HttpResponse(drawn.gzipped, content_type="application/json", headers=headers)
    else:
        response = HttpResponse(drawn.body, content_type="application/json", headers=headers)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _card(request: TerritoryRequest, public_id: str) -> HelperCard:
    """The helper of that page; `HelperUnlisted` for whom this visitor may not read."""
    spend_as_caller(FIND_LIMIT, request)
    visitor = _visitor(request)
    # PostgreSQL cannot even be asked about a NUL.
    known = public_id.isascii() and public_id.isalnum()
    helper = listed_helper(public_id, request.territory, visitor) if known else None
    if helper is None:
        raise HelperUnlisted()
    made = cards([helper.pk], Wanted(request.territory.pk), visitor, explain=False)
    if not made:
        raise HelperUnlisted()
    return made[0]


@login_not_required
@never_cache
@require_safe
def helper(request: TerritoryRequest, public_id: str) -> HttpResponse:
    """What a helper passes on, and who answers for her. Unlisted, only she reads it, to be listed again."""
    visitor = _visitor(request)
    hers = visitor is not None and visitor.public_id == public_id
    try:
        card = _card(request, public_id)
    except HelperUnlisted:
        if hers and visitor is not None and visitor.offers.filter(territory=request.territory).exists():
            return _shown(request, "requests/helper_unlisted.html")
        raise
    context: dict[str, Any] = {"card": card, "free": _spread(card), "hers": hers}
    return _shown(request, "requests/helper.html", context)


def _spread(card: HelperCard) -> list[Any]:
    """A few of her free moments, at most one an hour."""
    hours: dict[Any, Any] = {}
    for at in card.free:
        hours.setdefault(at.replace(minute=0), at)
    return list(hours.values())[:SLOTS_SHOWN]


@login_not_required
@never_cache
@require_safe
def ask_helper(request: TerritoryRequest, public_id: str) -> HttpResponse:
    """« Demander à Sophie »: what happens when she cannot come, then the ask."""
    card = _card(request, public_id)
    if request.user == card.helper:
        return redirect("requests:helper", public_id)
    return _shown(request, "requests/ask_helper.html", {"card": card})


@require_POST
def set_listed(request: SignedInRequest) -> HttpResponse:
    """A helper shows her page to everyone, or to nobody (`listed`: 1 or 0)."""
    spend_as_caller(SETTLING_LIMIT, request)
    listed = request.POST.get("listed") == "1"
    knowhow_actions.set_listed(by=request.user, territory=request.territory, listed=listed)
    said = _("Votre page est dans l’annuaire.") if listed else _("Votre page n’est plus dans l’annuaire.")
    messages.success(request, said)
    return redirect("requests:helper", request.user.public_id)
