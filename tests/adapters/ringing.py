"""A helper rung away from her pages, as the dispatch writes it down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from epaule.people.models import Person
from epaule.requests.models import HelpRequest, Rhythm, Ring, Wave, WaveKind
from tests.factories import Scene


def rings_by(helper: Person, **ways: Any) -> Rhythm:
    """She is rung by these ways, at any hour."""
    always = {"quiet_from": "12:00", "quiet_until": "12:00"}
    return Rhythm.objects.update_or_create(person=helper, territory=helper.territory, defaults=always | ways)[0]


def rung(request: HelpRequest, *helpers: Person, seconds: int = 60) -> Wave:
    """One more wave, of that many seconds, that rings them."""
    now = timezone.now()
    wave = Wave.objects.create(
        request=request,
        number=request.waves.count() + 1,
        kind=WaveKind.FITTING,
        started_at=now,
        ends_at=now + timedelta(seconds=seconds),
    )
    Ring.objects.bulk_create(
        Ring(request=request, wave=wave, helper=helper, away=True, rung_at=now) for helper in helpers
    )
    return wave


def karim_is_rung(scene: Scene, **changes: Any) -> HelpRequest:
    request = scene.ask(**changes)
    request.rings.all().delete()
    rung(request, scene.karim)
    return request
