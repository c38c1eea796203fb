"""From uploaded pieces to a film that plays and seeks: copied packet by packet, never encoded again."""

import logging
import shutil
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import IO, Any

import av
import av.error

logger = logging.getLogger(__name__)

MILLISECOND = Fraction(1, 1000)


class NothingToShow(Exception):
    """The pieces hold no picture and no sound that can be read."""


def join_pieces(pieces: Iterable[IO[bytes]], target: Path) -> None:
    """Write the pieces of one segment one after the other; together they are what one recorder made."""
    with target.open("wb") as output:
        for piece in pieces:
            with piece:
                shutil.copyfileobj(piece, output)


def make_film(segments: list[Path], target: Path) -> int:
    """Copy the segments, one after the other in time, into one WebM with its duration and index.

    Returns the duration in milliseconds. A segment cut short (the recorder's machine was switched off) gives
    what can be read of it. Raises `NothingToShow` when no segment can be read.
    """
    end = Fraction(0)
    with av.open(str(target), "w", format="webm", options={"cues_to_front": "1"}) as film:
        outputs: dict[str, Any] = {}
        for segment in segments:
            end = _append(segment, film, outputs, end)
        if not outputs or end <= 0:
            raise NothingToShow()
    return round(end / MILLISECOND)


def _append(segment: Path, film: Any, outputs: dict[str, Any], start: Fraction) -> Fraction:
    """Copy one segment so that it begins at `start` seconds; return where it ends."""
    try:
        source = av.open(str(segment), "r", format="matroska")
    except av.error.FFmpegError:
        logger.warning("a segment of %s bytes cannot be read", segment.stat().st_size)
        return start
    end = start
    with source:
        streams = {}
        for stream in source.streams:
            kind = stream.type
            if kind not in outputs and kind in {"video", "audio"}:
                outputs[kind] = film.add_stream_from_template(stream)
            if kind in outputs and outputs[kind].codec_context.name == stream.codec_context.name:
                streams[stream.index] = outputs[kind]
        first: Fraction | None = None
        for packet in _readable(source):
            if packet.stream.index not in streams or packet.pts is None or packet.time_base is None:
                continue
            if first is None:
                first = packet.pts * packet.time_base
            shift = round((start - first) / packet.time_base)
            packet.pts += shift
            packet.dts = packet.pts if packet.dts is None else packet.dts + shift
            if packet.pts < 0:
                continue
            end = max(end, (packet.pts + (packet.duration or 0)) * packet.time_base)
            packet.stream = streams[packet.stream.index]
            film.mux(packet)
    return end


def _readable(source: Any) -> Iterable[Any]:
    """Packets up to where the segment was cut."""
    try:
        yield from source.demux()
    except (av.error.FFmpegError, EOFError):
        logger.info("a segment ends early")
