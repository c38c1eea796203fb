"""Moments of real helpers beside an ask that waits: the same at each reload, and none that is gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from epaule.people.models import Person
from epaule.people.queries import persons_who_may_meet
from epaule.people.rules import is_trusted_helper
from epaule.requests.matching import Reason, ask_of, in_words
from epaule.requests.models import HelpRequest
from epaule.requests.slots import NOTICE, busy_times, slots_for

KEPT = timedelta(minutes=1)
"""Before helpers are chosen again."""
_LONGEST = timedelta(minutes=120)
"""Of an appointment: `Rhythm.visit_minutes`."""

_Row = tuple[int, datetime, int, list[dict[str, Any]]]
"""Helper, start, minutes, reasons."""


@dataclass(frozen=True)
class Moment:
    """A moment that a helper can be booked."""

    helper: Person
    """With her commune."""
    starts_at: datetime
    why: str
    """Why she was chosen, in words."""
    around: str = ""
    """Her territory when it is one that agreed with that of the ask."""


def moments_for(request: HelpRequest, *, limit: int) -> list[Moment]:
    """At most `limit`, in the order of time; then those of helpers of territories that agreed.

    Helpers are chosen once in a while, and their moments seen at each reload: two queries then. Booking looks at
    everything again.
    """
    key = f"moments:{request.public_id}:{limit}"
    rows: list[_Row] | None = cache.get(key)
    moments = None if rows is None else _still_free(request, rows)
    if moments is not None:
        return moments
    slots = slots_for(ask_of(request), limit=limit)
    kept = [
        (one.helper.pk, one.starts_at, one.minutes, [why.to_json() for why in one.proposed.because])
        for one in slots
    ]
    cache.set(key, kept, KEPT.total_seconds())
    return [_moment(request, one.helper, one.starts_at, one.proposed.because) for one in slots]


def _moment(request: HelpRequest, helper: Person, starts_at: datetime, because: Iterable[Reason]) -> Moment:
    around = helper.territory.name if helper.territory_id != request.territory_id else ""
    return Moment(helper, starts_at, in_words(because), around)


def _still_free(request: HelpRequest, rows: list[_Row]) -> list[Moment] | None:
    """The same moments; None when one of them is gone."""
    if not rows:
        return []
    pks = {helper for helper, _at, _minutes, _because in rows}
    meet = (
        persons_who_may_meet(request.person_id).select_related("commune", "territory").order_by("pk").in_bulk(pks)
    )
    helpers = {pk: helper for pk, helper in meet.items() if is_trusted_helper(helper)}
    starts = [at for _pk, at, _minutes, _because in rows]
    busy = busy_times({*pks, request.person_id}, min(starts), max(starts) + _LONGEST)
    soonest = timezone.now() + NOTICE
    for pk, at, minutes, _because in rows:
        until = at + timedelta(minutes=minutes)
        taken = any(begin < until and at < end for begin, end in [*busy[pk], *busy[request.person_id]])
        if pk not in helpers or at < soonest or taken:
            return None
    return [
        _moment(request, helpers[pk], at, map(Reason.from_json, because)) for pk, at, _minutes, because in rows
    ]
