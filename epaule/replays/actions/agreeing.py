"""« Enregistrer »: proposed by one, agreed by all in the visit, paused until a newcomer agrees, stopped."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from epaule.people.models import Person
from epaule.replays.actions._recording import lock, locked, move, tell_room
from epaule.replays.errors import (
    NothingProposed,
    OnlyTheTwoPropose,
    OtherMustAnswer,
    RecordingUnderWay,
)
from epaule.replays.keeping import day_it_goes
from epaule.replays.models import ACTIVE, Recording
from epaule.replays.models import RecordingState as S
from epaule.replays.queries import awaited_by
from epaule.replays.rules import can_propose
from epaule.safety import audit
from epaule.visits import actions as visits_actions
from epaule.visits.errors import VisitOver
from epaule.visits.models import Participant, Right, Role, Visit, VisitState

PROPOSAL_LIFE = timedelta(seconds=60)
PAUSE_GRACE = timedelta(seconds=30)
"""How long a film that pauses takes pieces of a page that does not say how many it had: who came in did not
agree to be in them, yet the last seconds before are on their way."""


@transaction.atomic
def propose(*, by: Participant) -> Recording:
    """`by`, one of the two, says yes to a film and asks the others."""
    visit = Visit.objects.select_for_update().get(pk=by.visit_id)
    if visit.state != VisitState.OPEN:
        raise VisitOver()
    if not can_propose(by):
        raise OnlyTheTwoPropose()
    if visit.recordings.filter(state__in=ACTIVE).exists():
        raise RecordingUnderWay()
    recorder = visit.participants.get(role=Role.HELPER)
    recording = Recording.objects.create(
        visit=visit,
        proposed_by=by,
        recorder=recorder,
        proposed_at=timezone.now(),
        keeping_days=visit.territory.keeping_days,
    )
    visits_actions.give_consent(participant=by, right=Right.RECORD)
    audit.record("recording.proposed", by=by.person, target=recording, territory=visit.territory)
    tell_room(recording)
    return recording


@transaction.atomic
def accept(*, by: Participant) -> Recording:
    """`by` says yes on her own screen; the last yes starts the film, or goes on with it. Again is the same."""
    recording = locked(by.visit_id, *ACTIVE)
    if recording is None:
        raise NothingProposed()
    if recording.state == S.PROPOSED and recording.proposed_by_id == by.pk:
        raise OtherMustAnswer()
    if by not in awaited_by(recording):
        return recording
    if recording.visit.state != VisitState.OPEN:
        raise VisitOver()
    visits_actions.give_consent(participant=by, right=Right.RECORD)
    if recording.state == S.RECORDING or awaited_by(recording):
        audit.record("recording.agreed", by=by.person, target=recording, territory=recording.visit.territory)
        tell_room(recording)
        return recording
    return _roll(recording, by.person)


def _roll(recording: Recording, by: Person | None) -> Recording:
    """Everyone in the visit agrees: the film starts, or goes on."""
    if recording.state == S.PROPOSED:
        return move(recording, S.RECORDING, "recording.started", by, started_at=timezone.now())
    return move(recording, S.RECORDING, "recording.resumed", by)


def withdraw_consents(recording: Recording) -> None:
    for participant in Participant.objects.filter(visit_id=recording.visit_id):
        visits_actions.withdraw_consent(participant=participant, right=Right.RECORD)


@transaction.atomic
def decline(*, by: Participant) -> Recording:
    """`by` says no. Nothing is filmed; a film that waits for a newcomer's yes goes on waiting."""
    recording = locked(by.visit_id, S.PROPOSED, S.PAUSED)
    if recording is None:
        raise NothingProposed()
    if recording.state == S.PAUSED:
        if by not in awaited_by(recording):
            raise NothingProposed()
        audit.record("recording.declined", by=by.person, target=recording, territory=recording.visit.territory)
        return recording
    if recording.proposed_by_id == by.pk:
        raise OtherMustAnswer()
    withdraw_consents(recording)
    return move(recording, S.DECLINED, "recording.declined", by.person)


@transaction.atomic
def cancel(*, by: Participant) -> Recording:
    """Who proposed changes her mind, or the proposal is too old."""
    recording = locked(by.visit_id, S.PROPOSED)
    if recording is None:
        raise NothingProposed()
    if recording.proposed_by_id != by.pk:
        raise OtherMustAnswer()
    withdraw_consents(recording)
    return move(recording, S.CANCELLED, "recording.cancelled", by.person)


@transaction.atomic
def stop(*, by: Participant | None, visit_id: int) -> Recording | None:
    """Anyone in the visit stops the film, or its end does (`by` None). None when nothing was recording."""
    recording = locked(visit_id, *ACTIVE)
    if recording is None:
        return None
    withdraw_consents(recording)
    person = by.person if by else None
    if recording.state == S.PROPOSED:
        return move(recording, S.CANCELLED, "recording.cancelled", person)
    now = timezone.now()
    ends = {"stopped_at": now, "delete_on": day_it_goes(now, recording.keeping_days)}
    return move(recording, S.UPLOADING, "recording.stopped", person, **ends)


@transaction.atomic
def follow_people(*, visit_id: int) -> Recording | None:
    """Somebody came into the visit or left it: nobody is filmed without her yes, nor waited for once gone.

    Again is the same. None when no film is proposed or made.
    """
    recording = locked(visit_id, *ACTIVE)
    if recording is None or recording.visit.state != VisitState.OPEN:
        return recording
    awaited = awaited_by(recording)
    if recording.state == S.RECORDING and awaited:
        end_takes(recording)
        return move(recording, S.PAUSED, "recording.paused", None)
    if recording.state != S.RECORDING and not awaited:
        return _roll(recording, None)
    tell_room(recording)
    return recording


def end_takes(recording: Recording) -> None:
    """Nothing filmed from now on belongs to the takes that run; their last pieces are still on their way."""
    now = timezone.now()
    recording.takes.filter(closed_at=None).update(closed_at=now, accepted_until=now + PAUSE_GRACE)


def pause_for_newcomers() -> int:
    """Films that go on with somebody who did not agree, because the server was stopped as he came. How many."""
    count = 0
    for recording in list(Recording.objects.filter(state=S.RECORDING, visit__state=VisitState.OPEN)):
        if awaited_by(recording):
            follow_people(visit_id=recording.visit_id)
            count += 1
    return count


def cancel_old_proposals() -> int:
    """Proposals nobody answered. Returns how many."""
    old = Recording.objects.filter(state=S.PROPOSED, proposed_at__lt=timezone.now() - PROPOSAL_LIFE)
    count = 0
    for recording in list(old):
        with transaction.atomic():
            recording = lock(recording)
            if recording.state == S.PROPOSED:
                withdraw_consents(recording)
                move(recording, S.CANCELLED, "recording.cancelled", None)
                count += 1
    return count


def stop_films_of_ended_visits() -> int:
    """Films that nothing stopped when their visit ended, because the server did too. Returns how many."""
    forgotten = Recording.objects.filter(state__in=ACTIVE, visit__state=VisitState.ENDED)
    return sum(stop(by=None, visit_id=recording.visit_id) is not None for recording in list(forgotten))
