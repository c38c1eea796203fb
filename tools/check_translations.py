"""Say which French sentences of the code have no English translation, or an outdated one.

The catalogue is made afresh from a copy of the code and compared with the committed one.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = Path("epaule/locale/en/LC_MESSAGES/django.po")


def fresh_catalogue(folder: Path) -> Path:
    """A copy of the code's catalogue, updated by xgettext."""
    shutil.copytree(ROOT / "epaule", folder / "epaule", ignore=shutil.ignore_patterns("__pycache__", "data", "*.mo"))
    command = [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-obsolete", "--no-wrap", "-v", "0"]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "epaule.config.settings",
        "PYTHONPATH": str(folder),
        "EPAULE_DATA": str(folder / "var"),
        "EPAULE_DEMO": "1",
    }
    subprocess.run(command, cwd=folder, env=environment, check=True)
    return folder / CATALOGUE


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        fresh_path = fresh_catalogue(Path(name))
        if "--write" in sys.argv:
            shutil.copy(fresh_path, ROOT / CATALOGUE)
        with fresh_path.open("rb") as stream:
            fresh = read_po(stream, locale="en")
    with (ROOT / CATALOGUE).open("rb") as stream:
        committed = read_po(stream, locale="en")
    problems = []
    for message in fresh:
        if not message.id:
            continue
        kept = committed.get(message.id, message.context)
        texts = [] if kept is None else kept.string if isinstance(kept.string, tuple | list) else [kept.string]
        if kept is None or not all(texts) or "fuzzy" in kept.flags:
            problems.append(message.id if isinstance(message.id, str) else message.id[0])
    unused = [message.id for message in committed if message.id and fresh.get(message.id, message.context) is None]
    for problem in problems:
        print(f"no English translation: {problem}")
    for one in unused:
        print(f"no longer used: {one}")
    return 1 if problems or unused else 0


if __name__ == "__main__":
    sys.exit(main())
