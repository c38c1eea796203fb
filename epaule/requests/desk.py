"""What a helper finds at her desk beside what rings: who can wait, her appointments, her week."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from epaule.people.models import Person
from epaule.requests import queries, week
from epaule.requests.hours import day_of, week_of
from epaule.requests.models import Appointment, AppointmentState, HelpRequest, Urgency
from epaule.requests.slots import visits_a_week
from epaule.territory.models import Territory

SHOWN = 20
"""Asks of a list; how many more there are is said below."""
APPOINTMENTS_SHOWN = 5
URGENCIES = [Urgency.THIS_WEEK, Urgency.NO_HURRY]


@dataclass(frozen=True)
class Waiting:
    """Asks that somebody like her may answer, the longest waiting first."""

    now: list[HelpRequest]
    """To be helped at once."""
    later: list[tuple[Urgency, list[HelpRequest]]]
    """Those that can wait, the nearer first; no empty list."""
    more: int
    """How many are not shown."""


@dataclass(frozen=True)
class Week:
    """Her time, in words and numbers."""

    hours: str
    """« lundi de 9 h à 12 h »; "" when she gave none."""
    visits: int
    """Of this week, from Monday: held, under way or booked."""
    cap: int | None
    paused_until: datetime | None
    come_back: list[tuple[date, str]]


def waiting(answering: queries.Answering) -> Waiting:
    """Who waits for someone like her. A fixed number of queries."""
    asks = list(answering.waiting())
    shown: dict[str, list[HelpRequest]] = {urgency: [] for urgency in Urgency}
    more = 0
    for ask in asks:
        if ask.urgency != Urgency.NOW and len(shown[ask.urgency]) >= SHOWN:
            more += 1
        else:
            shown[ask.urgency].append(ask)
    return Waiting(
        now=shown[Urgency.NOW],
        later=[(urgency, shown[urgency]) for urgency in URGENCIES if shown[urgency]],
        more=more,
    )


def appointments_ahead(helper: Person) -> tuple[list[Appointment], list[Appointment]]:
    """Those of today, and the next ones; one that is going on counts. One query."""
    now = timezone.now()
    booked = (
        helper.appointments.filter(state=AppointmentState.BOOKED, ends_at__gt=now)
        .select_related("request__commune")
        .order_by("starts_at", "pk")[: 2 * APPOINTMENTS_SHOWN]
    )
    today = [one for one in booked if day_of(one.starts_at) <= day_of(now)]
    return today, [one for one in booked if one not in today][:APPOINTMENTS_SHOWN]


def week_of_helper(helper: Person, territory: Territory) -> Week:
    """Four queries at most."""
    now = timezone.now()
    rhythm = week.rhythm_of(helper, territory)
    visits = visits_a_week([helper.pk], now, now, None)[helper.pk].get(week_of(now), 0)
    return Week(
        hours=week.week_in_words(rhythm),
        visits=visits,
        cap=rhythm.weekly_cap if rhythm else None,
        paused_until=week.paused_until(rhythm),
        come_back=week.days_to_come_back(timezone.localdate()),
    )
