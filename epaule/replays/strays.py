"""Files of films that nothing owns: a server was stopped between writing, or deleting, and saying so."""

from collections.abc import Callable

from epaule.kernel import files
from epaule.replays.files import FILMS_FOLDER, PIECES_FOLDER
from epaule.replays.models import Piece, Recording


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
    return sum(files.erase_strays(root, owned) for root, owned in OWNED.items())
