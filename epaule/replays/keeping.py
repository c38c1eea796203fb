"""How long films are kept: what may be chosen, and the day they go."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from epaule.replays.models import Recording
from epaule.territory.models import KEEPING_CHOICES

REMINDER_DAYS = 3
"""How many days before it goes the helped person is told."""


def day_it_goes(stopped_at: datetime, days: int) -> date:
    """The day, here, `days` days after that of the film."""
    return timezone.localdate(stopped_at) + timedelta(days=days)


@dataclass(frozen=True)
class Choice:
    """One length of time she may choose, and the day it leads to."""

    days: int
    until: date
    is_chosen: bool


def choices_of(recording: Recording) -> list[Choice]:
    """What the territory allows and is not past yet, the shortest first; its visit and territory are loaded.

    Nothing for a film that has not stopped.
    """
    if recording.stopped_at is None:
        return []
    today = timezone.localdate()
    return [
        Choice(days, until, is_chosen=until == recording.delete_on)
        for days in KEEPING_CHOICES
        if days <= recording.visit.territory.keeping_days_most
        and (until := day_it_goes(recording.stopped_at, days)) > today
    ]


def goes_soon(delete_on: date | None) -> bool:
    """It is in its last days."""
    return delete_on is not None and delete_on - timezone.localdate() <= timedelta(days=REMINDER_DAYS)
