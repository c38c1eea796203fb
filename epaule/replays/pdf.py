"""A memo on A4: black on white, big numbers, tagged, a QR code back to its page. It reads no other address."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import segno
from django.conf import settings
from django.template.loader import render_to_string
from PIL import ImageFile

from epaule.replays.errors import NoPdfHere, PdfBusy
from epaule.replays.models import Memo
from epaule.replays.showing import StepShown

PICTURE_DPI = 200
PICTURE_QUALITY = 85
WAIT_SECONDS = 20
FONT = "atkinson-hyperlegible-next-latin-wght-normal-*.woff2"
"""The pages' own, as the front end was built; without it, the letters of the system."""

# A memo of sixty pictures takes seconds and tens of megabytes: few are made at once.
_at_once = threading.BoundedSemaphore(2)


def memo_as_pdf(memo: Memo, shown: list[StepShown], address: str) -> bytes:
    """The PDF of `memo`. `NoPdfHere` when this computer lacks Pango; `PdfBusy` when too many are being made."""
    try:
        import weasyprint
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except (ImportError, OSError) as error:
        raise NoPdfHere() from error
    # It opens cut pictures in the whole process; those that people send must be whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False

    class OwnFilesOnly(URLFetcher):
        """Knows the pictures of this memo, its QR code and our letters; everything else does not exist."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            body, kind = _own_file(url, shown, address)
            return URLFetcherResponse(url, body, {"Content-Type": kind})

    page = render_to_string(
        "replays/memo_pdf.html",
        {
            "memo": memo,
            "shown": shown,
            "address": address,
            "font": letters_file() is not None,
            "site_name": settings.SITE_NAME,
        },
    )
    with _in_turn():
        document = weasyprint.HTML(string=page, url_fetcher=OwnFilesOnly(), base_url=None)
        written = document.write_pdf(
            pdf_variant="pdf/ua-1", optimize_images=True, jpeg_quality=PICTURE_QUALITY, dpi=PICTURE_DPI
        )
    return cast(bytes, written)


@contextmanager
def _in_turn() -> Iterator[None]:
    if not _at_once.acquire(timeout=WAIT_SECONDS):
        raise PdfBusy()
    try:
        yield
    finally:
        _at_once.release()


def _own_file(url: str, shown: list[StepShown], address: str) -> tuple[bytes, str]:
    """Body and media type of one of the addresses that the template writes; ValueError for any other."""
    kind, _slash, name = url.removeprefix("epaule:").partition("/")
    if not url.startswith("epaule:"):
        raise ValueError("not ours")
    if kind == "qr":
        return _qr(address), "image/svg+xml"
    if kind == "font" and (font := letters_file()) is not None:
        return font.read_bytes(), "font/woff2"
    for one in shown:
        if kind == "step" and name == str(one.number):
            with one.step.picture.open("rb") as stored:
                return stored.read(), "image/jpeg"
    raise ValueError("not ours")


def _qr(address: str) -> bytes:
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, light="#fff")
    return drawn.getvalue()


@cache
def letters_file() -> Path | None:
    """The letters of the pages, or None where the front end was not built."""
    for folder in settings.STATICFILES_DIRS:
        for path in sorted(Path(folder).glob(f"assets/{FONT}")):
            return path
    return None
