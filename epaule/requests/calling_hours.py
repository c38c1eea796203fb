"""When somebody of the territory can call back: real hours of its team, the two days to come that have some."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from epaule.kernel.clock import hour_in_words
from epaule.requests.models import CallbackRequest
from epaule.territory.models import Territory
from epaule.territory.opening import day_in_words, open_stretches

NOTICE = timedelta(minutes=15)
"""Nobody is called sooner."""
LENGTH = timedelta(hours=1)
"""We call within that long."""
SHORTEST = timedelta(minutes=30)
"""What is left of the office hours, at least."""
CALLS_AN_HOUR = 6
"""More could not be kept."""
DAYS = 2
LOOKED_AHEAD = timedelta(days=45)
POLITE = range(8, 20)
"""Hours of the wall at which one calls people, whatever the office hours."""


@dataclass(frozen=True)
class DayOfCalls:
    """A day, and the starts of the hours, in UTC, that can still be promised."""

    said: str
    """« demain »"""
    hours: tuple[datetime, ...]


def calling_days(territory: Territory, now: datetime) -> list[DayOfCalls]:
    """The next days with hours that can be promised: none when the team is away for weeks. One query."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    full = _full_hours(territory, now)
    days: dict[date, list[datetime]] = defaultdict(list)
    for begin, until in open_stretches(territory.office_hours, midnight, now + LOOKED_AHEAD):
        at = begin
        while at + SHORTEST <= until:
            local = timezone.localtime(at)
            if at >= now + NOTICE and local.hour in POLITE and at not in full:
                if local.date() not in days and len(days) == DAYS:
                    return _said(days, now)
                days[local.date()].append(at)
            at += LENGTH
    return _said(days, now)


def _said(days: dict[date, list[datetime]], now: datetime) -> list[DayOfCalls]:
    return [DayOfCalls(day_in_words(hours[0], now), tuple(hours)) for hours in days.values()]


def _full_hours(territory: Territory, now: datetime) -> set[datetime]:
    promised = CallbackRequest.objects.filter(territory=territory, done_at=None, promised_at__gt=now)
    counted = promised.order_by("promised_at").values("promised_at").annotate(many=Count("pk"))
    return {row["promised_at"] for row in counted if row["promised_at"] and row["many"] >= CALLS_AN_HOUR}


def calling_hours(territory: Territory, now: datetime) -> list[datetime]:
    """The same hours in one list."""
    return [hour for day in calling_days(territory, now) for hour in day.hours]


def promise_in_words(at: datetime, now: datetime) -> str:
    """« demain, entre 9 h et 10 h »"""
    return _("%(day)s, entre %(starts)s et %(ends)s") % {
        "day": day_in_words(at, now),
        "starts": hour_in_words(at),
        "ends": hour_in_words(at + LENGTH),
    }
