"""A helper's hours in words, and her week beside what she wished."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from epaule.kernel.clock import hour_in_words
from epaule.people.models import Person
from epaule.requests.hours import week_of
from epaule.requests.models import Rhythm, WeeklyHours
from epaule.territory.models import Territory


@dataclass(frozen=True)
class Day:
    """A day of the week and its hours."""

    weekday: int
    name: str
    hours: list[WeeklyHours]


def rhythm_of(person: Person, territory: Territory) -> Rhythm | None:
    """What she settled about her time there, with her hours and exceptions at hand. Three queries at most."""
    rhythms = Rhythm.objects.filter(person=person, territory=territory)
    return rhythms.prefetch_related("weekly_hours", "exceptions").first()


def days_of(rhythm: Rhythm | None) -> list[Day]:
    """Monday to Sunday, each with its hours in order."""
    hours = list(rhythm.weekly_hours.all()) if rhythm else []
    return [
        Day(weekday, str(name), [one for one in hours if one.weekday == weekday])
        for weekday, name in sorted(WEEKDAYS.items())
    ]


def range_in_words(starts: time, ends: time) -> str:
    """« de 9 h à 12 h 30 »."""
    return _("de %(starts)s à %(ends)s") % {"starts": hour_in_words(starts), "ends": hour_in_words(ends)}


def _listed(words: Iterable[str]) -> str:
    """« lundi, mardi et jeudi »."""
    *first, last = words
    return _("%(first)s et %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def week_in_words(rhythm: Rhythm | None) -> str:
    """« lundi et mardi de 9 h à 12 h ; jeudi de 14 h à 18 h »; "" without hours."""
    alike: dict[tuple[tuple[time, time], ...], list[str]] = {}
    for day in days_of(rhythm):
        if day.hours:
            alike.setdefault(tuple((one.starts, one.ends) for one in day.hours), []).append(day.name)
    return _(" ; ").join(
        f"{_listed(names)} {_listed(range_in_words(*one) for one in ranges)}" for ranges, names in alike.items()
    )


def paused_until(rhythm: Rhythm | None) -> datetime | None:
    """When her pause is over; None when there is none."""
    until = rhythm.paused_until if rhythm else None
    return until if until is not None and until > timezone.now() else None


def days_to_come_back(today: date) -> list[tuple[date, str]]:
    """Ends of a pause chosen with one tap, and how they are said."""
    monday = week_of(timezone.now()) + timedelta(days=7)
    return [
        (today + timedelta(days=1), _("Jusqu’à demain")),
        (monday, _("Jusqu’à lundi")),
        (monday + timedelta(days=7), _("Jusqu’au lundi d’après")),
    ]
