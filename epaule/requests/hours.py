"""Hours of the clock on the wall, as stretches of UTC: also on the days when the clocks change."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from epaule.requests.models import HoursException, WeeklyHours

Stretch = tuple[datetime, datetime]
"""From, until; both in UTC."""
QUARTER = timedelta(minutes=15)


def wall() -> ZoneInfo:
    return ZoneInfo(settings.TIME_ZONE)


def day_of(moment: datetime) -> date:
    """The day it is on the wall."""
    return moment.astimezone(wall()).date()


def week_of(moment: datetime) -> date:
    """The Monday of its week on the wall."""
    day = day_of(moment)
    return day - timedelta(days=day.weekday())


def said_twice(moment: datetime) -> bool:
    """In autumn one hour of the wall comes twice: whether this is the second time."""
    return moment.astimezone(wall()).fold == 1


def _even(day: date) -> list[Stretch]:
    """The day in pieces during which the clock is not changed: one, or two."""
    first, last = (datetime.combine(day + timedelta(days=more), time(), wall()).astimezone(UTC) for more in (0, 1))
    offset = first.astimezone(wall()).utcoffset()
    if last.astimezone(wall()).utcoffset() == offset:
        return [(first, last)]
    change = first
    while change.astimezone(wall()).utcoffset() == offset:
        change += QUARTER
    return [(first, change), (change, last)]


def stretches(day: date, hours: Iterable[tuple[time, time]]) -> list[Stretch]:
    """`hours` of `day` on the wall. What the clock jumps over is left out, what it says twice counts twice."""
    found: list[Stretch] = []
    for begin, end in _even(day):
        offset = begin.astimezone(wall()).utcoffset() or timedelta()
        for starts, ends in hours:
            start, until = (datetime.combine(day, at, UTC) - offset for at in (starts, ends))
            if max(start, begin) < min(until, end):
                found.append((max(start, begin), min(until, end)))
    joined: list[Stretch] = []
    for start, until in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((start, until))
    return joined


def hours_of_day(
    day: date, weekly: Sequence[WeeklyHours], exceptions: Sequence[HoursException]
) -> list[tuple[time, time]]:
    """The hours a helper gave for `day`: those of the exceptions that speak of it, else those of the week."""
    told = [one for one in exceptions if one.first_day <= day <= one.last_day]
    if any(one.starts is None for one in told):
        return []
    if told:
        return [(one.starts, one.ends) for one in told if one.starts is not None and one.ends is not None]
    return [(one.starts, one.ends) for one in weekly if one.weekday == day.weekday()]
