"""Photos and PDF as people, and attackers, send them."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image

PHOTO_SIDE = 64
UPRIGHT_AFTER_A_QUARTER_TURN = 6
"""EXIF orientation of a telephone held upright."""
GPS = 0x8825


def picture(width: int = PHOTO_SIDE, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Red at the left, blue at the right."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return image.convert(mode)


def saved(image: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:
    written = BytesIO()
    image.save(written, kind, **how)
    return written.getvalue()


def jpeg(width: int = PHOTO_SIDE, height: int = 48) -> bytes:
    return saved(picture(width, height))


def jpeg_of_a_telephone() -> bytes:
    """Lying on its side, with the place where it was taken and the name of the camera."""
    exif = Image.Exif()
    exif[0x0112] = UPRIGHT_AFTER_A_QUARTER_TURN
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(GPS).update({1: "N", 2: (49.0, 7.0, 0.0), 3: "W", 4: (1.0, 5.0, 0.0)})
    return saved(picture(), exif=exif)


def png_that_says(width: int, height: int) -> bytes:
    """A few bytes that claim to be a very large picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def pdf(text: bytes = b"Avis d'impot") -> bytes:
    """One page that holds `text`."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    body += b"xref\n0 5\n0000000000 65535 f \n" + table
    return body + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


def kept_files() -> list[Path]:
    """Everything in the storage, folders left out."""
    root = Path(settings.MEDIA_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file()) if root.exists() else []
