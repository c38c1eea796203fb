"""A plain week of opening hours: read from the notation of OpenStreetMap, and written in it.

Most hours are so: seven days, each with one stretch or two. What a week cannot say (« un samedi sur deux ») is not
read, and stays in the notation.
"""

import re
from dataclasses import dataclass
from datetime import time
from itertools import groupby

from epaule.territory.models import HOURS_MAX_LENGTH
from epaule.territory.opening import is_understood

DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
A_DAY_MOST = 2
"""Stretches of one day: one before noon and one after it, or one without a pause."""
MIDNIGHT = time()
"""As an end it is that of the day."""

Range = tuple[time, time]
"""From, until; the end is later, or MIDNIGHT."""

_DAY = "|".join(DAYS)
_RULE = re.compile(rf"((?:{_DAY}|PH)[^ ]*) (off|closed|[0-9:,-]+)", re.IGNORECASE)
_SPAN = re.compile(rf"({_DAY})(?:-({_DAY}))?")
_RANGE = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")


@dataclass(frozen=True)
class Week:
    """Hours of the clock on the wall, Monday first."""

    days: tuple[tuple[Range, ...], ...] = ((),) * 7
    """Seven; each with A_DAY_MOST ranges at most, in order, none reaching into the next."""
    shut_on_holidays: bool = False

    @property
    def is_empty(self) -> bool:
        """Never open."""
        return not any(self.days)


def comes_after(start: time, end: time) -> bool:
    """`end` is after `start`, on the same day or at its very end; a whole day is not one stretch."""
    return start < end or (end == MIDNIGHT != start)


def overlap(first: Range, second: Range) -> bool:
    """The `second` begins before the `first` ends."""
    return first[1] == MIDNIGHT or second[0] < first[1]


def write_week(week: Week) -> str:
    """In the notation, within HOURS_MAX_LENGTH; empty when it is never open."""
    if week.is_empty:
        return ""
    rules = []
    for ranges, same in groupby(range(7), key=lambda day: week.days[day]):
        first, *more = same
        if ranges:
            days = f"{DAYS[first]}-{DAYS[more[-1]]}" if more else DAYS[first]
            rules.append(f"{days} {','.join(map(_range_written, ranges))}")
    if week.shut_on_holidays:
        rules.append("PH off")
    text = "; ".join(rules)
    return text if len(text) <= HOURS_MAX_LENGTH else text.replace("; ", ";")


def _range_written(one: Range) -> str:
    start, end = one
    return f"{start:%H:%M}-{'24:00' if end == MIDNIGHT else f'{end:%H:%M}'}"


def read_week(text: str) -> Week | None:
    """The week that `text` says, empty when it says nothing; None when no week says just the same."""
    if not text.strip():
        return Week()
    if not is_understood(text):
        return None
    days: list[tuple[Range, ...]] = [()] * 7
    *rules, last = text.split(";")
    holidays = False
    for rule in [*rules, last]:
        found = _RULE.fullmatch(" ".join(rule.split()))
        ranges = _ranges_read(found[2]) if found else None
        if found is None or ranges is None:
            return None
        for span in found[1].split(","):
            if span.upper() == "PH":
                # A later rule about that day would open it again on a holiday.
                if ranges or rule is not last:
                    return None
                holidays = True
                continue
            named = _SPAN.fullmatch(span.title())
            first, until = (DAYS.index(named[1]), DAYS.index(named[2] or named[1])) if named else (1, 0)
            if first > until:
                return None
            days[first : until + 1] = [ranges] * (until + 1 - first)
    week = Week(tuple(days), holidays)
    # « Never » is more than « we do not know », which an empty week says.
    return None if week.is_empty else week


def _ranges_read(text: str) -> tuple[Range, ...] | None:
    """None when they are not those of a plain day."""
    if text.lower() in {"off", "closed"}:
        return ()
    ranges: list[Range] = []
    for part in text.split(","):
        found = _RANGE.fullmatch(part)
        if found is None:
            return None
        hour, minute, until, past = map(int, found.groups())
        if hour > 23 or minute > 59 or past > 59 or until * 60 + past > 24 * 60:
            return None
        one = (time(hour, minute), time(until % 24, past))
        if (until, past) == (0, 0) or not comes_after(*one) or (ranges and overlap(ranges[-1], one)):
            return None
        ranges.append(one)
    return tuple(ranges) if len(ranges) <= A_DAY_MOST else None
