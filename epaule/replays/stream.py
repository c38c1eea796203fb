"""Pieces of film as streams of bytes that a demuxer can read: also when some are missing or damaged."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

CLUSTER = b"\x1f\x43\xb6\x75"
CLUSTER_TIME = 0xE7
LONGEST_SIZE = 8
"""Bytes of the size that follows the name of an element."""
LONGEST_HEADER = 1 << 20
"""Bytes: those of browsers have some hundreds."""
DECODED_AT_MOST = {"max_pixels": str(7680 * 4320)}
"""For decoders: a small piece may tell of a picture that fills the memory. No screen is larger than this."""


@dataclass(frozen=True)
class Take:
    """What one recorder made, from its start to its stop: one WebM stream, cut anywhere."""

    number: int
    pieces: Mapping[int, Callable[[], bytes | None]]
    """By number, how to read each that arrived: None when it is damaged or gone, as if it had not arrived."""
    expected: int | None = None
    """How many there should be, when its page said so."""

    @property
    def is_cut_short(self) -> bool:
        """The end never arrived."""
        return self.expected is not None and self.expected > 0 and self.expected - 1 not in self.pieces


@dataclass
class Run:
    """Consecutive pieces, read once and forward as a file is. What does not follow is left in `numbers`."""

    take: Take
    numbers: deque[int]
    """Of the pieces nobody has read yet, in order."""
    first: int = 0
    is_damaged: bool = False
    """A piece of it could not be read: it ends there."""
    _next: int = 0
    _buffer: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.first = self._next = self.numbers[0]

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes; empty at the end of the run."""
        while (size < 0 or len(self._buffer) < size) and self._load():
            pass
        end = len(self._buffer) if size < 0 else size
        taken = bytes(self._buffer[:end])
        del self._buffer[:end]
        return taken

    def _load(self) -> bool:
        if not self.numbers or self.numbers[0] != self._next:
            return False
        body = self.take.pieces[self.numbers.popleft()]()
        if body is None:
            # Whatever comes next, it does not follow.
            self._next, self.is_damaged = -1, True
            return False
        self._next += 1
        self._buffer += body
        return True

    def header(self) -> bytes | None:
        """What comes before the first cluster, left in the stream; None when nothing does, or far too much."""
        while len(self._buffer) < LONGEST_HEADER:
            place = find_cluster(self._buffer)
            if place is not None:
                return bytes(self._buffer[:place]) or None
            if not self._load():
                return None
        return None

    def skip_to_cluster(self) -> bool:
        """Drop what comes before the first cluster. False when the run has none."""
        while True:
            place = find_cluster(self._buffer)
            if place is not None:
                del self._buffer[:place]
                return True
            # The beginning of one may be here, its end in the next piece.
            del self._buffer[: max(0, len(self._buffer) - len(CLUSTER) - LONGEST_SIZE)]
            if not self._load():
                return False

    def peek(self, size: int) -> bytes:
        """The next bytes, left in the stream."""
        while len(self._buffer) < size and self._load():
            pass
        return bytes(self._buffer[:size])

    def put_back(self, head: bytes) -> None:
        """Read `head` first."""
        self._buffer[:0] = head


def find_cluster(content: bytes | bytearray, start: int = 0) -> int | None:
    """Where the first whole beginning of a cluster is: its name, its size, and the time that comes first in it."""
    place = content.find(CLUSTER, start)
    while place >= 0:
        size_at = place + len(CLUSTER)
        if size_at < len(content) and content[size_at] > 0:
            time_at = size_at + LONGEST_SIZE + 1 - content[size_at].bit_length()
            if time_at < len(content) and content[time_at] == CLUSTER_TIME:
                return place
        place = content.find(CLUSTER, place + 1)
    return None


def runs_of(take: Take) -> Iterator[Run]:
    """The runs of a take, in order. Each must be read before the next one is asked for."""
    numbers = deque(sorted(take.pieces))
    while numbers:
        before = len(numbers)
        run = Run(take, numbers)
        yield run
        if len(numbers) == before:
            numbers.popleft()


def headers_of(takes: Iterable[Take]) -> dict[int, bytes]:
    """The header of each take whose beginning arrived, by its number."""
    headers = {}
    for take in takes:
        if 0 in take.pieces:
            header = Run(take, deque(sorted(take.pieces))).header()
            if header:
                headers[take.number] = header
    return headers
