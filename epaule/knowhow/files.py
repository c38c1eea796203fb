"""Where the pictures of how-to sheets are kept, and that they go with their row."""

from functools import partial
from io import BytesIO
from typing import Any

from django.db import transaction
from PIL import Image

from epaule.kernel import files
from epaule.knowhow.errors import PictureUnreadable
from epaule.knowhow.models import SheetStep

PICTURE_LONGEST_SIDE = 1920
"""Pixels of a picture of the library."""


SHEETS_FOLDER = "fiches"


def sheet_folder(sheet_id: str) -> str:
    return f"{SHEETS_FOLDER}/{sheet_id}"


def erase_strays() -> int:
    """Remove pictures, older than a day, that no sheet shows: the server was stopped as it wrote or removed them.

    Returns how many.
    """

    def shown_in(folder: str) -> set[str]:
        return set(SheetStep.objects.filter(sheet__public_id=folder).values_list("picture", flat=True))

    return files.erase_strays(SHEETS_FOLDER, shown_in)


def written_anew(jpeg: bytes) -> tuple[bytes, int, int]:
    """Only what is seen, as another JPEG file: no date, place nor device; with its width and height in pixels."""
    try:
        with Image.open(BytesIO(jpeg), formats=("JPEG",)) as kept:
            seen = kept.convert("RGB")
    except Exception as error:
        # Decoders fail in many ways: all of them mean the same.
        raise PictureUnreadable() from error
    seen.thumbnail((PICTURE_LONGEST_SIDE, PICTURE_LONGEST_SIDE))
    plain = Image.new("RGB", seen.size)
    plain.paste(seen)
    written = BytesIO()
    # 4:4:4: coloured text stays sharp.
    plain.save(written, "JPEG", quality=88, subsampling=0, optimize=True)
    return written.getvalue(), plain.width, plain.height


def erase_with_step(instance: SheetStep, **_signal: Any) -> None:
    """A step that goes, for whatever reason, takes its picture with it."""
    transaction.on_commit(partial(files.erase, [str(instance.picture.name)]))
