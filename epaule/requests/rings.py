"""Helpers read from the nearest commune on, as many communes at a time as are worth a query."""

from bisect import bisect
from collections.abc import Callable

from epaule.requests.candidates import Offered
from epaule.requests.criteria import FAR_KM
from epaule.territory.near import Surroundings

NEXT_DOOR = 12
"""Communes in the first ring."""
PLENTY = 4
"""Rings grow until they should hold so many times the helpers that are looked for."""

Read = Callable[[list[str] | None], dict[int, Offered]]
"""What helpers of these communes offer; of all when None."""


class Rings:
    """Communes around one, in rings; all of them at once where helpers are few and far between."""

    def __init__(self, places: Surroundings, read: Read, wanted: int) -> None:
        self._communes, self._read, self._wanted = places.within(FAR_KM), read, wanted
        self._start, self._width, self._found = 0, NEXT_DOOR, 0
        self.over = False
        """Everybody has been read."""

    @property
    def km(self) -> float | None:
        """Nobody who is not read yet is nearer; None: nearness counts for nothing there."""
        return self._communes[self._start][0] if self._start < len(self._communes) else None

    def next(self, worth: Callable[[float], bool]) -> dict[int, Offered]:
        """The next ring, as far as `worth` says of kilometres; the last also holds those of the rings before."""
        if self._width > len(self._communes) // 2 or self.km is None:
            self.over = True
            return self._read(None)
        ring = self._communes[self._start : self._start + self._width]
        end = self._start + max(1, bisect(ring, False, key=lambda one: not worth(one[0])))
        around = self._read([insee for _km, insee in self._communes[self._start : end]])
        self._start, self._found = end, self._found + len(around)
        # At least as many again; more where so few were found that it would not do.
        self._width = max(end, end * PLENTY * self._wanted // max(self._found, 1) - end)
        return around
