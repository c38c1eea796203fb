"""How long a visit lasts: an hour, prolonged by the helped person."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from epaule.visits import protocol
from epaule.visits.actions._room import note, open_participant, tell_room
from epaule.visits.actions.rooms import end_those
from epaule.visits.errors import OnlyTheHelpedProlongs, TooEarlyToProlong
from epaule.visits.models import EndReason, Participant, Visit, VisitState
from epaule.visits.queries import time_changed
from epaule.visits.rules import can_prolong

WARNING = timedelta(minutes=protocol.WARNING_MINUTES)
MORE = timedelta(minutes=protocol.PROLONG_MINUTES)


@transaction.atomic
def prolong(*, participant: Participant) -> Visit:
    """The helped person goes on for some time more. Only once the end is near: an hour is long."""
    participant = open_participant(participant)
    visit = participant.visit
    if not can_prolong(participant):
        raise OnlyTheHelpedProlongs()
    now = timezone.now()
    if visit.started_at is None or visit.ends_at is None or now < visit.ends_at - WARNING:
        raise TooEarlyToProlong()
    visit.ends_at = max(visit.ends_at, now) + MORE
    visit.save(update_fields=["ends_at"])
    note(visit, "visit.prolonged", participant.person)
    tell_room(visit, time_changed(visit.started_at, visit.ends_at))
    return visit


def end_overdue() -> int:
    """End the visits whose time is over; return how many."""
    return end_those(Visit.objects.filter(state=VisitState.OPEN, ends_at__lte=timezone.now()), EndReason.TIME)
