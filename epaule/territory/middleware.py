"""Which territory this request is for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from epaule.territory.models import Territory
from epaule.territory.queries import current_territory


class TerritoryRequest(HttpRequest):
    """A request after CurrentTerritoryMiddleware, for annotations."""

    territory: Territory
    """Read from the database when first used; using it raises NoTerritory when there is none."""


class CurrentTerritoryMiddleware:
    """Set `request.territory`, without a query for pages that do not use it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        territory = SimpleLazyObject(lambda: current_territory(request.get_host()))
        request.territory = territory  # type: ignore[attr-defined]  # what makes it a TerritoryRequest
        return self.get_response(request)
