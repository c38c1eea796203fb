"""Files in Django's storage: kept whole or not at all, and really gone when they go."""

import errno
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone

from epaule.kernel.errors import DiskFull, StorageAway

logger = logging.getLogger(__name__)

SQLITE_FULL = 13
POSTGRESQL_DISK_FULL = "53100"
STRAY_AFTER = timedelta(days=1)
"""A file is written before the row that owns it: only what is older than any work under way is a stray."""


def is_disk_full(error: BaseException) -> bool:
    """True when a file system, or the database on it, says that there is no room left."""
    # FFmpeg's errors have an `errno` too, without being an OSError.
    return (
        isinstance(error, DiskFull)
        or getattr(error, "errno", None) in {errno.ENOSPC, errno.EDQUOT}
        or getattr(error.__cause__, "sqlite_errorcode", None) == SQLITE_FULL
        or getattr(error.__cause__, "sqlstate", None) == POSTGRESQL_DISK_FULL
    )


def will_pass(error: BaseException) -> bool:
    """True when the same may work later: there is no room now, or the storage does not answer."""
    return is_disk_full(error) or isinstance(error, StorageAway)


def store(name: str, content: "File[bytes]") -> str:
    """Keep `content` under `name`, which no file has; return the name. `DiskFull` when there is no room."""
    try:
        return default_storage.save(name, content)
    except BaseException as error:
        # The storage leaves what it wrote before it failed.
        erase([name])
        if is_disk_full(error):
            raise DiskFull() from error
        raise


def names_in(folder: str) -> list[str]:
    """The files of a folder, without its name; none when it is not there."""
    return _listed(folder)[1]


def folders_in(folder: str) -> list[str]:
    """The folders of a folder, without its name; none when it is not there."""
    return _listed(folder)[0]


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []


def signed_address(name: str, *, seconds: int, download_as: str = "") -> str | None:
    """An address at which the storage itself gives the file, for `seconds`; None when only our own pages can.

    `download_as` is the name under which the browser keeps the file; empty, it is shown.
    """
    sign = getattr(default_storage, "signed_url", None)
    return None if sign is None else str(sign(name, seconds, download_as))


def erase_folder(folder: str) -> None:
    """Remove a folder with all it holds: also what a killed server wrote there and kept no row of."""
    try:
        names = names_in(folder)
    except Exception:
        # Called after a commit: what asked for it is done. The sweep of the night tries again.
        logger.exception("the folder %s cannot be read", folder)
        return
    erase([*(f"{folder}/{name}" for name in names), folder])


def erase_strays(root: str, owned_in: Callable[[str], set[str]], after: timedelta | None = None) -> int:
    """Remove the files in the folders of `root`, older than `after` (`STRAY_AFTER`), that nothing owns.

    Return how many. `owned_in` tells the names of files that some row has, of one folder (its name within `root`).
    """
    before = timezone.now() - (STRAY_AFTER if after is None else after)
    return sum(_erase_strays_in(f"{root}/{folder}", owned_in, before) for folder in folders_in(root))


def _erase_strays_in(folder: str, owned_in: Callable[[str], set[str]], before: datetime) -> int:
    names = [f"{folder}/{name}" for name in names_in(folder)]
    # Asked after the files: a row that comes meanwhile owns one that is not among them.
    owned = owned_in(folder.rpartition("/")[2])
    strays = [name for name in names if name not in owned and _is_older(name, before)]
    # An empty folder that goes may be one that is about to be filled: the storage makes it again.
    erase([*strays, folder] if len(strays) == len(names) else strays)
    return len(strays)


def _is_older(name: str, before: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < before
    except FileNotFoundError:
        return False


def erase(names: Iterable[str]) -> None:
    """Remove files and empty folders; one that cannot be removed does not save the others."""
    for name in names:
        try:
            default_storage.delete(name)
        except Exception:
            logger.exception("%s could not be removed", name)
