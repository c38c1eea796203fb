"""Every write about films: proposed, agreed, made piece by piece, finished, deleted."""

import errno
import hashlib
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from epaule.kernel.states import check_transition
from epaule.people.models import Person
from epaule.replays import events
from epaule.replays.errors import (
    DiskFull,
    NotTheRecorder,
    NothingProposed,
    OtherMustAnswer,
    PieceConflict,
    PieceDamaged,
    PieceTooLarge,
    RecordingOver,
    RecordingUnknown,
    RecordingUnderWay,
)
from epaule.replays.models import ACTIVE, TRANSITIONS, Piece, Recording, RecordingState
from epaule.replays.rules import can_delete, can_send_pieces
from epaule.safety import audit
from epaule.kernel.events import publish
from epaule.visits import actions as visits_actions
from epaule.visits import live, protocol
from epaule.visits.errors import VisitOver
from epaule.visits.models import Participant, Right, Role, Visit, VisitState

LAST_PIECES = timedelta(minutes=2)
"""How long after the stop the recorder's page may still send what it holds."""
PROPOSAL_LIFE = timedelta(seconds=60)


def announcement(recording: Recording) -> protocol.RecordingChanged:
    """What both pages are told of a recording."""
    return protocol.RecordingChanged(
        id=recording.public_id,
        state=recording.state,  # type: ignore[arg-type]
        proposed_by=recording.proposed_by.public_id,
        recorder=recording.recorder.public_id,
    )


def move(recording: Recording, state: RecordingState, event: str, by: Person | None, **changes: Any) -> Recording:
    """The one transition: check, save, audit, tell both pages."""
    check_transition(TRANSITIONS, recording.state, state, RecordingOver)
    recording.state = state
    for name, value in changes.items():
        setattr(recording, name, value)
    recording.save(update_fields=["state", *changes])
    audit.record(event, by=by, target=recording, territory=recording.visit.territory)
    transaction.on_commit(partial(live.tell_room, recording.visit.public_id, announcement(recording)))
    return recording


def _locked(visit_id: int, *states: str) -> Recording | None:
    """The recording of the visit in one of `states`, locked."""
    Visit.objects.select_for_update().get(pk=visit_id)
    return (
        Recording.objects.select_related("visit__territory", "proposed_by", "recorder")
        .filter(visit_id=visit_id, state__in=states)
        .first()
    )


@transaction.atomic
def propose(*, by: Participant) -> Recording:
    """`by` says yes to a film and asks the other."""
    visit = Visit.objects.select_for_update().get(pk=by.visit_id)
    if visit.state != VisitState.OPEN:
        raise VisitOver()
    if visit.recordings.filter(state__in=ACTIVE).exists():
        raise RecordingUnderWay()
    recorder = visit.participants.get(role=Role.HELPER)
    recording = Recording.objects.create(
        visit=visit, proposed_by=by, recorder=recorder, proposed_at=timezone.now()
    )
    visits_actions.give_consent(participant=by, right=Right.RECORD)
    audit.record("recording.proposed", by=by.person, target=recording, territory=visit.territory)
    transaction.on_commit(partial(live.tell_room, visit.public_id, announcement(recording)))
    return recording


@transaction.atomic
def accept(*, by: Participant) -> Recording:
    """The other says yes on her own screen: it starts. Again is the same."""
    recording = _locked(by.visit_id, *ACTIVE)
    if recording is None:
        raise NothingProposed()
    if recording.state == RecordingState.RECORDING:
        return recording
    if recording.proposed_by_id == by.pk:
        raise OtherMustAnswer()
    visits_actions.give_consent(participant=by, right=Right.RECORD)
    return move(
        recording, RecordingState.RECORDING, "recording.started", by.person, started_at=timezone.now()
    )


def _withdraw_consents(recording: Recording) -> None:
    for participant in Participant.objects.filter(visit_id=recording.visit_id):
        visits_actions.withdraw_consent(participant=participant, right=Right.RECORD)


@transaction.atomic
def decline(*, by: Participant) -> Recording:
    """The other says no; nothing was recorded."""
    recording = _locked(by.visit_id, RecordingState.PROPOSED)
    if recording is None:
        raise NothingProposed()
    if recording.proposed_by_id == by.pk:
        raise OtherMustAnswer()
    _withdraw_consents(recording)
    return move(recording, RecordingState.DECLINED, "recording.declined", by.person)


@transaction.atomic
def cancel(*, by: Participant) -> Recording:
    """Who proposed changes her mind, or the proposal is too old."""
    recording = _locked(by.visit_id, RecordingState.PROPOSED)
    if recording is None:
        raise NothingProposed()
    if recording.proposed_by_id != by.pk:
        raise OtherMustAnswer()
    _withdraw_consents(recording)
    return move(recording, RecordingState.CANCELLED, "recording.cancelled", by.person)


@transaction.atomic
def stop(*, by: Participant | None, visit_id: int) -> Recording | None:
    """Either stops the film, or the end of the visit does (`by` None). None when nothing was recording."""
    recording = _locked(visit_id, *ACTIVE)
    if recording is None:
        return None
    _withdraw_consents(recording)
    person = by.person if by else None
    if recording.state == RecordingState.PROPOSED:
        return move(recording, RecordingState.CANCELLED, "recording.cancelled", person)
    return move(
        recording, RecordingState.UPLOADING, "recording.stopped", person, stopped_at=timezone.now()
    )


