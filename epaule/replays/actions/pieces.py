"""The pieces of a film: takes begun and closed, pieces kept, all of them sent."""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone

from epaule.kernel import files
from epaule.kernel.errors import DiskFull
from epaule.kernel.events import publish
from epaule.kernel.ids import new_public_id
from epaule.people.models import Person
from epaule.replays import events
from epaule.replays.actions._recording import lock, move
from epaule.replays.errors import (
    NotTheRecorder,
    PieceConflict,
    PieceDamaged,
    PieceTooLarge,
    RecorderBusy,
    RecordingOver,
    RecordingUnknown,
    StillFilming,
    TakeOver,
)
from epaule.replays.files import piece_folder
from epaule.replays.models import WITHOUT_FILM, Piece, Recording, Segment
from epaule.replays.models import RecordingState as S
from epaule.replays.rules import can_finish_now, can_send_pieces
from epaule.visits.models import Participant, Visit

LATE_PIECES = timedelta(hours=24)
"""How long after the stop a page that has not said that all is sent may still send: a laptop closed in the
morning and opened again in the evening, or the next day, loses nothing."""
LAST_PIECES = timedelta(minutes=2)
"""How long a piece is awaited once the page said that all is sent: it is on its way, or will never come."""
RECORDER_SILENCE = timedelta(seconds=6)
"""A page that films sends a piece every two seconds: after three missed, another may take over."""
MOST_SEGMENTS = 1000
MOST_PIECES = 100_000
"""Of one take: no visit lasts that long."""
MOST_BYTES = 8 << 30
"""Of one film: an honest one has so many after a day and a night. A page gone wild does not fill the disk."""


@transaction.atomic
def start_segment(*, by: Participant, recording: Recording, page: str) -> int:
    """The recorder's `page` starts, or starts again: the number of its new take.

    `RecorderBusy` while another page of the recorder films: its take is neither closed nor silent.
    """
    recording = lock(recording)
    if recording.state != S.RECORDING:
        raise RecordingOver()
    if not can_send_pieces(by, recording):
        raise NotTheRecorder()
    now = timezone.now()
    running = recording.takes.filter(closed_at=None)
    if running.exclude(page=page).filter(seen_at__gt=now - RECORDER_SILENCE).exists():
        raise RecorderBusy()
    number = recording.takes.count()
    if number >= MOST_SEGMENTS:
        raise PieceTooLarge()
    running.update(closed_at=now)
    recording.takes.create(number=number, page=page, started_at=now, seen_at=now)
    return number


@transaction.atomic
def close_segment(*, by: Participant, recording: Recording, number: int, pieces: int | None = None) -> Segment:
    """The recorder's page films no more of this take, which has `pieces` pieces if it says so.

    Again is the same: the first count stands. `RecordingOver` for a take that is none.
    """
    recording = lock(recording)
    if recording.state in WITHOUT_FILM:
        raise RecordingOver()
    if not can_send_pieces(by, recording):
        raise NotTheRecorder()
    take = recording.takes.filter(number=number).first()
    if take is None:
        raise RecordingOver()
    take.closed_at = take.closed_at or timezone.now()
    if take.pieces_expected is None:
        take.pieces_expected = pieces
    take.save(update_fields=["closed_at", "pieces_expected"])
    _finish_when_complete(recording, by.person)
    return take


def keep_piece(
    *, by: Participant, recording: Recording, segment: int, number: int, sha256: str, body: bytes
) -> Piece:
    """Keep one piece; the same piece again is acknowledged again, another under its number is refused.

    The piece that completes a film of which no more is awaited starts its finishing.
    """
    if len(body) > settings.PIECE_MAX_BYTES or number >= MOST_PIECES:
        raise PieceTooLarge()
    if hashlib.sha256(body).hexdigest() != sha256:
        raise PieceDamaged()
    kept = _piece_here(by, recording, segment, number, sha256)
    if kept is not None:
        return kept
    # Written before the lock is taken: a slow disk does not hold the others.
    name = f"{piece_folder(recording.public_id)}/{segment}-{number}-{new_public_id()}.webm"
    name = files.store(name, ContentFile(body))
    try:
        kept = _keep(by, recording, segment, number, sha256, len(body), name)
    except BaseException as error:
        files.erase([name])
        if files.is_disk_full(error):
            raise DiskFull() from error
        raise
    if kept.file.name != name:
        files.erase([name])
    return kept


