"""Hours and appointments to play with. A winter week: Monday is 23 November 2026, when Paris is an hour ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from epaule.people.models import Person
from epaule.requests.models import Rhythm, WeeklyHours
from tests.factories import Scene

MONDAY = datetime(2026, 11, 23, 7, tzinfo=UTC)
"""Eight o’clock in Paris."""
PARIS = ZoneInfo("Europe/Paris")


def at(day: int, hour: int, minute: int = 0, *, month: int = 11, year: int = 2026) -> datetime:
    """That hour of the wall, in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def on_the_wall(moments: Sequence[datetime]) -> list[str]:
    return [moment.astimezone(PARIS).strftime("%d %H:%M") for moment in moments]


def gives_hours(
    scene: Scene, helper: Person, *hours: tuple[int, int, int], minutes: int = 45, **settled: Any
) -> Rhythm:
    """`helper` can be booked: (weekday, from, until) on the wall. Every weekday from 14 to 16 when not said."""
    rhythm, _ = Rhythm.objects.update_or_create(
        person=helper, territory=scene.territory, defaults={"visit_minutes": minutes, **settled}
    )
    rhythm.weekly_hours.all().delete()
    for weekday, starts, ends in hours or [(day, 14, 16) for day in range(5)]:
        WeeklyHours.objects.create(rhythm=rhythm, weekday=weekday, starts=time(starts), ends=time(ends))
    return rhythm


def week(start: datetime = MONDAY, days: int = 7) -> tuple[datetime, datetime]:
    return start, start + timedelta(days=days)
