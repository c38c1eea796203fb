"""Say which French sentences of the code have no English translation, or a wrong or outdated one.

The catalogue is made afresh from a copy of the code and compared with the committed one.
`--write` first puts the fresh one in its place: what was translated stays, what is new waits for its English.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = Path("epaule/locale/en/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}|</?\w[^>]*>|https?://\S+")
# Straight quotes would cut the HTML attributes and scripts that sentences are put in; guillemets are French.
UNWANTED_SIGNS = frozenset("\"'«»")


def fresh_catalogue(folder: Path) -> Path:
    """A copy of the code's catalogue, updated by xgettext."""
    shutil.copytree(
        ROOT / "epaule", folder / "epaule", ignore=shutil.ignore_patterns("__pycache__", "data", "*.mo")
    )
    command = [sys.executable, "-m", "django", "makemessages", "-l", "en", "-v", "0"]
    command += ["--no-obsolete", "--no-wrap", "--no-location"]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "epaule.config.settings",
        "PYTHONPATH": str(folder),
        "EPAULE_DATA": str(folder / "var"),
        "EPAULE_DEMO": "1",
    }
    subprocess.run(command, cwd=folder, env=environment, check=True)
    path = folder / CATALOGUE
    lines = path.read_text("utf-8").splitlines(keepends=True)
    # A date would change the file at every run, with nothing new to translate.
    path.write_text("".join(line for line in lines if not line.startswith('"POT-Creation-Date:')), "utf-8")
    return path


def read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale="en")


def forms(text: str | tuple[str, ...] | list[str]) -> list[str]:
    """One form, or the singular and the plural."""
    return [text] if isinstance(text, str) else list(text)


def problems_of(wanted: Message, kept: Message | None) -> Iterator[str]:
    """What is wrong with the translation kept for `wanted`, one sentence each."""
    texts = forms(kept.string or "") if kept is not None else []
    if kept is None or not all(texts) or kept.fuzzy:
        yield "no English translation"
        return
    for french, english in zip(forms(wanted.id), texts, strict=True):
        if set(PLACEHOLDER.findall(french)) != set(PLACEHOLDER.findall(english)):
            yield "not the same placeholders in English"
        if signs := UNWANTED_SIGNS & set(english):
            yield f"signs unwanted in English {' '.join(sorted(signs))}"


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        fresh_path = fresh_catalogue(Path(name))
        if "--write" in sys.argv:
            shutil.copy(fresh_path, ROOT / CATALOGUE)
        fresh = read(fresh_path)
    committed = read(ROOT / CATALOGUE)
    found = 0
    for message in fresh:
        for problem in problems_of(message, committed.get(message.id, message.context)) if message.id else ():
            print(f"{problem}: {forms(message.id)[0]}")
            found += 1
    for message in committed:
        if message.id and fresh.get(message.id, message.context) is None:
            print(f"no longer used: {forms(message.id)[0]}")
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
