"""The background step from pieces to film, with its outcome as a state."""

import logging
import tempfile
from functools import partial
from itertools import groupby
from pathlib import Path

from django.core.files import File
from django.db import transaction

from epaule.replays.actions import erase_files, move
from epaule.replays.film import NothingToShow, join_pieces, make_film
from epaule.replays.models import Recording, RecordingState

logger = logging.getLogger(__name__)


def finish_recording(recording_id: int) -> None:
    """Make the film of a `finishing` recording; `ready`, or `failed` with its pieces kept to try again.

    Safe to run twice: a recording in another state is left alone.
    """
    recording = _load(recording_id)
    if recording is None:
        return
    with tempfile.TemporaryDirectory(prefix="epaule-film-") as folder:
        target = Path(folder) / "film.webm"
        try:
            duration_ms = make_film(_segments(recording, Path(folder)), target)
        except NothingToShow:
            _fail(recording_id)
        except Exception:
            logger.exception("film %s cannot be finished", recording.public_id)
            _fail(recording_id)
        else:
            _keep_film(recording_id, target, duration_ms)


def _load(recording_id: int) -> Recording | None:
    return (
        Recording.objects.select_related("visit__territory", "proposed_by", "recorder")
        .filter(pk=recording_id, state=RecordingState.FINISHING)
        .first()
    )


def _segments(recording: Recording, folder: Path) -> list[Path]:
    """One file a segment, in order."""
    paths = []
    for number, pieces in groupby(recording.pieces.order_by("segment", "number"), lambda piece: piece.segment):
        path = folder / f"{number}.webm"
        join_pieces((piece.file.open("rb") for piece in pieces), path)
        paths.append(path)
    return paths


@transaction.atomic
def _keep_film(recording_id: int, target: Path, duration_ms: int) -> None:
    recording = _load(recording_id)
    if recording is None:
        return
    with target.open("rb") as stream:
        recording.film.save(f"{recording.public_id}.webm", File(stream), save=False)
    pieces = [(piece.file.storage, piece.file.name) for piece in recording.pieces.all()]
    recording.pieces.all().delete()
    move(
        recording, RecordingState.READY, "recording.finished", None, film=recording.film, duration_ms=duration_ms
    )
    transaction.on_commit(partial(erase_files, pieces))


@transaction.atomic
def _fail(recording_id: int) -> None:
    recording = _load(recording_id)
    if recording is not None:
        move(recording, RecordingState.FAILED, "recording.failed", None)
