"""The background step from pieces to film, with its outcome as a state."""

import hashlib
import logging
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from epaule.kernel import files
from epaule.kernel.ids import new_public_id
from epaule.replays.actions import lock, move
from epaule.replays.chapters import Placed, all_chapters
from epaule.replays.files import film_folder, piece_folder
from epaule.replays.film import Made, NothingToShow, make_film
from epaule.replays.models import Piece, Recording, RecordingState, Step
from epaule.replays.poster import make_poster
from epaule.replays.stream import Take

logger = logging.getLogger(__name__)

LONGEST_WORK_SECONDS = 2 * 3600


def finish_recording(recording_id: int) -> None:
    """Make the film of a `finishing` recording: `ready`, or `failed` with its pieces kept.

    Safe to run twice: a recording in another state is left alone. When the disk is full or the storage away,
    or the database does not answer (which is raised), it stays `finishing`, for the sweep to try again.
    """
    recording = Recording.objects.filter(pk=recording_id, state=RecordingState.FINISHING).first()
    if recording is None:
        return
    with tempfile.TemporaryDirectory(dir=_workshop()) as folder:
        target = Path(folder) / "film.webm"
        try:
            made = make_film(_takes(recording), target, partial(_chapters, recording))
            _keep_film(recording, target, made, make_poster(target))
        except NothingToShow:
            _fail(recording)
        except DatabaseError:
            raise
        except Exception as error:
            logger.exception("film %s cannot be finished", recording.public_id)
            if not files.will_pass(error):
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


def _takes(recording: Recording) -> list[Take]:
    """What arrived of each take, in order."""
    pieces: defaultdict[int, dict[int, Callable[[], bytes | None]]] = defaultdict(dict)
    for piece in recording.pieces.all():
        pieces[piece.segment][piece.number] = partial(_read, piece)
    return [Take(take.number, pieces[take.number], take.pieces_expected) for take in recording.takes.all()]


def _read(piece: Piece) -> bytes | None:
    """The piece as it was sent; None when the storage lost it or damaged it."""
    try:
        with piece.file.open("rb") as file:
            body: bytes = file.read()
    except OSError:
        logger.exception("piece %s cannot be read", piece.file.name)
        return None
    if hashlib.sha256(body).hexdigest() != piece.sha256:
        logger.error("piece %s is damaged", piece.file.name)
        return None
    return body


def _chapters(recording: Recording, made: Made) -> list[tuple[int, str]]:
    started = dict(recording.takes.values_list("number", "started_at"))
    starts = sorted(made.starts.items())
    ends = [start for _number, start in starts[1:]] + [made.duration_ms]
    placed = [Placed(started[number], start, end) for (number, start), end in zip(starts, ends, strict=True)]
    steps = Step.objects.filter(memo__visit_id=recording.visit_id)
    return [(at, title) for at, title, _step in all_chapters(placed, steps, made.gaps)]


class Movable(File):  # type: ignore[type-arg]
    """A finished file that a storage on the same disk moves instead of copying it."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def _keep_film(recording: Recording, target: Path, made: Made, poster: bytes | None) -> None:
    """Store the film, then replace the pieces by it, unless it was deleted or finished meanwhile."""
    folder, kept = film_folder(recording.public_id), []
    try:
        with target.open("rb") as stream:
            kept.append(files.store(f"{folder}/{new_public_id()}.webm", Movable(stream, name=str(target))))
        if poster:
            kept.append(files.store(f"{folder}/{new_public_id()}.jpg", ContentFile(poster)))
        is_kept = _replace_pieces(recording, kept, made)
    except BaseException:
        files.erase(kept)
        raise
    if not is_kept:
        files.erase(kept)


@transaction.atomic
def _replace_pieces(recording: Recording, kept: list[str], made: Made) -> bool:
    recording = lock(recording)
    if recording.state != RecordingState.FINISHING:
        return False
    recording.pieces.all().delete()
    for number, start in made.starts.items():
        recording.takes.filter(number=number).update(film_ms=start)
    move(
        recording,
        RecordingState.READY,
        "recording.finished",
        None,
        film=kept[0],
        poster="".join(kept[1:]),
        duration_ms=made.duration_ms,
        gaps=[list(gap) for gap in made.gaps],
    )
    transaction.on_commit(partial(files.erase_folder, piece_folder(recording.public_id)))
    return True


@transaction.atomic
def _fail(recording: Recording) -> None:
    recording = lock(recording)
    if recording.state == RecordingState.FINISHING:
        move(recording, RecordingState.FAILED, "recording.failed", None)
