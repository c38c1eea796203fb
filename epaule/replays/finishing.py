"""The background step from pieces to film, with its outcome as a state."""

import logging
import shutil
import tempfile
import time
from functools import partial
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import DatabaseError, transaction

from epaule.kernel import files
from epaule.kernel.ids import new_public_id
from epaule.replays.actions import lock, move
from epaule.replays.files import film_folder, piece_folder
from epaule.replays.film import NothingToShow, join_pieces, make_film
from epaule.replays.models import Recording, RecordingState

logger = logging.getLogger(__name__)

LONGEST_WORK_SECONDS = 2 * 3600


def finish_recording(recording_id: int) -> None:
    """Make the film of a `finishing` recording: `ready`, or `failed` with its pieces kept.

    Safe to run twice: a recording in another state is left alone. When the disk is full, or the database does
    not answer (which is raised), it stays `finishing`, for the sweep to try again.
    """
    recording = Recording.objects.filter(pk=recording_id, state=RecordingState.FINISHING).first()
    if recording is None:
        return
    with tempfile.TemporaryDirectory(dir=_workshop()) as folder:
        target = Path(folder) / "film.webm"
        try:
            duration_ms = make_film(_segments(recording, Path(folder)), target)
            _keep_film(recording, target, duration_ms)
        except NothingToShow:
            _fail(recording)
        except DatabaseError:
            raise
        except Exception as error:
            logger.exception("film %s cannot be finished", recording.public_id)
            if not files.is_disk_full(error):
                _fail(recording)


def _workshop() -> Path:
    """Where films are put together: beside the data, for a film may be larger than a machine's /tmp."""
    folder: Path = settings.DATA_DIR / "montage"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def clear_workshop() -> None:
    """Remove what a killed server left there: nobody could delete it otherwise."""
    for folder in _workshop().iterdir():
        if folder.stat().st_mtime < time.time() - LONGEST_WORK_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _segments(recording: Recording, folder: Path) -> list[Path]:
    """One file a segment, in order."""
    paths = []
    for number, pieces in groupby(recording.pieces.order_by("segment", "number"), lambda piece: piece.segment):
        path = folder / f"{number}.webm"
        join_pieces((piece.file.open("rb") for piece in pieces), path)
        paths.append(path)
    return paths


def _keep_film(recording: Recording, target: Path, duration_ms: int) -> None:
    """Store the film, then replace the pieces by it, unless it was deleted or finished meanwhile."""
    with target.open("rb") as stream:
        name = f"{film_folder(recording.public_id)}/{new_public_id()}.webm"
        name = files.store(name, File(stream))
    try:
        is_kept = _replace_pieces(recording, name, duration_ms)
    except BaseException:
        files.erase([name])
        raise
    if not is_kept:
        files.erase([name])


@transaction.atomic
def _replace_pieces(recording: Recording, name: str, duration_ms: int) -> bool:
    recording = lock(recording)
    if recording.state != RecordingState.FINISHING:
        return False
    recording.pieces.all().delete()
    move(recording, RecordingState.READY, "recording.finished", None, film=name, duration_ms=duration_ms)
    transaction.on_commit(partial(files.erase_folder, piece_folder(recording.public_id)))
    return True


@transaction.atomic
def _fail(recording: Recording) -> None:
    recording = lock(recording)
    if recording.state == RecordingState.FINISHING:
        move(recording, RecordingState.FAILED, "recording.failed", None)
