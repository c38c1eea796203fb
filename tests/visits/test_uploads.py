"""A file is what its content is. What is kept of a photo is the picture, and nothing else."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from epaule.kernel.errors import Refusal
from epaule.visits.errors import FileDamaged, FileNotTaken, FileTooLarge, PhotoTooWide
from epaule.visits.models import FileKind
from epaule.visits.uploads import PHOTO_LONGEST_SIDE, UPLOAD_MAX_BYTES, read_upload
from tests.visits.documents import GPS, jpeg, jpeg_of_a_telephone, pdf, picture, png_that_says, saved

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def opened(body: bytes) -> Image.Image:
    image = Image.open(BytesIO(body))
    image.load()
    return image


@pytest.mark.parametrize(
    "body",
    [
        HTML,
        SVG,
        b"MZ\x90\x00" + bytes(200),
        b"\x7fELF" + bytes(200),
        b"PK\x03\x04" + bytes(200),
        b"\x00\x00\x00\x18ftypheic" + bytes(200),
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        saved(picture(), "BMP"),
        saved(picture(), "TIFF"),
        saved(picture(), "ICO"),
        b"plain words",
        b"\xff\xd8",
        b"GIF",
        b"  " + jpeg(),
    ],
    ids=[
        "html",
        "svg",
        "exe",
        "elf",
        "zip",
        "heic",
        "eps",
        "bmp",
        "tiff",
        "ico",
        "text",
        "2 bytes",
        "GIF",
        "late",
    ],
)
def test_what_is_neither_photo_nor_pdf_is_refused(body: bytes) -> None:
    with pytest.raises(FileNotTaken):
        read_upload(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        jpeg()[:200],
        saved(picture(), "PNG")[:-40],
        saved(picture(900, 900), "WEBP")[:-100],
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        b"%PDF-",
        b"%PDF-1.4\n" + HTML,
        pdf()[:-30],
        pdf() + HTML,
        pdf().replace(b"%PDF-1.4", b"%PDF-9.9"),
        pdf().replace(b"startxref\n", b"startxref\n9"),
        b"%PDF-1.4\n" + bytes(5000) + b"startxref\n99999999\n%%EOF",
    ],
)
def test_what_is_broken_is_refused(body: bytes) -> None:
    with pytest.raises((FileDamaged, FileNotTaken)):
        read_upload(body)


def test_ten_megabytes_is_the_most() -> None:
    start, end = b"%PDF-1.4\n", b"\nstartxref\n9\n%%EOF"
    body = start + b"xref\n" + b" " * (UPLOAD_MAX_BYTES - len(start) - 5 - len(end)) + end
    assert len(read_upload(body).body) == UPLOAD_MAX_BYTES == 10 * 1024 * 1024
    with pytest.raises(FileTooLarge):
        read_upload(body + b"\n")


@pytest.mark.parametrize(
    "bomb",
    [
        saved(Image.new("1", (9000, 9000)), "PNG"),
        saved(Image.new("L", (9000, 5000)), "JPEG", quality=1),
        png_that_says(40_000, 40_000),
        png_that_says(2**31 - 1, 2**31 - 1),
    ],
    ids=["black", "JPEG", "beyond memory", "beyond everything"],
)
def test_picture_that_grows_when_opened_is_refused(bomb: bytes) -> None:
    assert len(bomb) < 1_000_000
    with pytest.raises(PhotoTooWide):
        read_upload(bomb)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_photo_is_kept_as_jpeg(kind: str) -> None:
    upload = read_upload(saved(picture(), kind))
    assert (upload.kind, upload.extension, upload.width, upload.height) == (FileKind.PHOTO, ".jpg", 64, 48)
    image = opened(upload.body)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (64, 48))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_sort_of_colours_is_understood(mode: str) -> None:
    assert opened(read_upload(saved(Image.new(mode, (20, 10)), "PNG")).body).size == (20, 10)


def test_photo_of_a_printer_is_understood() -> None:
    assert opened(read_upload(saved(picture(mode="CMYK"))).body).mode == "RGB"


def test_what_was_transparent_is_white() -> None:
    see_through = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert opened(read_upload(saved(see_through, "PNG")).body).getpixel((10, 10)) == (255, 255, 255)


def test_place_date_and_camera_are_gone_and_the_photo_is_upright() -> None:
    sent = jpeg_of_a_telephone()
    assert b"SecretCamera" in sent
    assert Image.open(BytesIO(sent)).getexif().get_ifd(GPS)
    upload = read_upload(sent)
    image = opened(upload.body)
    assert b"SecretCamera" not in upload.body
    assert (dict(image.getexif()), set(image.info)) == ({}, {"jfif", "jfif_version", "jfif_unit", "jfif_density"})
    assert image.size == (upload.width, upload.height) == (48, 64)
    top, bottom = image.getpixel((24, 8)), image.getpixel((24, 56))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200 > 55 > top[2]
    assert bottom[2] > 200 > 55 > bottom[0]


def test_notes_in_a_picture_are_gone() -> None:
    notes = PngInfo()
    notes.add_text("Comment", "SecretNote", zip=False)
    assert b"SecretNote" not in read_upload(saved(picture(), "PNG", pnginfo=notes)).body
    assert b"SecretNote" not in read_upload(saved(picture(), "JPEG", comment=b"SecretNote")).body


@pytest.mark.parametrize("hidden", [HTML, pdf(), b"PK\x05\x06" + bytes(18)])
def test_what_hides_behind_a_photo_is_gone(hidden: bytes) -> None:
    upload = read_upload(jpeg() + hidden)
    assert upload.kind == FileKind.PHOTO
    assert hidden not in upload.body


def test_large_photo_becomes_smaller_and_keeps_its_shape() -> None:
    upload = read_upload(saved(picture(4000, 3000)))
    assert (upload.width, upload.height) == (PHOTO_LONGEST_SIDE, 1920)
    assert opened(upload.body).size == (PHOTO_LONGEST_SIDE, 1920)


def test_small_photo_stays_small() -> None:
    assert read_upload(jpeg(3, 1)).width == 3


def test_moving_picture_is_its_first_image() -> None:
    moving = saved(
        Image.new("RGB", (9, 9), "red"), "GIF", save_all=True, append_images=[Image.new("RGB", (9, 9), "blue")]
    )
    first = opened(read_upload(moving).body).getpixel((4, 4))
    assert isinstance(first, tuple)
    assert first[0] > 200


def test_pdf_is_kept_as_it_is() -> None:
    upload = read_upload(pdf())
    assert (upload.kind, upload.extension, upload.body, upload.width) == (FileKind.PDF, ".pdf", pdf(), 0)


@pytest.mark.parametrize("tail", [b"", b"\n", b"\r\n\r\n", bytes(10)])
def test_pdf_may_end_with_nothing(tail: bytes) -> None:
    assert read_upload(pdf().rstrip() + tail).kind == FileKind.PDF


@pytest.mark.parametrize("refusal", [FileTooLarge, PhotoTooWide, FileNotTaken, FileDamaged])
def test_refusal_says_what_to_do(refusal: type[Refusal]) -> None:
    assert str(refusal.message).endswith(".")
    assert str(refusal.way_on).endswith(".")
    assert refusal.status in {400, 413, 415}
