"""Ringing helpers in waves. What it knows is in the database: whoever looks next goes on from there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.people.models import Person
from epaule.requests import matching
from epaule.requests.events import HelperRung, SearchMoved
from epaule.requests.matching import Proposed
from epaule.requests.models import HelpRequest, RequestState, Ring, Urgency, Wave
from epaule.requests.queries import is_available, waiting_for
from epaule.requests.waves import ROUNDS, Round, next_wave
from epaule.safety import audit

LATE_COMERS_RINGS = 5
"""Requests that begin to ring at once for a helper who comes back."""
FITTING = ROUNDS[1]


def start_dispatch(*, request: HelpRequest) -> None:
    """The first wave, in the transaction that publishes `request` (for now, just created or locked)."""
    ring_next_wave(request, timezone.now())


@transaction.atomic
def advance_dispatch(request_id: int) -> bool:
    """Ring the next wave of that request when its time has come; True when it did.

    Again, too early, by two processes at once, or once somebody came: nothing happens.
    """
    request = HelpRequest.objects.select_for_update().filter(pk=request_id).first()
    now = timezone.now()
    if request is None or request.next_wave_at is None or request.next_wave_at > now:
        return False
    ring_next_wave(request, now)
    return True


def advance_all() -> int:
    """Every request whose next wave is due, the longest due first; return how many moved."""
    due = HelpRequest.objects.filter(next_wave_at__lte=timezone.now()).order_by("next_wave_at", "pk")
    return sum(advance_dispatch(pk) for pk in list(due.values_list("pk", flat=True)))


def hurry(request: HelpRequest) -> None:
    """The next wave of a locked request comes at once when all who were rung have passed."""
    if request.next_wave_at is not None and not request.rings.filter(answer="").exists():
        ring_next_wave(request, timezone.now())


def ring_late_comer(*, by: Person) -> int:
    """`by` has just become available: what waits, and has nobody else to ring, rings for her. Return how many."""
    if not is_available(by, by.territory):
        return 0
    stalled = (
        waiting_for(by, by.territory).filter(urgency=Urgency.NOW, next_wave_at=None).exclude(rings__helper=by)
    )
    count = 0
    for pk in list(stalled.values_list("pk", flat=True)[:LATE_COMERS_RINGS]):
        with transaction.atomic():
            request = HelpRequest.objects.select_for_update().get(pk=pk)
            now = timezone.now()
            over = request.state != RequestState.PUBLISHED or request.next_wave_at is not None
            if over or request.rings.filter(helper=by).exists():
                continue
            ask = replace(matching.ask_of(request), territory_id=by.territory_id)
            proposed = matching.score_of(ask, [by.pk], ready=True)
            if proposed:
                ring(request, FITTING, proposed, now)
                publish(SearchMoved(request.pk))
                count += 1
    return count


def ring_next_wave(request: HelpRequest, now: datetime) -> None:
    """`request` is locked and published; when nobody is left, the search is over until somebody comes."""
    found = next_wave(request, now)
    request.next_wave_at = now + found[0].lasts if found else None
    request.save(update_fields=["next_wave_at"])
    if found:
        ring(request, *found, now)
    publish(SearchMoved(request.pk))


def ring(
    request: HelpRequest, how: Round, helpers: Sequence[Proposed], now: datetime, *, aloud: bool = True
) -> Wave:
    """Write one wave down, and tell its helpers once this commits; not `aloud`: he came by himself."""
    last = request.waves.order_by("-number").values_list("number", flat=True).first() or 0
    wave = Wave.objects.create(
        request=request, number=last + 1, kind=how.kind, started_at=now, ends_at=now + how.lasts
    )
    Ring.objects.bulk_create(
        Ring(
            request=request,
            wave=wave,
            helper_id=one.helper_id,
            because=[reason.to_json() for reason in one.because],
            away=one.away,
            rung_at=now,
        )
        for one in helpers
    )
    if not aloud:
        return wave
    audit.record(
        "request.rung",
        by=None,
        target=request,
        territory=request.territory,
        wave=wave.number,
        kind=str(how.kind),
        helpers=len(helpers),
    )
    for one in helpers:
        publish(HelperRung(request.pk, one.helper_id, one.away))
    return wave
