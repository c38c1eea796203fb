"""Files of the conversation: where they are, what they are called, and that they go with their row."""

import unicodedata
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction

from epaule.kernel import files
from epaule.visits.models import ChatFile

ROOT_FOLDER = "visites"
STEM_MAX_LENGTH = 80


def folder_of(visit_public_id: str) -> str:
    return f"{ROOT_FOLDER}/{visit_public_id}"


def shown_name(name: str, extension: str) -> str:
    """What is shown of the name a sender gave: no folder, nothing invisible, and the extension of what it is."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    # Categories C…: control characters, marks that turn the direction of reading, halves of characters.
    visible = "".join(one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one)[0] != "C")
    stem = PurePosixPath(visible).stem.strip(" .")[:STEM_MAX_LENGTH].rstrip()
    return (stem or "sans-nom") + extension


def erase_with_row(instance: ChatFile, **_signal: Any) -> None:
    """A row that goes, for whatever reason, takes its file with it."""
    transaction.on_commit(partial(files.erase, [instance.stored_as]))
