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
OPTIONS = {"cues_to_front": "1", "fflags": "bitexact"}
"""The index comes first, or a player must fetch the end to begin; the same pieces give the same bytes."""
LONGEST = Fraction(24 * 3600)
"""Seconds. A damaged piece may tell any time: what lies beyond is not believed."""


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
    with av.open(str(target), "w", format="webm", options=OPTIONS) as film:
        outputs = _outputs(segments, film)
        # Time of the last packet of each kind: a film whose time goes back cannot be written.
        written: dict[str, Fraction] = {}
        for segment in segments:
            end = _append(segment, film, outputs, written, end)
        if end <= 0:
            raise NothingToShow()
    return round(end / MILLISECOND)


def _open(segment: Path) -> Any:
    """The segment ready to read; None when it is no film. The format is fixed: others name files of their own."""
    try:
        return av.open(str(segment), "r", format="matroska")
    except av.error.FFmpegError:
        logger.warning("a segment of %s bytes cannot be read", segment.stat().st_size)
        return None


def _outputs(segments: list[Path], film: Any) -> dict[str, Any]:
    """One picture and one sound, as soon as any segment has them: none can be added once writing has begun."""
    outputs: dict[str, Any] = {}
    for segment in segments:
        source = _open(segment)
        if source is None:
            continue
        with source:
            for stream in source.streams:
                if stream.type in {"video", "audio"} and stream.type not in outputs:
                    outputs[stream.type] = film.add_stream_from_template(stream)
    return outputs


def _append(
    segment: Path, film: Any, outputs: dict[str, Any], written: dict[str, Fraction], start: Fraction
) -> Fraction:
    """Copy one segment so that it begins at `start` seconds; return where it ends."""
    source = _open(segment)
    if source is None:
        return start
    end = start
    with source:
        first: Fraction | None = None
        for packet in _readable(source):
            kind = packet.stream.type
            output = outputs.get(kind)
            # Canonical names: what reads VP9 is called vp9, what would write it libvpx-vp9.
            if output is None or _codec(output) != _codec(packet.stream):
                continue
            at = packet.pts * packet.time_base
            first = at if first is None else first
            at += start - first
            if not written.get(kind, Fraction(0)) <= at < LONGEST:
                continue
            written[kind] = at
            end = max(end, at + (packet.duration or 0) * packet.time_base)
            packet.pts = packet.dts = round(at / packet.time_base)
            packet.stream = output
            film.mux(packet)
    return end


def _codec(stream: Any) -> str:
    name: str = stream.codec_context.codec.canonical_name
    return name


def _readable(source: Any) -> Iterable[Any]:
    """Packets with a time, up to where the segment was cut."""
    try:
        for packet in source.demux():
            if packet.pts is not None and packet.time_base is not None:
                yield packet
    except (av.error.FFmpegError, EOFError):
        logger.info("a segment ends early")
