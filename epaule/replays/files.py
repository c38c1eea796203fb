"""Where the files of films and memos are kept, and that they go with their row."""

from functools import partial
from typing import Any

from django.db import transaction

from epaule.kernel import files
from epaule.replays.models import Step

FILMS_FOLDER = "films"
PIECES_FOLDER = "morceaux"
MEMOS_FOLDER = "memos"


def piece_folder(recording_id: str) -> str:
    return f"{PIECES_FOLDER}/{recording_id}"


def film_folder(recording_id: str) -> str:
    return f"{FILMS_FOLDER}/{recording_id}"


def memo_folder(visit_id: str) -> str:
    return f"{MEMOS_FOLDER}/{visit_id}"


def erase_with_step(instance: Step, **_signal: Any) -> None:
    """A step that goes, for whatever reason, takes its picture with it."""
    transaction.on_commit(partial(files.erase, [str(instance.picture.name)]))
