"""Every write about films: proposed, agreed, made piece by piece, finished, deleted."""

import hashlib
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from epaule.kernel import files
from epaule.kernel.errors import DiskFull
from epaule.kernel.events import publish
from epaule.kernel.ids import new_public_id
from epaule.kernel.states import check_transition
from epaule.people.models import Person
from epaule.replays import events
from epaule.replays.errors import (
    FormerFilmOnItsWay,
    NothingProposed,
    NotTheRecorder,
    OtherMustAnswer,
    PieceConflict,
    PieceDamaged,
    PieceTooLarge,
    RecordingOver,
    RecordingUnderWay,
    RecordingUnknown,
)
from epaule.replays.files import film_folder, piece_folder
from epaule.replays.models import ACTIVE, STARTED, TRANSITIONS, WITHOUT_FILM, Piece, Recording
from epaule.replays.models import RecordingState as S
from epaule.replays.rules import can_delete, can_send_pieces
from epaule.safety import audit
from epaule.safety.models import AuditEvent
from epaule.visits import actions as visits_actions
from epaule.visits import live, protocol
from epaule.visits.errors import VisitOver
from epaule.visits.models import Participant, Right, Role, Visit, VisitState

LAST_PIECES = timedelta(minutes=2)
"""How long after the stop the recorder's page may still send what it holds."""
PROPOSAL_LIFE = timedelta(seconds=60)
MOST_SEGMENTS = 1000
MOST_PIECES = 100_000
"""Of one segment: no visit lasts that long."""
ONE_VIEWING = timedelta(hours=1)
"""A player asks for many parts of a film; together they are one viewing."""


def announcement(recording: Recording) -> protocol.RecordingChanged:
    """What both pages are told of a recording."""
    return protocol.RecordingChanged(
        id=recording.public_id,
        state=recording.state,  # type: ignore[arg-type]  # a constraint of the database
        proposed_by=recording.proposed_by.public_id,
        recorder=recording.recorder.public_id,
        awaited=[],
    )


def move(recording: Recording, state: S, event: str, by: Person | None, **changes: Any) -> Recording:
    """The one transition: check, save, audit, tell both pages."""
    check_transition(TRANSITIONS, recording.state, state, RecordingOver)
    recording.state = state
    for name, value in changes.items():
        setattr(recording, name, value)
    recording.save(update_fields=["state", *changes])
    audit.record(event, by=by, target=recording, territory=recording.visit.territory)
    _tell_room(recording)
    return recording


def _tell_room(recording: Recording) -> None:
    live.after_commit(live.tell_room, recording.visit.public_id, announcement(recording))


def lock(recording: Recording) -> Recording:
    """The recording as it is now, its visit locked: every change of a film goes through this lock."""
    Visit.objects.select_for_update().get(pk=recording.visit_id)
    return Recording.objects.select_related("visit__territory", "proposed_by", "recorder").get(pk=recording.pk)


