"""One picture of a film, for the pages that announce it."""

import io
import logging
from pathlib import Path
from typing import Any

import av
import av.error
from PIL import Image, ImageStat

from epaule.replays.stream import DECODED_AT_MOST

logger = logging.getLogger(__name__)

WIDEST = 640
KEY_FRAMES = 100
"""How many are looked at: some minutes of film."""
UNIFORM = 6.0
"""Of 255: a picture whose light varies by less is black, or the plain page of a screen that is not shown yet."""


def make_poster(film: Path) -> bytes | None:
    """The first picture of the film that shows something, as JPEG; None when none does."""
    try:
        with av.open(str(film), "r", format="matroska") as source:
            return _first_of(source)
    except (av.error.FFmpegError, EOFError, OSError, ValueError):
        # A film without its picture is a film.
        logger.warning("no picture can be taken of a film", exc_info=True)
        return None


def _first_of(source: Any) -> bytes | None:
    if not source.streams.video:
        return None
    stream = source.streams.video[0]
    stream.codec_context.skip_frame = "NONKEY"
    stream.codec_context.options = DECODED_AT_MOST
    for number, frame in enumerate(source.decode(stream)):
        picture: Image.Image = frame.to_image()
        if ImageStat.Stat(picture.convert("L")).stddev[0] >= UNIFORM:
            return _jpeg(picture)
        if number + 1 == KEY_FRAMES:
            break
    return None


def _jpeg(picture: Image.Image) -> bytes:
    picture.thumbnail((WIDEST, WIDEST * 4))
    kept = io.BytesIO()
    picture.save(kept, "JPEG", quality=80, optimize=True)
    return kept.getvalue()
