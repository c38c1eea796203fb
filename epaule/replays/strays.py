"""Files of films that nothing owns: a server was stopped between writing, or deleting, and saying so."""

from collections.abc import Callable
from datetime import timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from epaule.kernel import files
from epaule.replays.files import FILMS_FOLDER, PIECES_FOLDER
from epaule.replays.models import Piece, Recording

STRAY_AFTER = timedelta(days=1)
"""A file is written before the row that owns it: only what is older than any work under way is a stray."""


def _of_film(folder: str) -> set[str]:
    kept = Recording.objects.filter(public_id=folder).values_list("film", "poster")
    return {name for names in kept for name in names if name}


def _of_pieces(folder: str) -> set[str]:
    return set(Piece.objects.filter(recording__public_id=folder).values_list("file", flat=True))


OWNED: dict[str, Callable[[str], set[str]]] = {FILMS_FOLDER: _of_film, PIECES_FOLDER: _of_pieces}
"""Of a folder in each of these: the names of files that some row has."""


def erase_strays() -> int:
    """Remove the files, older than a day, of films and pieces that no row names; return how many.

    A row whose file is missing is left alone: whoever asks for it is told that it is not there.
    """
    return sum(
        _erase_in(f"{root}/{folder}", owned(folder))
        for root, owned in OWNED.items()
        for folder in files.folders_in(root)
    )


def _erase_in(folder: str, owned: set[str]) -> int:
    names = [f"{folder}/{name}" for name in files.names_in(folder)]
    strays = [name for name in names if name not in owned and _is_old(name)]
    # An empty folder that goes may be one that is about to be filled: the storage makes it again.
    files.erase([*strays, folder] if len(strays) == len(names) else strays)
    return len(strays)


def _is_old(name: str) -> bool:
    try:
        return default_storage.get_modified_time(name) < timezone.now() - STRAY_AFTER
    except FileNotFoundError:
        return False
