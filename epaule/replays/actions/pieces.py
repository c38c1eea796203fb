"""The pieces of a film: segments begun, pieces kept, all of them sent."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from epaule.kernel import files
from epaule.kernel.errors import DiskFull
from epaule.kernel.events import publish
from epaule.kernel.ids import new_public_id
from epaule.people.models import Person
from epaule.replays import events
from epaule.replays.actions._recording import lock, locked, move
from epaule.replays.errors import NotTheRecorder, PieceConflict, PieceDamaged, PieceTooLarge, RecordingOver
from epaule.replays.files import piece_folder
from epaule.replays.models import STARTED, Piece, Recording
from epaule.replays.models import RecordingState as S
from epaule.replays.rules import can_send_pieces
from epaule.visits.models import Participant, Visit

LAST_PIECES = timedelta(minutes=2)
"""How long after the stop the recorder's page may still send what it holds."""
MOST_SEGMENTS = 1000
MOST_PIECES = 100_000
"""Of one segment: no visit lasts that long."""


@transaction.atomic
def start_segment(*, by: Participant) -> int:
    """The recorder's page starts, or starts again after a reload: the number of its new segment."""
    recording = locked(by.visit_id, S.RECORDING)
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
        .filter(visit_id=by.visit_id, state__in=[S.RECORDING, S.PAUSED, S.UPLOADING])
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
    recording = locked(by.visit_id, *STARTED)
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
