"""The field « votre commune »: with script a list follows what is typed; without, sending the page searches."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from epaule.territory.folding import fold
from epaule.territory.models import Commune, Territory
from epaule.territory.queries import QUERY_MAX_LENGTH, QUERY_MIN_LENGTH, CommuneMatch, search_communes


@dataclass(frozen=True)
class CommuneSearch:
    """What was typed and what was found; `commune` is the one chosen, or known before and not searched anew."""

    query: str
    too_short: bool
    matches: list[CommuneMatch]
    commune: Commune | None

    def context(self) -> dict[str, Any]:
        """For the template `_commune_field.html`."""
        return dict(vars(self))


def read_commune_search(request: HttpRequest, *, near: Territory, known: str) -> CommuneSearch:
    """The search that this request asks for, communes of the territory `near` first.

    `known` is the INSEE code chosen before, empty when there is none.
    A page without script still sends the commune chosen before while the person types the name of another one:
    a commune that is not among those found by what she typed is not her choice.
    """
    query = (request.POST.get("q") or request.GET.get("q") or "")[:QUERY_MAX_LENGTH].strip()
    matches = search_communes(query, near=near) if query else []
    picked = request.POST.get("commune") or ("" if query else known)
    if query and picked not in {match.commune.pk for match in matches}:
        picked = ""
    return CommuneSearch(
        query=query,
        too_short=len(fold(query)) < QUERY_MIN_LENGTH,
        matches=matches,
        # PostgreSQL cannot even be asked about a NUL.
        commune=Commune.objects.filter(pk=picked).first() if picked.isalnum() else None,
    )
