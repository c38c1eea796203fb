"""How things stand with helpers right now: who may be proposed, and what changes from one hour to the next."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from epaule.kernel.prepared import Prepared
from epaule.knowhow.models import Offer
from epaule.people.models import Person
from epaule.requests import reach
from epaule.requests.criteria import LOAD_WITHIN, WAITED_MOST
from epaule.requests.models import Appointment, AppointmentState, HelpRequest, RequestState

_ACCEPTED = [RequestState.BOOKED, RequestState.ASSIGNED, RequestState.CLOSED]
"""She said yes, and it was neither cancelled nor withdrawn."""
ABOUT_TO_BEGIN = timedelta(minutes=45)
"""As long as a usual visit: who is expected at an appointment sooner than that is not rung, for she would have to
leave one of the two. Her desk still shows who waits."""
_READ = (*reach.READ, "rhythm__weekly_cap")


@dataclass(frozen=True, slots=True)
class Now:
    """How things stand with a helper who may be proposed."""

    here: bool
    """A page of hers is open."""
    procedure: bool
    """She is used to the procedure that is asked."""
    visits: int
    """Accepted within `LOAD_WITHIN`."""
    waited: float
    """Since she last accepted, as a part of `WAITED_MOST`: 1 when that long ago, or never."""


def now_of(
    helpers: Collection[int], territory_id: int, *, ringing: bool, procedure: str | None, at: datetime
) -> dict[int, Now]:
    """Of those of `helpers` whom nothing keeps from being proposed in that territory. Three queries at most.

    The territory answers for her, she does not rest, she has not reached her cap of the week. `ringing`: her
    switch is on as well, something reaches her, she is in no visit, and none is `ABOUT_TO_BEGIN`.
    """
    persons = _PERSONS.rows(
        {"ringing": ringing, "asked": bool(procedure)},
        helpers=list(helpers) or [0],
        territory=territory_id,
        soon=at + ABOUT_TO_BEGIN,
        procedure=procedure,
    )
    named = (dict(zip((*_READ, "practised"), person, strict=True)) for person in persons)
    rows = {row["pk"]: row for row in named if _may(row, at, ringing=ringing)}
    if not rows:
        return {}
    accepted = _ACCEPTS.rows({}, helpers=list(rows), since=at - WAITED_MOST)
    visits = Counter(helper for _pk, helper, said_yes, _state in accepted if said_yes > at - LOAD_WITHIN)
    last = {helper: said_yes for _pk, helper, said_yes, _state in accepted}
    full = _full({pk: row["rhythm__weekly_cap"] for pk, row in rows.items()}, accepted, at)
    return {
        pk: Now(
            here=reach.PAGE in reach.channels_of_row(row, at),
            procedure=bool(row["practised"]),
            visits=visits[pk],
            waited=min(1.0, max(0.0, (at - last[pk]) / WAITED_MOST)) if pk in last else 1.0,
        )
        for pk, row in rows.items()
        if pk not in full
    }


def week_of(at: datetime) -> tuple[datetime, datetime]:
    """Start and end of the week, from Monday to Monday on the clock on the wall, in which `at` falls."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    monday = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0) - timedelta(days=local.weekday())
    return monday, monday + timedelta(days=7)


def _persons(
    *, helpers: int, territory: int, soon: datetime, procedure: str, ringing: bool, asked: bool
) -> QuerySet[Any, Any]:
    switch = FilteredRelation("availabilities", condition=Q(availabilities__territory=territory))
    rhythm = FilteredRelation("rhythms", condition=Q(rhythms__territory=territory))
    # people.rules.is_trusted_helper, for all at once.
    trusted = Person.objects.filter(
        pk__in=[helpers],
        territory=territory,
        is_active=True,
        email__isnull=False,
        vouched_at__isnull=False,
        suspended_at=None,
    ).alias(switch=switch, rhythm=rhythm)
    if ringing:
        visits = HelpRequest.objects.filter(helper=OuterRef("pk"), state=RequestState.ASSIGNED)
        expected = Appointment.objects.filter(
            Q(helper=OuterRef("pk")) | Q(request__person=OuterRef("pk")),
            state=AppointmentState.BOOKED,
            starts_at__lte=soon,
        )
        trusted = trusted.exclude(Exists(visits)).exclude(Exists(expected))
    practised: Any = Value(False)
    if asked:
        offers = Offer.objects.filter(person=OuterRef("pk"), territory=territory, procedures=procedure)
        practised = Exists(offers)
    return trusted.order_by("pk").annotate(practised=practised).values_list(*_READ, "practised")


def _accepts(*, helpers: int, since: datetime) -> QuerySet[Any, Any]:
    return (
        HelpRequest.objects.filter(helper__in=[helpers], state__in=_ACCEPTED, assigned_at__gt=since)
        .order_by("assigned_at", "pk")
        .values_list("pk", "helper_id", "assigned_at", "state")
    )


def _appointments(*, helpers: int, since: datetime) -> QuerySet[Any, Any]:
    return (
        Appointment.objects.filter(
            helper__in=[helpers], state__in=[AppointmentState.BOOKED, AppointmentState.HELD], starts_at__gte=since
        )
        .order_by("starts_at", "pk")
        .values_list("request_id", "helper_id", "starts_at")
    )


_PERSONS = Prepared(_persons, helpers=int, territory=int, soon=datetime, procedure=str)
_ACCEPTS = Prepared(_accepts, helpers=int, since=datetime)
_APPOINTMENTS = Prepared(_appointments, helpers=int, since=datetime)


def _may(row: dict[str, Any], at: datetime, *, ringing: bool) -> bool:
    if ringing:
        return row["switch__seen_at"] is not None and bool(reach.channels_of_row(row, at))
    return row["rhythm__paused_until"] is None or row["rhythm__paused_until"] <= at


def _full(caps: dict[int, int | None], accepted: list[Any], at: datetime) -> set[int]:
    """Those who have reached their cap: the visits accepted this week, and the appointments that fall in it."""
    capped = {pk: cap for pk, cap in caps.items() if cap is not None}
    if not capped:
        return set()
    monday, next_monday = week_of(at)
    appointments = _APPOINTMENTS.rows({}, helpers=list(capped), since=monday)
    by_appointment = {request for request, _helper, _starts in appointments}
    this_week = Counter(helper for _request, helper, starts in appointments if starts < next_monday)
    this_week.update(
        helper
        for pk, helper, said_yes, state in accepted
        if said_yes >= monday and state != RequestState.BOOKED and pk not in by_appointment
    )
    return {pk for pk, cap in capped.items() if this_week[pk] >= cap}
