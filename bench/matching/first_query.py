"""The reference of the match: the query a good developer would write first.

Everything in one ORM expression over the tables as they are, distance and load counted by the database, the best
twenty sorted out of all of them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from epaule.requests.matching import Ask

EARTH_KM = 6371.0
FAR_KM = 60.0


def top20(ask: Ask) -> list[tuple[int, float]]:
    """Person and score, best first."""
    from django.db.models import Case, Count, ExpressionWrapper, F, FloatField, Q, Value, When
    from django.db.models.functions import ACos, Cos, Least, Radians, Sin
    from django.utils import timezone

    from epaule.knowhow.models import OfferTopic
    from epaule.territory.models import Commune

    now = timezone.now()
    here = Commune.objects.get(pk=ask.commune_id)
    latitude, longitude = F("offer__person__commune__latitude"), F("offer__person__commune__longitude")
    cosine = Sin(Radians(Value(here.latitude))) * Sin(Radians(latitude)) + Cos(
        Radians(Value(here.latitude))
    ) * Cos(Radians(latitude)) * Cos(Radians(longitude) - Radians(Value(here.longitude)))
    lines = OfferTopic.objects.filter(
        offer__territory=ask.territory_id,
        topic__in=ask.topics,
        offer__person__is_active=True,
        offer__person__vouched_at__isnull=False,
        offer__person__suspended_at=None,
        offer__person__availabilities__territory=ask.territory_id,
        offer__person__availabilities__seen_at__gt=now - timedelta(seconds=60),
    )
    if ask.language != "fr":
        lines = lines.filter(offer__person__languages__icontains=f'"{ask.language}"')
    for need in ask.needs:
        lines = lines.annotate(
            fits_need=Case(When(offer__needs__icontains=f'"{need}"', then=Value(10)), default=Value(0))
        )
    km = ExpressionWrapper(EARTH_KM * ACos(Least(Value(1.0), cosine)), output_field=FloatField())
    recent = Q(offer__person__accepted_requests__assigned_at__gt=now - timedelta(days=7))
    ranked = (
        lines.annotate(km=km, helped=Count("offer__person__accepted_requests", filter=recent))
        .annotate(
            score=ExpressionWrapper(
                12.0 * F("level") + 20.0 * (1 - F("km") / FAR_KM) - 25.0 * F("helped"), output_field=FloatField()
            )
        )
        .order_by("-score", "offer__person_id")
    )
    return list(ranked.values_list("offer__person_id", "score")[:20])
