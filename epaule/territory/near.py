"""How far communes are from each other, without asking the database each time."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from epaule.territory.models import Commune, GeoData

_EARTH_RADIUS_KM = 6371.0
_KM_OF_A_DEGREE = 111.0
"""Of latitude; a little less than true, so that nothing near is left out."""
_CELL_DEGREES = 0.5
_ORIGINS_KEPT = 1024


@dataclass(frozen=True, slots=True)
class Spot:
    """A commune on the map."""

    name: str
    latitude: float
    longitude: float
    """Degrees."""


class Positions:
    """Every commune whose position is known, and which of them lie in the same cell of a grid."""

    def __init__(self, spots: Mapping[str, Spot]) -> None:
        self.spots = spots
        self._cells: dict[tuple[int, int], list[str]] = {}
        for insee, spot in spots.items():
            self._cells.setdefault((_cell(spot.latitude), _cell(spot.longitude)), []).append(insee)

    def around(self, spot: Spot, radius_km: float) -> Iterator[str]:
        """At least those nearer than `radius_km`, in no order."""
        north = radius_km / _KM_OF_A_DEGREE
        # A degree of longitude is shortest at the end that is nearer to the pole.
        east = north / math.cos(math.radians(min(89.0, abs(spot.latitude) + north)))
        for row in range(_cell(spot.latitude - north), _cell(spot.latitude + north) + 1):
            for column in range(_cell(spot.longitude - east), _cell(spot.longitude + east) + 1):
                yield from self._cells.get((row, column), ())


def _cell(degrees: float) -> int:
    return math.floor(degrees / _CELL_DEGREES)


def crow_km(latitude_a: float, longitude_a: float, latitude_b: float, longitude_b: float) -> float:
    """Kilometres as the crow flies between two positions in degrees."""
    north_a, north_b = math.radians(latitude_a), math.radians(latitude_b)
    east = math.radians(longitude_b - longitude_a)
    square = (
        math.sin((north_b - north_a) / 2) ** 2 + math.cos(north_a) * math.cos(north_b) * math.sin(east / 2) ** 2
    )
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, square)))


class Surroundings:
    """Distances from one commune."""

    def __init__(self, insee: str, positions: Positions) -> None:
        self._positions = positions
        self._here = positions.spots.get(insee)
        self.name = self._here.name if self._here else ""
        self._known: dict[str, float | None] = {}
        self._within: dict[float, tuple[tuple[float, str], ...]] = {}

    def km(self, insee: str) -> float | None:
        """Kilometres to that commune; None when the position of one of the two is not known."""
        if insee not in self._known:
            there = self._positions.spots.get(insee)
            here = self._here
            self._known[insee] = (
                crow_km(here.latitude, here.longitude, there.latitude, there.longitude) if here and there else None
            )
        return self._known[insee]

    def within(self, radius_km: float) -> tuple[tuple[float, str], ...]:
        """(kilometres, INSEE code) of the communes nearer than `radius_km`, the nearest first."""
        if radius_km not in self._within:
            self._within[radius_km] = self._read_within(radius_km)
        return self._within[radius_km]

    def _read_within(self, radius_km: float) -> tuple[tuple[float, str], ...]:
        if self._here is None:
            return ()
        far = ((self.km(insee), insee) for insee in self._positions.around(self._here, radius_km))
        return tuple(sorted((km, insee) for km, insee in far if km is not None and km < radius_km))


def surroundings_of(insee: str) -> Surroundings:
    """Distances from that commune. One small query; the rest is read once by each process and load of communes."""
    loaded_at = GeoData.objects.order_by("pk").values_list("loaded_at", flat=True).first()
    return _kept_surroundings(insee, loaded_at) if loaded_at else Surroundings(insee, _read_positions())


@lru_cache(maxsize=_ORIGINS_KEPT)
def _kept_surroundings(insee: str, loaded_at: datetime) -> Surroundings:
    return Surroundings(insee, _kept_positions(loaded_at))


@lru_cache(maxsize=1)
def _kept_positions(loaded_at: datetime) -> Positions:
    return _read_positions()


def _read_positions() -> Positions:
    rows = Commune.objects.order_by("pk").values_list("pk", "name", "latitude", "longitude")
    return Positions(
        {
            insee: Spot(name, latitude, longitude)
            for insee, name, latitude, longitude in rows
            if latitude is not None and longitude is not None
        }
    )
