"""What every action in a visit does: take the lock, leave a trace, tell the room."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from msgspec.structs import replace

from epaule.people.models import Person
from epaule.safety import audit
from epaule.visits import live, protocol
from epaule.visits.errors import NotLetInYet, NotYourVisit, VisitOver
from epaule.visits.models import Participant, TimelineEntry, Visit, VisitState


def note(
    visit: Visit,
    event: str,
    by: Person | None,
    *,
    about: Participant | None = None,
    detail: str = "",
    at: datetime | None = None,
    target: Any = None,
) -> None:
    """One row for both to read on the timeline, one for the audit. It happened now, or when `at` says.

    `target` is what the audit row is about, when it is not the visit itself.
    """
    TimelineEntry.objects.create(
        visit=visit, at=at or timezone.now(), person=by, event=event, about=about, detail=detail
    )
    more = {"detail": detail} if detail else {}
    audit.record(event, by=by, target=target or visit, territory=visit.territory, **more)


def tell_room(visit: Visit, message: protocol.Numbered, *, close: int = 0) -> None:
    """Send `message` to everyone in the room under the next number, once this commits. `visit` is locked."""
    visit.sequence += 1
    visit.save(update_fields=["sequence"])
    numbered = replace(message, seq=visit.sequence)
    live.after_commit(live.tell_room, visit.public_id, numbered, close=close)


def locked_participant(participant: Participant) -> Participant:
    """`participant` as it is now, its visit locked: every change inside a visit goes through this lock.

    `VisitOver` when the room is no more: its helper did not come.
    """
    visit = Visit.objects.select_for_update().filter(pk=participant.visit_id).first()
    if visit is None:
        raise VisitOver()
    fresh = Participant.objects.select_related("person").get(pk=participant.pk)
    fresh.visit = visit
    return fresh


def open_participant(participant: Participant) -> Participant:
    """The same, inside a visit that is still open; refused when it is over, at the door, and once gone."""
    fresh = locked_participant(participant)
    if fresh.visit.state != VisitState.OPEN:
        raise VisitOver()
    if fresh.gone_at is not None:
        raise NotYourVisit()
    if fresh.admitted_at is None:
        raise NotLetInYet()
    return fresh