def _piece_here(by: Participant, recording: Recording, segment: int, number: int, sha256: str) -> Piece | None:
    """The piece when it is here already, None when it is welcome; otherwise refuses.

    While the film is finishing, the last piece may be sent again by a page that did not hear our answer.
    """
    recording = Recording.objects.get(pk=recording.pk)
    if recording.state not in {S.RECORDING, S.PAUSED, S.UPLOADING, S.FINISHING}:
        raise RecordingOver()
    if not can_send_pieces(by, recording):
        raise NotTheRecorder() if recording.state != S.FINISHING else RecordingOver()
    kept = recording.pieces.filter(segment=segment, number=number).first()
    if kept is not None and kept.sha256 == sha256:
        return kept
    take = recording.takes.filter(number=segment).first()
    if take is None or recording.state == S.FINISHING:
        raise RecordingOver()
    if kept is not None:
        raise PieceConflict()
    if not _is_awaited(take, number, timezone.now()):
        raise TakeOver()
    return None


def _is_awaited(take: Segment, number: int, now: datetime) -> bool:
    """The piece belongs to what was filmed before the take ended."""
    if take.pieces_expected is not None:
        return number < take.pieces_expected
    return take.accepted_until is None or now < take.accepted_until


@transaction.atomic
def _keep(
    by: Participant, recording: Recording, segment: int, number: int, sha256: str, size: int, name: str
) -> Piece:
    Visit.objects.select_for_update().get(pk=recording.visit_id)
    kept = _piece_here(by, recording, segment, number, sha256)
    if kept is not None:
        return kept
    if (recording.pieces.aggregate(held=Sum("size"))["held"] or 0) + size > MOST_BYTES:
        raise PieceTooLarge()
    now = timezone.now()
    piece = Piece.objects.create(
        recording=recording,
        segment=segment,
        number=number,
        sha256=sha256,
        size=size,
        file=name,
        received_at=now,
    )
    recording.takes.filter(number=segment, closed_at=None).update(seen_at=now)
    _finish_when_complete(lock(recording), by.person)
    return piece


@transaction.atomic
def all_sent(*, by: Participant, recording: Recording, expected: dict[int, int]) -> Recording:
    """The recorder's page says how many pieces each of its takes has; complete means: finish the film.

    Again is the same: the page insists until it hears our answer.
    """
    recording = lock(recording)
    if recording.state not in {S.UPLOADING, S.FINISHING, S.READY}:
        raise RecordingOver()
    if not can_send_pieces(by, recording):
        raise NotTheRecorder()
    if recording.state != S.UPLOADING:
        return recording
    for number, count in expected.items():
        recording.takes.filter(number=number, pieces_expected=None).update(pieces_expected=count)
    recording.counted_at = recording.counted_at or timezone.now()
    recording.save(update_fields=["counted_at"])
    return _finish_when_complete(recording, by.person)


def _finish_when_complete(recording: Recording, by: Person | None) -> Recording:
    """After the stop, once nothing more is awaited: the page said so, or said it of each take."""
    if recording.state != S.UPLOADING:
        return recording
    takes = list(recording.takes.values_list("number", "pieces_expected"))
    if recording.counted_at is None and (not takes or any(count is None for _number, count in takes)):
        return recording
    counts = recording.pieces.order_by().values_list("segment").annotate(Count("pk"))
    held: dict[int, int] = dict(counts)
    if any(held.get(number, 0) < (count or 0) for number, count in takes):
        return recording
    return begin_finishing(recording=recording, by=by)


@transaction.atomic
def finish_now(*, by: Participant, recording: Recording) -> Recording:
    """One of the two makes the film of what was received, without waiting for the rest. Again is the same."""
    if not can_finish_now(by, recording):
        raise RecordingUnknown()
    recording = lock(recording)
    if recording.state in WITHOUT_FILM:
        raise RecordingUnknown()
    if recording.state in {S.RECORDING, S.PAUSED}:
        raise StillFilming()
    if recording.state != S.UPLOADING:
        return recording
    return begin_finishing(recording=recording, by=by.person)


@transaction.atomic
def begin_finishing(*, recording: Recording, by: Person | None) -> Recording:
    """Hand the pieces to the background task that makes the film."""
    counted_at = recording.counted_at or timezone.now()
    recording = move(recording, S.FINISHING, "recording.uploaded", by, counted_at=counted_at)
    publish(events.RecordingToFinish(recording.pk))
    return recording


def finish_late_uploads() -> int:
    """Recorders that never said they were done, or whose pieces never came. Returns how many."""
    now = timezone.now()
    late = Q(counted_at__lt=now - LAST_PIECES) | Q(stopped_at__lt=now - LATE_PIECES)
    count = 0
    for recording in list(Recording.objects.filter(late, state=S.UPLOADING)):
        with transaction.atomic():
            recording = lock(recording)
            if recording.state == S.UPLOADING:
                begin_finishing(recording=recording, by=None)
                count += 1
    return count
