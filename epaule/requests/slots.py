"""When a helper can be booked: her hours, less what is booked, her pauses, and no more a week than she said."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from epaule.people.models import Person
from epaule.requests.hours import QUARTER, Stretch, day_of, hours_of_day, said_twice, stretches, week_of
from epaule.requests.models import (
    Appointment,
    AppointmentState,
    HelpRequest,
    HoursException,
    RequestState,
    Rhythm,
    WeeklyHours,
)
from epaule.territory.models import Territory

if TYPE_CHECKING:
    from epaule.requests.matching import Ask, Proposed

NOTICE = timedelta(hours=1)
"""Nobody is booked sooner."""
APART = timedelta(hours=2)
"""Two slots of one helper on one day, shown side by side, are at least so far from each other."""
LOOKED_AT = 60
"""How many of the best-fitting helpers are asked for their hours."""


@dataclass(frozen=True)
class Slot:
    """A moment that a helper can be booked."""

    proposed: "Proposed"
    helper: Person
    starts_at: datetime
    minutes: int
    is_around: bool = False
    """Of a helper of a territory that agreed with that of the ask."""


@dataclass(frozen=True)
class Calendar:
    """All that decides when one helper can be booked."""

    minutes: int
    cap: int | None
    paused_until: datetime | None
    weekly: Sequence[WeeklyHours]
    exceptions: Sequence[HoursException]
    busy: Sequence[Stretch]
    taken: Mapping[date, int]
    """Visits of each week, by its Monday."""

    def starts(self, start: datetime, end: datetime) -> list[datetime]:
        """Free starts from `start` until before `end`, in UTC, on the quarter-hour."""
        first = max(start, timezone.now() + NOTICE, self.paused_until or start)
        return [moment for moment in self._grid(first, end) if self._free(moment)]

    def _grid(self, first: datetime, end: datetime) -> Iterator[datetime]:
        day, length = day_of(first), timedelta(minutes=self.minutes)
        while day <= day_of(end):
            for begin, until in stretches(day, hours_of_day(day, self.weekly, self.exceptions)):
                moment = _quarter_from(max(begin, first))
                while moment < end and moment + length <= until:
                    yield moment
                    moment += QUARTER
            day += timedelta(days=1)

    def _free(self, moment: datetime) -> bool:
        if said_twice(moment):
            return False  # « À 2 h 30 »: nobody could tell which.
        if self.cap is not None and self.taken.get(week_of(moment), 0) >= self.cap:
            return False
        until = moment + timedelta(minutes=self.minutes)
        return not any(begin < until and moment < end for begin, end in self.busy)


def _quarter_from(moment: datetime) -> datetime:
    """`moment`, or the quarter-hour after it."""
    over = (moment - datetime.min.replace(tzinfo=UTC)) % QUARTER
    return (moment + (QUARTER - over if over else timedelta())).astimezone(UTC)


def busy_times(
    persons: Collection[int], start: datetime, end: datetime, *, but: int | None = None
) -> dict[int, list[Stretch]]:
    """Booked hours of each of `persons` that touch `start`..`end`, whether she helps or is helped. One query.

    `but`: the key of an appointment that is left out, because it is being moved.
    """
    busy: dict[int, list[Stretch]] = defaultdict(list)
    booked = (
        Appointment.objects.filter(state=AppointmentState.BOOKED, starts_at__lt=end, ends_at__gt=start)
        .filter(Q(helper__in=persons) | Q(request__person__in=persons))
        .order_by("starts_at", "pk")
        .values_list("helper_id", "request__person_id", "starts_at", "ends_at")
    )
    if but is not None:
        booked = booked.exclude(pk=but)
    for helper_id, helped_id, starts_at, ends_at in booked:
        for person_id in {helper_id, helped_id} & set(persons):
            busy[person_id].append((starts_at, ends_at))
    return busy


def visits_a_week(
    helpers: Collection[int], start: datetime, end: datetime, but: int | None
) -> dict[int, dict[date, int]]:
    """How many visits each helper has in the weeks from `start` to `end`: booked, or come to at once.

    One query.
    """
    since, until = start - timedelta(days=7), end + timedelta(days=7)
    taken: dict[int, dict[date, int]] = {helper: defaultdict(int) for helper in helpers}
    booked = Appointment.objects.filter(
        helper__in=helpers,
        starts_at__range=(since, until),
        state__in=[AppointmentState.BOOKED, AppointmentState.HELD],
    )
    if but is not None:
        booked = booked.exclude(pk=but)
    at_once = HelpRequest.objects.filter(
        helper__in=helpers,
        assigned_at__range=(since, until),
        state__in=[RequestState.ASSIGNED, RequestState.CLOSED],
        appointments=None,
    )
    visits = (
        booked.order_by()
        .values_list("helper_id", F("starts_at"))
        .union(at_once.order_by().values_list("helper_id", F("assigned_at")), all=True)
    )
    for helper_id, moment in visits.order_by("helper_id"):
        if helper_id is not None and moment is not None:
            taken[helper_id][week_of(moment)] += 1
    return taken


def calendars(
    helpers: Collection[int], territory_id: int | F, start: datetime, end: datetime, *, but: int | None = None
) -> dict[int, Calendar]:
    """The calendar of each of `helpers` who gave hours in that territory. A fixed number of queries.

    `territory_id` may be `F("person__territory")`: in the territory that answers for each.
    """
    rhythms = (
        Rhythm.objects.filter(person__in=helpers, territory=territory_id)
        .filter(Q(weekly_hours__isnull=False) | Q(exceptions__starts__isnull=False))
        .prefetch_related("weekly_hours", "exceptions")
        .distinct()
    )
    given = {rhythm.person_id: rhythm for rhythm in rhythms}
    if not given:
        return {}
    busy = busy_times(given, start, end + timedelta(days=1), but=but)
    taken = visits_a_week(given, start, end, but)
    return {
        person_id: Calendar(
            minutes=rhythm.visit_minutes,
            cap=rhythm.weekly_cap,
            paused_until=rhythm.paused_until,
            weekly=list(rhythm.weekly_hours.all()),
            exceptions=list(rhythm.exceptions.all()),
            busy=busy[person_id],
            taken=taken[person_id],
        )
        for person_id, rhythm in given.items()
    }


def free_slots(
    helper: Person, territory: Territory, start: datetime, end: datetime, *, but: int | None = None
) -> list[datetime]:
    """When `helper` can be booked from `start` until before `end`: UTC, on the quarter-hour, an hour from now on.

    `but`: the key of an appointment that is being moved, and therefore not in its own way.
    """
    calendar = calendars([helper.pk], territory.pk, start, end, but=but).get(helper.pk)
    return calendar.starts(start, end) if calendar else []


def slots_for(ask: "Ask", *, limit: int = 6, within_days: int = 7) -> list[Slot]:
    """Moments of real helpers for `ask`, in the order of time: the best-fitting first served, spread over helpers
    and days. What is left of `limit` goes, after them, to helpers of the territories that agreed with its own.

    A fixed number of queries, however many helpers there are.
    """
    from epaule.requests.matching import asks_around

    start = timezone.now()
    end = start + timedelta(days=within_days)
    slots = _slots([ask], limit, start, end)
    if len(slots) < limit and (around := asks_around(ask)):
        slots += [replace(one, is_around=True) for one in _slots(around, limit - len(slots), start, end)]
    return slots


def _slots(asks: Sequence["Ask"], limit: int, start: datetime, end: datetime) -> list[Slot]:
    """The same for the helpers of the territories asked, best-fitting first whatever their territory."""
    from epaule.requests.matching import match

    fitting = [one for ask in asks for one in match(ask, ready=False, limit=LOOKED_AT)]
    if len(asks) > 1:
        wished = asks[0].wished_helper_id
        fitting.sort(key=lambda one: (one.helper_id != wished, -one.score, one.helper_id))
    proposed = {one.helper_id: one for one in fitting}
    found = calendars(proposed, F("person__territory"), start, end)
    person_id = asks[0].person_id
    hers = busy_times([person_id], start, end + timedelta(days=1))[person_id] if found and person_id else []
    free = {
        helper_id: _without(found[helper_id].starts(start, end), found[helper_id].minutes, hers)
        for helper_id in proposed
        if helper_id in found
    }
    chosen = spread(free, limit)
    rows = Person.objects.select_related("commune", "territory").order_by("pk")
    helpers = rows.in_bulk([helper_id for helper_id, _at in chosen])
    return [
        Slot(proposed[helper_id], helpers[helper_id], at, found[helper_id].minutes) for helper_id, at in chosen
    ]


def _without(starts: list[datetime], minutes: int, busy: list[Stretch]) -> list[datetime]:
    length = timedelta(minutes=minutes)
    return [at for at in starts if not any(begin < at + length and at < end for begin, end in busy)]


def spread(free: Mapping[int, Sequence[datetime]], limit: int) -> list[tuple[int, datetime]]:
    """At most `limit` of the `free` starts, in the order of time: each helper in turn gives one, in the order of
    `free`, on the day of which the fewest were taken so far."""
    chosen: list[tuple[int, datetime]] = []
    a_day: dict[date, int] = defaultdict(int)
    left = {helper: list(starts) for helper, starts in free.items()}
    while len(chosen) < limit and any(left.values()):
        for helper, starts in left.items():
            if not starts or len(chosen) == limit:
                continue
            at = min(starts, key=lambda one: (a_day[day_of(one)], one))
            chosen.append((helper, at))
            a_day[day_of(at)] += 1
            left[helper] = [one for one in starts if abs(one - at) >= APART]
    return sorted(chosen, key=lambda one: (one[1], one[0]))