@transaction.atomic
def start_segment(*, by: Participant) -> int:
    """The recorder's page starts, or starts again after a reload: the number of its new segment."""
    recording = _locked(by.visit_id, RecordingState.RECORDING)
    if recording is None:
        raise RecordingOver()
    if not can_send_pieces(by, recording):
        raise NotTheRecorder()
    number = recording.segments
    recording.segments += 1
    recording.save(update_fields=["segments"])
    return number


def keep_piece(*, by: Participant, segment: int, number: int, sha256: str, body: bytes) -> Piece:
    """Keep one piece; the same piece again is acknowledged again, another under its number is refused."""
    if len(body) > settings.PIECE_MAX_BYTES:
        raise PieceTooLarge()
    if hashlib.sha256(body).hexdigest() != sha256:
        raise PieceDamaged()
    try:
        return _keep(by, segment, number, sha256, body)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFull() from error
        raise


@transaction.atomic
def _keep(by: Participant, segment: int, number: int, sha256: str, body: bytes) -> Piece:
    recording = (
        Recording.objects.select_for_update()
        .filter(visit_id=by.visit_id, state__in=[RecordingState.RECORDING, RecordingState.UPLOADING])
        .order_by("-pk")
        .first()
    )
    if recording is None or segment >= recording.segments:
        raise RecordingOver()
    if not can_send_pieces(by, recording):
        raise NotTheRecorder()
    existing = recording.pieces.filter(segment=segment, number=number).first()
    if existing is not None:
        if existing.sha256 != sha256:
            raise PieceConflict()
        return existing
    piece = Piece(
        recording=recording, segment=segment, number=number, sha256=sha256, size=len(body), received_at=timezone.now()
    )
    piece.file.save(f"{recording.public_id}/{segment}-{number}.webm", ContentFile(body), save=False)
    try:
        piece.save()
    except BaseException:
        piece.file.delete(save=False)
        raise
    return piece


@transaction.atomic
def all_sent(*, by: Participant, expected: dict[int, int]) -> Recording:
    """The recorder's page says how many pieces each of its segments has; complete means: finish the film."""
    recording = _locked(by.visit_id, RecordingState.UPLOADING)
    if recording is None:
        raise RecordingOver()
    if not can_send_pieces(by, recording):
        raise NotTheRecorder()
    recording.expected_pieces |= {str(segment): count for segment, count in expected.items()}
    recording.save(update_fields=["expected_pieces"])
    if _is_complete(recording):
        begin_finishing(recording=recording, by=by.person)
    return recording


def _is_complete(recording: Recording) -> bool:
    held: dict[str, int] = {}
    for segment in recording.pieces.values_list("segment", flat=True):
        held[str(segment)] = held.get(str(segment), 0) + 1
    return all(held.get(segment, 0) >= count for segment, count in recording.expected_pieces.items())


@transaction.atomic
def begin_finishing(*, recording: Recording, by: Person | None) -> Recording:
    """Hand the pieces to the background task that makes the film."""
    recording = move(recording, RecordingState.FINISHING, "recording.uploaded", by)
    publish(events.RecordingToFinish(recording.pk))
    return recording


def finish_late_uploads() -> int:
    """Recorders that never said they were done: make a film of what came. Returns how many."""
    late = Recording.objects.filter(
        state=RecordingState.UPLOADING, stopped_at__lt=timezone.now() - LAST_PIECES
    ).select_related("visit__territory", "proposed_by", "recorder")
    count = 0
    for recording in late:
        begin_finishing(recording=recording, by=None)
        count += 1
    return count


def cancel_old_proposals() -> int:
    """Proposals nobody answered. Returns how many."""
    old = Recording.objects.filter(
        state=RecordingState.PROPOSED, proposed_at__lt=timezone.now() - PROPOSAL_LIFE
    ).values_list("visit_id", flat=True)
    visit_ids = list(old)
    for visit_id in visit_ids:
        stop(by=None, visit_id=visit_id)
    return len(visit_ids)


@transaction.atomic
def delete(*, by: Participant, recording: Recording) -> Recording:
    """Either deletes the film for both: really, the film and every piece. Again is the same."""
    if not can_delete(by, recording):
        raise RecordingUnknown()
    recording = (
        Recording.objects.select_for_update(of=("self",))
        .select_related("visit__territory", "proposed_by", "recorder")
        .get(pk=recording.pk)
    )
    if recording.state == RecordingState.DELETED:
        return recording
    files = [piece.file for piece in recording.pieces.all()]
    if recording.film:
        files.append(recording.film)
    names = [(file.storage, file.name) for file in files]
    recording.pieces.all().delete()
    recording = move(recording, RecordingState.DELETED, "recording.deleted", by.person, film="", duration_ms=0)
    transaction.on_commit(partial(erase_files, names))
    return recording


def erase_files(names: list[tuple[Any, str]]) -> None:
    """Remove stored files by storage and name."""
    for storage, name in names:
        storage.delete(name)
