"""Opening hours in the notation of OpenStreetMap: when somebody is there, and how to say it.

Hours are wall-clock of `settings.TIME_ZONE`; public holidays are those of France. Only stretches of days are ever
asked for: looking for the next change of an expression that never changes takes seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import opening_hours
from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from opening_hours import OpeningHours, State

from epaule.kernel.clock import hour_in_words

LOOKED_AHEAD = timedelta(days=14)
"""What opens later is closed."""
INTERVALS_MOST = 400
"""Of one stretch: hours that change each minute are nobody's."""
_COUNTRY = "FR"

Stretch = tuple[datetime, datetime]


def is_understood(text: str) -> bool:
    """`text` is in the notation, and not empty."""
    return bool(text.strip()) and opening_hours.validate(text)


@lru_cache(maxsize=2048)
def _read(text: str) -> OpeningHours | None:
    if not is_understood(text):
        return None
    return OpeningHours(text, timezone=ZoneInfo(settings.TIME_ZONE), country=_COUNTRY)


def open_stretches(text: str, start: datetime, end: datetime) -> list[Stretch]:
    """When it is open from `start` until `end`, in UTC, in order; none when the notation is not understood."""
    return [(begin, until) for begin, until, state in _intervals(text, start, end) if state == State.OPEN]


def _intervals(text: str, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime, State]]:
    hours = _read(text)
    if hours is None or start >= end:
        return
    for number, (begin, until, state, _comment) in enumerate(
        hours.intervals(_on_the_wall(start), _on_the_wall(end))
    ):
        if number == INTERVALS_MOST:
            return
        yield max(begin.astimezone(UTC), start), min(until.astimezone(UTC), end), state


def _on_the_wall(at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE))


@dataclass(frozen=True)
class Openness:
    """Whether a place is open, and until or from when."""

    is_known: bool
    is_open: bool = False
    until: datetime | None = None
    """When it shuts; None when it does not, or is shut."""
    opens_at: datetime | None = None
    """When it opens next, within LOOKED_AHEAD."""

    @property
    def is_shut(self) -> bool:
        """Known to stay shut for days."""
        return self.is_known and not self.is_open and self.opens_at is None

    def in_words(self, at: datetime) -> str:
        """« ouvert jusqu’à 17 h », « ouvre demain à 9 h », « horaires non connus »."""
        if not self.is_known:
            return _("horaires non connus : téléphonez avant d’y aller")
        if self.is_open:
            if self.until is None:
                return _("ouvert jour et nuit")
            return _("ouvert jusqu’à %(hour)s") % {"hour": hour_in_words(self.until)}
        if self.opens_at is None:
            return _("fermé ces jours-ci")
        when = {"day": day_in_words(self.opens_at, at), "hour": hour_in_words(self.opens_at)}
        return _("ouvre %(day)s à %(hour)s") % when


def openness(text: str, at: datetime) -> Openness:
    """Of the hours `text` at `at`."""
    if _read(text) is None:
        return Openness(is_known=False)
    end = at + LOOKED_AHEAD
    known = False
    for begin, until, state in _intervals(text, at, end):
        if state == State.OPEN:
            if begin > at:
                return Openness(True, opens_at=begin)
            # What goes on past midnight comes as one stretch.
            return Openness(True, is_open=True, until=until if until < end else None)
        if begin <= at and state == State.UNKNOWN:
            return Openness(is_known=False)
        known = True
    return Openness(is_known=known)


def day_in_words(at: datetime, now: datetime) -> str:
    """« aujourd’hui », « demain », « lundi » within the week, « le lundi 3 août » after it."""
    day, today = timezone.localdate(at), timezone.localdate(now)
    if day == today:
        return _("aujourd’hui")
    if day == today + timedelta(days=1):
        return _("demain")
    if day < today + timedelta(days=7):
        return date_format(day, "l")
    return _("le %(day)s") % {"day": date_format(day, "l j F")}


def week_said(text: str, at: datetime) -> list[tuple[date, str]]:
    """The seven days from `at` on, each with its hours: « de 9 h à 12 h, de 14 h à 17 h » or « fermé »."""
    first = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    said = []
    for number in range(7):
        start, end = first + timedelta(days=number), first + timedelta(days=number + 1)
        open_ = open_stretches(text, start.astimezone(UTC), end.astimezone(UTC))
        said.append((start.date(), ", ".join(map(_range_in_words, open_)) or _("fermé")))
    return said


def _range_in_words(stretch: Stretch) -> str:
    return _("de %(starts)s à %(ends)s") % {
        "starts": hour_in_words(stretch[0]),
        "ends": hour_in_words(stretch[1]),
    }