def _locked(visit_id: int, *states: str) -> Recording | None:
    """The last recording of the visit in one of `states`, locked."""
    Visit.objects.select_for_update().get(pk=visit_id)
    return (
        Recording.objects.select_related("visit__territory", "proposed_by", "recorder")
        .filter(visit_id=visit_id, state__in=states)
        .order_by("-pk")
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
    if visit.recordings.filter(state=S.UPLOADING).exists():
        # Pieces carry no name of a film: those of two films must never be on their way together.
        raise FormerFilmOnItsWay()
    recorder = visit.participants.get(role=Role.HELPER)
    recording = Recording.objects.create(
        visit=visit, proposed_by=by, recorder=recorder, proposed_at=timezone.now()
    )
    visits_actions.give_consent(participant=by, right=Right.RECORD)
    audit.record("recording.proposed", by=by.person, target=recording, territory=visit.territory)
    _tell_room(recording)
    return recording


@transaction.atomic
def accept(*, by: Participant) -> Recording:
    """The other says yes on her own screen: it starts. Again is the same."""
    recording = _locked(by.visit_id, *ACTIVE)
    if recording is None:
        raise NothingProposed()
    if recording.state == S.RECORDING:
        return recording
    if recording.proposed_by_id == by.pk:
        raise OtherMustAnswer()
    if recording.visit.state != VisitState.OPEN:
        raise VisitOver()
    visits_actions.give_consent(participant=by, right=Right.RECORD)
    return move(recording, S.RECORDING, "recording.started", by.person, started_at=timezone.now())


def _withdraw_consents(recording: Recording) -> None:
    for participant in Participant.objects.filter(visit_id=recording.visit_id):
        visits_actions.withdraw_consent(participant=participant, right=Right.RECORD)


@transaction.atomic
def decline(*, by: Participant) -> Recording:
    """The other says no; nothing was recorded."""
    recording = _locked(by.visit_id, S.PROPOSED)
    if recording is None:
        raise NothingProposed()
    if recording.proposed_by_id == by.pk:
        raise OtherMustAnswer()
    _withdraw_consents(recording)
    return move(recording, S.DECLINED, "recording.declined", by.person)


@transaction.atomic
def cancel(*, by: Participant) -> Recording:
    """Who proposed changes her mind, or the proposal is too old."""
    recording = _locked(by.visit_id, S.PROPOSED)
    if recording is None:
        raise NothingProposed()
    if recording.proposed_by_id != by.pk:
        raise OtherMustAnswer()
    _withdraw_consents(recording)
    return move(recording, S.CANCELLED, "recording.cancelled", by.person)


@transaction.atomic
def stop(*, by: Participant | None, visit_id: int) -> Recording | None:
    """Either stops the film, or the end of the visit does (`by` None). None when nothing was recording."""
    recording = _locked(visit_id, *ACTIVE)
    if recording is None:
        return None
    _withdraw_consents(recording)
    person = by.person if by else None
    if recording.state == S.PROPOSED:
        return move(recording, S.CANCELLED, "recording.cancelled", person)
    return move(recording, S.UPLOADING, "recording.stopped", person, stopped_at=timezone.now())


@transaction.atomic
def start_segment(*, by: Participant) -> int:
    """The recorder's page starts, or starts again after a reload: the number of its new segment."""
    recording = _locked(by.visit_id, S.RECORDING)
    if recording is None:
        raise RecordingOver()
    if not can_send_pieces(by, recording):
        raise NotTheRecorder()
    number = recording.segments
    if number >= MOST_SEGMENTS:
        raise PieceTooLarge()
    recording.segments += 1
    recording.save(update_fields=["segments"])
    return number


def keep_piece(*, by: Participant, segment: int, number: int, sha256: str, body: bytes) -> Piece:
    """Keep one piece; the same piece again is acknowledged again, another under its number is refused.

    The piece that completes a film already said to be all sent starts its finishing.
    """
    if len(body) > settings.PIECE_MAX_BYTES or number >= MOST_PIECES:
        raise PieceTooLarge()
    if hashlib.sha256(body).hexdigest() != sha256:
        raise PieceDamaged()
    recording = _receiving(by, segment)
    kept = _same_piece(recording, segment, number, sha256)
    if kept is not None:
        return kept
    # Written before the lock is taken: a slow disk does not hold the others.
    name = f"{piece_folder(recording.public_id)}/{segment}-{number}-{new_public_id()}.webm"
    name = files.store(name, ContentFile(body))
    try:
        kept = _keep(by, segment, number, sha256, len(body), name)
    except BaseException as error:
        files.erase([name])
        if files.is_disk_full(error):
            raise DiskFull() from error
        raise
    if kept.file.name != name:
        files.erase([name])
    return kept


def _receiving(by: Participant, segment: int) -> Recording:
    """The recording that takes pieces of `segment` from `by`."""
    recording = (
        Recording.objects.select_related("visit__territory", "proposed_by", "recorder")
        .filter(visit_id=by.visit_id, state__in=[S.RECORDING, S.UPLOADING])
        .first()
    )
    if recording is None or segment >= recording.segments:
        raise RecordingOver()
    if not can_send_pieces(by, recording):
        raise NotTheRecorder()
    return recording


def _same_piece(recording: Recording, segment: int, number: int, sha256: str) -> Piece | None:
    """The piece when it is here already; `PieceConflict` when another one is."""
    kept = recording.pieces.filter(segment=segment, number=number).first()
    if kept is not None and kept.sha256 != sha256:
        raise PieceConflict()
    return kept


@transaction.atomic
def _keep(by: Participant, segment: int, number: int, sha256: str, size: int, name: str) -> Piece:
    Visit.objects.select_for_update().get(pk=by.visit_id)
    recording = _receiving(by, segment)
    kept = _same_piece(recording, segment, number, sha256)
    if kept is not None:
        return kept
    piece = Piece.objects.create(
        recording=recording,
        segment=segment,
        number=number,
        sha256=sha256,
        size=size,
        file=name,
        received_at=timezone.now(),
    )
    if recording.state == S.UPLOADING and recording.expected_pieces and _is_complete(recording):
        begin_finishing(recording=recording, by=by.person)
    return piece


@transaction.atomic
def all_sent(*, by: Participant, expected: dict[int, int]) -> Recording:
    """The recorder's page says how many pieces each of its segments has; complete means: finish the film.

    Again is the same: the page insists until it hears our answer.
    """
    recording = _locked(by.visit_id, *STARTED)
    if recording is None or recording.state not in {S.UPLOADING, S.FINISHING, S.READY}:
        raise RecordingOver()
    if not can_send_pieces(by, recording):
        raise NotTheRecorder()
    if recording.state != S.UPLOADING:
        return recording
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
    recording = move(recording, S.FINISHING, "recording.uploaded", by)
    publish(events.RecordingToFinish(recording.pk))
    return recording


def finish_late_uploads() -> int:
    """Recorders that never said they were done: make a film of what came. Returns how many."""
    late = Recording.objects.filter(state=S.UPLOADING, stopped_at__lt=timezone.now() - LAST_PIECES)
    count = 0
    for recording in list(late):
        with transaction.atomic():
            recording = lock(recording)
            if recording.state == S.UPLOADING:
                begin_finishing(recording=recording, by=None)
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
                _withdraw_consents(recording)
                move(recording, S.CANCELLED, "recording.cancelled", None)
                count += 1
    return count


def stop_films_of_ended_visits() -> int:
    """Films that nothing stopped when their visit ended, because the server did too. Returns how many."""
    forgotten = Recording.objects.filter(state__in=ACTIVE, visit__state=VisitState.ENDED)
    return sum(stop(by=None, visit_id=recording.visit_id) is not None for recording in list(forgotten))


@transaction.atomic
def delete(*, by: Participant, recording: Recording) -> Recording:
    """Either deletes the film for both: really, the film and every piece. Again is the same."""
    if not can_delete(by, recording):
        raise RecordingUnknown()
    recording = lock(recording)
    if recording.state == S.DELETED:
        return recording
    if recording.state in WITHOUT_FILM:
        raise RecordingUnknown()
    if recording.state == S.RECORDING:
        _withdraw_consents(recording)
    recording.pieces.all().delete()
    recording = move(recording, S.DELETED, "recording.deleted", by.person, film="", duration_ms=0)
    for folder in (piece_folder(recording.public_id), film_folder(recording.public_id)):
        transaction.on_commit(partial(files.erase_folder, folder))
    return recording


@transaction.atomic
def note_viewed(*, by: Participant, recording: Recording) -> None:
    """`by` watches the film."""
    target = f"recording:{recording.public_id}"
    lately = AuditEvent.objects.filter(
        event="recording.viewed", by=by.person.public_id, target=target, at__gt=timezone.now() - ONE_VIEWING
    )
    if not lately.exists():
        audit.record("recording.viewed", by=by.person, target=recording, territory=recording.visit.territory)
