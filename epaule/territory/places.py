"""Places one can go to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from epaule.territory.models import Commune, Place, Territory
from epaule.territory.near import surroundings_of
from epaule.territory.opening import Openness, openness

SOON = timedelta(days=2)
_NOWHERE = 10_000.0
"""Kilometres to a place of unknown position: after the others."""


@dataclass(frozen=True)
class OpenPlace:
    """A place, how far it is, and whether somebody is there."""

    place: Place
    """With its commune loaded."""
    distance_km: int | None
    """0 in her own commune; None when a position is not known."""
    openness: Openness
    said: str
    """« ouvert jusqu’à 17 h »"""


def open_places_near(commune: Commune, territory: Territory, at: datetime, limit: int = 3) -> list[OpenPlace]:
    """The nearest places of `territory` that are open at `at` or within two days; then those that open later or
    whose hours nobody knows. What stays shut is left out. Two queries."""
    around = surroundings_of(commune.pk)
    places = Place.objects.filter(territory=territory).select_related("commune").order_by("name", "pk")
    ranked = []
    for number, place in enumerate(places):
        there = openness(place.opening_hours, at)
        if there.is_shut:
            continue
        km = around.km(place.commune_id)
        soon = there.is_open or (there.opens_at is not None and there.opens_at < at + SOON)
        ranked.append((not soon, _NOWHERE if km is None else km, number, km, place, there))
    return [
        OpenPlace(place, None if km is None else round(km), there, there.in_words(at))
        for _later, _far, _number, km, place, there in sorted(ranked, key=lambda one: one[:3])[:limit]
    ]
