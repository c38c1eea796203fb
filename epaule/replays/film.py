"""From uploaded pieces to a film that plays and seeks: copied packet by packet, never encoded again."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import av.error

from epaule.replays.stream import DECODED_AT_MOST, Run, Take, headers_of, runs_of

logger = logging.getLogger(__name__)

MILLISECOND = Fraction(1, 1000)
OPTIONS = {"fflags": "bitexact"}
"""The same pieces give the same bytes."""
INDEX_BYTES = 1 << 14
INDEX_PIECES = 100
"""Room kept at the front for the index, or a player must fetch the end to begin: so many bytes for so many pieces.
A key frame takes some twenty of them, and a piece of two seconds has one or two."""
LONGEST_MS = 24 * 3600 * 1000
"""A damaged piece may tell any time: what lies beyond is not believed."""
READ_AT_ONCE = 1 << 18
"""Bytes. Each read calls back from the demuxer: few large ones are quicker."""

SAMPLE_BYTES = 1 << 22
"""Enough for a key frame."""

INDEX_BYTES_MOST = 1 << 24

Gap = tuple[int, int]
Chapter = tuple[int, str]
"""Where it begins in the film, in milliseconds, and its title."""


class NothingToShow(Exception):
    """The pieces hold no picture and no sound that can be read."""


@dataclass
class Made:
    """What a film has become. All times in milliseconds of the film."""

    duration_ms: int = 0
    starts: dict[int, int] = field(default_factory=dict)
    """Number of a take to where it begins."""
    gaps: list[Gap] = field(default_factory=list)
    """What never arrived; of no length when nobody knows how long it was."""


def make_film(
    takes: list[Take], target: Path, chapters: Callable[[Made], list[Chapter]] = lambda made: []
) -> Made:
    """Copy the takes, one after the other in time, into one WebM with its duration, index and chapters.

    A take cut short (the recorder's machine was switched off) gives what can be read of it; a piece that is
    missing leaves a gap in time. Raises `NothingToShow` when no take can be read.
    """
    room = INDEX_BYTES * (1 + sum(len(take.pieces) for take in takes) // INDEX_PIECES)
    while True:
        try:
            return _make(takes, target, chapters, room)
        except av.error.ArgumentError:
            # The one thing wrong with our arguments: too little room for the index. The whole work again, then;
            # the alternative, to move everything once it is written, costs each film that much.
            if room > INDEX_BYTES_MOST:
                raise
            room *= 16


def _make(takes: list[Take], target: Path, chapters: Callable[[Made], list[Chapter]], room: int) -> Made:
    headers = headers_of(takes)
    made = Made()
    options = OPTIONS | {"reserve_index_space": str(room)}
    with av.open(str(target), "w", format="webm", options=options) as film:
        outputs = _outputs(takes, headers, film)
        if not outputs:
            raise NothingToShow()
        copy = _Copy(film, outputs, made)
        for take in takes:
            copy.append(take, headers)
        if made.duration_ms <= 0:
            raise NothingToShow()
        _write_chapters(film, chapters(made), made.duration_ms)
    return made


def _open(run: Run) -> Any:
    """The run ready to read; None when it is no film. The format is fixed: others name files of their own."""
    try:
        return av.open(run, "r", format="matroska", buffer_size=READ_AT_ONCE)
    except (av.error.FFmpegError, EOFError):
        logger.warning("pieces %s… of take %s cannot be read", run.first, run.take.number)
        return None


def _outputs(takes: list[Take], headers: dict[int, bytes], film: Any) -> dict[str, Any]:
    """One picture and one sound, as soon as any take has them: none can be added once writing has begun."""
    outputs: dict[str, Any] = {}
    for take in takes:
        for run in runs_of(take) if take.number in headers and len(outputs) < 2 else ():
            if run.first and not _mend(run, take.number, headers):
                continue
            source = _open(run)
            if source is None:
                continue
            with source:
                for stream in source.streams:
                    if stream.type in {"video", "audio"} and stream.type not in outputs:
                        outputs[stream.type] = film.add_stream_from_template(stream)
            break
    return outputs


class _Copy:
    """The takes copied so far."""

    def __init__(self, film: Any, outputs: dict[str, Any], made: Made) -> None:
        self.film, self.outputs, self.made = film, outputs, made
        # Time of the last packet of each kind: a film whose time goes back cannot be written.
        self.written: dict[str, int] = {}
        self.seen_until = 0
        """Where the picture ends, or the sound when there is none."""

    def append(self, take: Take, headers: dict[int, bytes]) -> None:
        """Copy one take so that it begins where the film ends."""
        start = self.made.duration_ms
        self.made.starts[take.number] = self.seen_until = start
        base: int | None = None
        is_broken = is_cut = False
        for run in runs_of(take):
            is_whole = run.first == 0 and not is_broken
            is_readable = is_whole or _mend(run, take.number, headers)
            if is_readable:
                # Times of a take begin near zero, and are not known better when its beginning is missing.
                base = self._copy(run, start, base if is_whole or base is not None else 0, resumes=not is_whole)
            is_broken, is_cut = True, run.is_damaged or not is_readable
        nothing = self.made.duration_ms == start and (take.pieces or take.expected)
        if nothing or is_cut or take.is_cut_short:
            self._mark(self.made.duration_ms, self.made.duration_ms)

    def _copy(self, run: Run, start: int, base: int | None, resumes: bool) -> int | None:
        """Copy one run; return the time, in its take, of what stands at `start` in the film.

        `resumes`: after a gap, whose end is the first picture that stands by itself.
        """
        source = _open(run)
        if source is None:
            self._mark(self.seen_until, self.seen_until)
            return base
        with source:
            # Canonical names: what reads VP9 is called vp9, what would write it libvpx-vp9.
            streams = [one for one in source.streams if _codec(self.outputs.get(one.type)) == _codec(one)]
            main = "video" if any(one.type == "video" for one in streams) else "audio"
            kinds = {one.index: (one.type, self.outputs[one.type]) for one in streams}
            ends = {one.type: 0 for one in streams}
            # Two hundred thousand packets an hour: nothing here that could be done before or after.
            for packet in _showable(source, streams):
                kind, output = kinds[packet.stream_index]
                at: int = packet.pts
                if base is None:
                    base = at
                at += start - base
                if not self.written.get(kind, start) <= at < LONGEST_MS:
                    continue
                if resumes and kind == main:
                    self._mark(self.seen_until, at)
                    resumes = False
                self.written[kind] = at
                ends[kind] = max(ends[kind], at + (packet.duration or 0))
                packet.pts = packet.dts = at
                packet.stream = output
                self.film.mux_one(packet)
        self.made.duration_ms = max(self.made.duration_ms, *ends.values(), 0)
        self.seen_until = max(self.seen_until, ends.get(main, 0))
        if resumes:
            self._mark(self.seen_until, self.made.duration_ms)
        return base

    def _mark(self, start: int, end: int) -> None:
        """A gap; one that continues the last one makes it longer."""
        gaps = self.made.gaps
        if gaps and start <= gaps[-1][1]:
            gaps[-1] = (gaps[-1][0], max(end, gaps[-1][1]))
        else:
            gaps.append((start, max(start, end)))


def _mend(run: Run, number: int, headers: dict[int, bytes]) -> bool:
    """Give a run without beginning one that fits: of its own take, or else of the nearest. False: none does."""
    if not run.skip_to_cluster():
        return False
    if number in headers:
        run.put_back(headers[number])
        return True
    for nearest in sorted(headers, key=lambda other: abs(other - number)):
        if _fits(headers[nearest], run):
            run.put_back(headers[nearest])
            return True
    return False


def _fits(header: bytes, run: Run) -> bool:
    """The run can be understood after this header: its first picture decodes, or its sounds last as they say."""
    try:
        with av.open(BytesIO(header + run.peek(SAMPLE_BYTES)), "r", format="matroska") as source:
            if source.streams.video:
                source.streams.video[0].codec_context.options = DECODED_AT_MOST
                return next(iter(source.decode(source.streams.video[0])), None) is not None
            sounds = [(one.pts, one.duration or 0) for one in source.demux() if one.pts is not None]
    except (av.error.FFmpegError, EOFError):
        return False
    # Any bytes decode as sound.
    span = sounds[-1][0] - sounds[0][0] if sounds else 0
    told = sum(length for _time, length in sounds[:-1])
    return span > 0 and abs(told - span) < span / 10


def _codec(stream: Any) -> str | None:
    return str(stream.codec_context.codec.canonical_name) if stream else None


def _showable(source: Any, streams: list[Any]) -> Iterator[Any]:
    """Packets with a time, told in milliseconds, up to where the run was cut; pictures from a key frame on."""
    scales = {one.index: one.time_base * 1000 for one in streams if one.time_base != MILLISECOND}
    awaiting = {one.index for one in streams if one.type == "video"}
    try:
        for packet in source.demux(*streams) if streams else ():
            if packet.pts is None:
                continue
            if packet.stream_index in awaiting:
                if not packet.is_keyframe:
                    continue
                awaiting.clear()
            if packet.stream_index in scales:
                _rescale(packet, scales[packet.stream_index])
            yield packet
    except (av.error.FFmpegError, EOFError):
        logger.info("pieces of a film end early")


def _rescale(packet: Any, milliseconds: Fraction) -> None:
    """Tell the times of a packet in milliseconds, of which each of its units has so many."""
    packet.pts = round(packet.pts * milliseconds)
    packet.duration = round((packet.duration or 0) * milliseconds)
    packet.time_base = MILLISECOND


def _write_chapters(film: Any, chapters: list[Chapter], duration_ms: int) -> None:
    ends = [start for start, _title in chapters[1:]] + [duration_ms]
    # Only where the film has any: an empty list is written too.
    if chapters:
        film.set_chapters(
            [
                {
                    "id": number,
                    "start": start,
                    "end": max(start, end),
                    "time_base": MILLISECOND,
                    "metadata": {"title": title},
                }
                for number, ((start, title), end) in enumerate(zip(chapters, ends, strict=True), start=1)
            ]
        )
