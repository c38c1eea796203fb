"""What a file sent in a visit really is: its content says it, never its name nor its sender."""

import re
import threading
from dataclasses import dataclass
from io import BytesIO

from django.http import HttpRequest
from PIL import Image, ImageOps, UnidentifiedImageError

from epaule.visits.errors import FileDamaged, FileNotTaken, FileTooLarge, PhotoTooWide
from epaule.visits.models import FileKind

UPLOAD_MAX_BYTES = 10 * 1024 * 1024
CLIENT_ID = re.compile(r"[A-Za-z0-9-]{8,40}")
"""What a page calls the thing it sends, so that it is kept once."""
PHOTO_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
PHOTO_MAX_PIXELS = 30_000_000
"""Of the photo that is sent. Opened, it takes up to ten times as many bytes."""
PHOTO_LONGEST_SIDE = 2560
"""Pixels of the photo that is kept: small print stays readable, a slow network carries it."""

# However many send at once, only one opened photo is in memory.
_one_at_a_time = threading.Lock()

_PDF_START = re.compile(rb"%PDF-[12]\.[0-9]\s")
_PDF_END = re.compile(rb"\bstartxref\s+([0-9]{1,9})\s+%%EOF[\s\0]*\Z")
_PDF_TABLE = re.compile(rb"\s*(?:xref|[0-9]{1,9}\s+[0-9]{1,5}\s+obj)\b")
_PDF_END_WITHIN = 1024


@dataclass(frozen=True)
class Upload:
    """What is kept of a file that was sent."""

    kind: FileKind
    extension: str
    body: bytes
    width: int = 0
    """Pixels, of a photo."""
    height: int = 0


def read_body(request: HttpRequest) -> bytes:
    """What was sent; nothing is read of what says that it is too large, and little of what only is."""
    announced = request.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > UPLOAD_MAX_BYTES:
        raise FileTooLarge()
    body: bytes = request.read(UPLOAD_MAX_BYTES + 1)
    return body


def read_upload(body: bytes) -> Upload:
    """A photo, written anew as JPEG, or a PDF, as it is. A `Refusal` says why it is neither."""
    if len(body) > UPLOAD_MAX_BYTES:
        raise FileTooLarge()
    if not body:
        raise FileDamaged()
    if body.startswith(b"%PDF-"):
        check_pdf(body)
        return Upload(FileKind.PDF, ".pdf", body)
    with _one_at_a_time:
        return _photo_anew(body)


def check_pdf(body: bytes) -> None:
    """It begins as a PDF, ends as one, and its end says where its table of contents is."""
    end = _PDF_END.search(body, max(0, len(body) - _PDF_END_WITHIN))
    if not _PDF_START.match(body) or end is None or not _PDF_TABLE.match(body, int(end[1])):
        raise FileDamaged()


def _photo_anew(body: bytes) -> Upload:
    """Only the picture is kept, upright: not the place, the date and the camera, nor what hides behind it."""
    try:
        with Image.open(BytesIO(body), formats=PHOTO_FORMATS) as sent:
            if sent.width * sent.height > PHOTO_MAX_PIXELS:
                raise PhotoTooWide()
            # A JPEG is opened at a fraction of its size straight away.
            sent.draft(None, (PHOTO_LONGEST_SIDE, PHOTO_LONGEST_SIDE))
            ImageOps.exif_transpose(sent, in_place=True)
            photo = _smaller_on_white(sent)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoTooWide() from error
    except UnidentifiedImageError as error:
        raise FileNotTaken() from error
    except PhotoTooWide:
        raise
    except Exception as error:
        # Decoders of hostile bytes fail in many ways: all of them mean the same.
        raise FileDamaged() from error
    written = BytesIO()
    # 4:4:4: coloured text stays sharp.
    photo.save(written, "JPEG", quality=88, subsampling=0, optimize=True)
    return Upload(FileKind.PHOTO, ".jpg", written.getvalue(), photo.width, photo.height)


def _smaller_on_white(image: Image.Image) -> Image.Image:
    """The picture within its bounds, without transparency, its colours as JPEG keeps them."""
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode != mode:
        image = image.convert(mode)
    image.thumbnail((PHOTO_LONGEST_SIDE, PHOTO_LONGEST_SIDE))
    plain = Image.new("RGB", image.size, "white")
    plain.paste(image, mask=image.getchannel("A") if mode == "RGBA" else None)
    return plain
