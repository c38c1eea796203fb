"""Pictures of steps drawn anew: a part hidden, or cut away, of which nothing is left in the new file."""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from epaule.replays.errors import AreaNotUnderstood, CropTooSmall

MASK_COLOUR = "#2b211b"
SMALLEST_SIDE = 40
"""Pixels of a picture that was cropped."""
BLOCK = 8
"""A JPEG file is made of squares of so many pixels: the edges of letters leave traces all over theirs."""
# However many edit at once, only one opened picture is in memory.
_one_at_a_time = threading.Lock()

Box = tuple[int, int, int, int]
"""Left, top, right, bottom, in pixels; right and bottom are outside of it."""


@dataclass(frozen=True)
class Area:
    """A rectangle in fractions of a picture."""

    left: float
    top: float
    width: float
    height: float

    def clipped(self) -> "Area":
        """Its part inside the picture; `AreaNotUnderstood` when it has none, or is no rectangle at all."""
        if not all(math.isfinite(side) for side in (self.left, self.top, self.width, self.height)):
            raise AreaNotUnderstood()
        left, top = max(0.0, self.left), max(0.0, self.top)
        right, bottom = min(1.0, self.left + self.width), min(1.0, self.top + self.height)
        if right <= left or bottom <= top:
            raise AreaNotUnderstood()
        return Area(left, top, right - left, bottom - top)

    def box(self, width: int, height: int) -> Box:
        """Every pixel that it touches, in a picture of that size."""
        right, bottom = self.left + self.width, self.top + self.height
        # Fractions that were pixels come back as the same pixels.
        return (
            math.floor(self.left * width + 1e-6),
            math.floor(self.top * height + 1e-6),
            math.ceil(right * width - 1e-6),
            math.ceil(bottom * height - 1e-6),
        )


@dataclass(frozen=True)
class Drawn:
    """A picture written anew, as JPEG without any note about where it comes from."""

    body: bytes
    width: int
    height: int


def mask(body: bytes, areas: Sequence[Area]) -> Drawn:
    """The picture with `areas` painted over, to the end of the squares of the file that they touch."""
    clipped = [area.clipped() for area in areas]
    with _one_at_a_time, Image.open(BytesIO(body), formats=["JPEG"]) as stored:
        picture = stored.convert("RGB")
        pen = ImageDraw.Draw(picture)
        for area in clipped:
            left, top, right, bottom = area.box(picture.width, picture.height)
            left, top = left // BLOCK * BLOCK, top // BLOCK * BLOCK
            right, bottom = -(-right // BLOCK) * BLOCK, -(-bottom // BLOCK) * BLOCK
            pen.rectangle((left, top, right - 1, bottom - 1), fill=MASK_COLOUR)
        return _written(picture)


def crop(body: bytes, area: Area) -> Drawn:
    """What is inside `area`; `CropTooSmall` when that is less than `SMALLEST_SIDE` pixels."""
    clipped = area.clipped()
    with _one_at_a_time, Image.open(BytesIO(body), formats=["JPEG"]) as stored:
        box = clipped.box(stored.width, stored.height)
        if box[2] - box[0] < SMALLEST_SIDE or box[3] - box[1] < SMALLEST_SIDE:
            raise CropTooSmall()
        return _written(stored.convert("RGB").crop(box))


def _written(picture: Image.Image) -> Drawn:
    written = BytesIO()
    # Pillow would copy notes of the former file.
    picture.info.clear()
    # 4:4:4: coloured text stays sharp.
    picture.save(written, "JPEG", quality=92, subsampling=0, optimize=True)
    return Drawn(written.getvalue(), picture.width, picture.height)
