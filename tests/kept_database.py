"""The empty SQLite database of tests, kept from run to run: migrating takes longer than most files of tests."""

from __future__ import annotations

import hashlib
import importlib.metadata
import shutil
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / ".tools" / "tests"


def kept_database() -> Path | None:
    """Where it is kept, or will be; None for another database. Any change of a migration is another file."""
    if connection.vendor != "sqlite":
        return None
    said = [*settings.INSTALLED_APPS, *(importlib.metadata.version(one) for one in ("django", "django-allauth"))]
    known = hashlib.sha256("\n".join(said).encode())
    for migration in sorted(ROOT.glob("epaule/*/migrations/*.py")):
        known.update(str(migration.relative_to(ROOT)).encode() + migration.read_bytes())
    return KEPT / f"{known.hexdigest()[:16]}.sqlite3"


def take(kept: Path) -> bool:
    """Put a copy where the tests of this process look for theirs; False when there is none yet."""
    try:
        shutil.copyfile(kept, settings.DATABASES["default"]["TEST"]["NAME"])
    except FileNotFoundError:
        return False
    return True


def keep(kept: Path) -> None:
    """Keep the database as it is now, in the place of those of other migrations."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    ours = kept.with_suffix(f".{hashlib.sha256(str(settings.DATA_DIR).encode()).hexdigest()[:8]}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(ours)])
    ours.replace(kept)
    for other in kept.parent.glob("*.sqlite3"):
        if other != kept:
            other.unlink(missing_ok=True)
