"""Small real films, as a browser's MediaRecorder makes them: live WebM, without duration nor index."""

from __future__ import annotations

import io
from collections.abc import Collection, Sequence
from fractions import Fraction
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import av

from epaule.replays.stream import Take

PICTURES_PER_SECOND = 10
SAMPLES = 48_000


class Sink(io.RawIOBase):
    """A file that can only be written forward, as the network is."""

    def __init__(self) -> None:
        self.kept = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.kept += data
        return len(data)


@cache
def take(seconds: float = 2.0, *, video: bool = True, audio: bool = True, size: int = 64) -> bytes:
    """One take of the recorder, in clusters of about half a second."""
    sink = Sink()
    live = {"live": "1", "cluster_time_limit": "500"}
    with av.open(sink, "w", format="webm", options=live) as film:
        picture: Any = film.add_stream("libvpx", rate=PICTURES_PER_SECOND) if video else None
        sound: Any = film.add_stream("libopus", rate=SAMPLES) if audio else None
        if picture is not None:
            picture.width = picture.height = size
            picture.pix_fmt = "yuv420p"
            picture.options = {"deadline": "realtime", "cpu-used": "8", "g": "5"}
        if sound is not None:
            sound.layout = "mono"
        for n in range(round(seconds * PICTURES_PER_SECOND)):
            if picture is not None:
                film.mux(picture.encode(_picture(n, size)))
            if sound is not None:
                film.mux(sound.encode(_sound(n)))
        for stream in (picture, sound):
            if stream is not None:
                film.mux(stream.encode(None))
    return bytes(sink.kept)


def _picture(n: int, size: int) -> av.VideoFrame:
    """All of one grey, another at each moment."""
    frame = av.VideoFrame(size, size, "yuv420p")
    for plane, value in zip(frame.planes, [(n * 20) % 256, 128, 128], strict=True):
        plane.update(bytes([value]) * plane.buffer_size)
    frame.pts, frame.time_base = n, Fraction(1, PICTURES_PER_SECOND)
    return frame


def _sound(n: int) -> av.AudioFrame:
    """Silence."""
    count = SAMPLES // PICTURES_PER_SECOND
    frame = av.AudioFrame(format="s16", layout="mono", samples=count)
    frame.planes[0].update(bytes(frame.planes[0].buffer_size))
    frame.sample_rate, frame.pts, frame.time_base = SAMPLES, n * count, Fraction(1, SAMPLES)
    return frame


def cut(take: bytes, *places: int) -> list[bytes]:
    """The take in pieces, cut anywhere."""
    ends = [0, *sorted(place for place in places if 0 < place < len(take)), len(take)]
    return [take[start:end] for start, end in pairwise(ends)]


def in_pieces(take: bytes, count: int) -> list[bytes]:
    """The take in `count` pieces of about one size."""
    return cut(take, *[len(take) * n // count for n in range(1, count)])


def take_of(
    pieces: Sequence[bytes], number: int = 0, missing: Collection[int] = (), damaged: Collection[int] = ()
) -> Take:
    """What the server holds of a take of these pieces: some never came, some can be read no more."""
    return Take(
        number,
        {n: partial(_read, None if n in damaged else body) for n, body in enumerate(pieces) if n not in missing},
        len(pieces),
    )


def _read(body: bytes | None) -> bytes | None:
    return body


def packets(path: Path | str, kind: str) -> list[tuple[float, bool]]:
    """(seconds, is a key frame) of every packet of `kind` in a film, in its order."""
    with av.open(str(path)) as film:
        return [
            (float(packet.pts * packet.time_base), packet.is_keyframe)
            for packet in film.demux(**{kind: 0})
            if packet.pts is not None and packet.time_base is not None
        ]
