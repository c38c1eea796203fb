"""The files of epaule/data: every French commune, made by tools/build_geo.py (see SOURCES.md there)."""

import csv
import hashlib
import lzma
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
COMMUNES = DATA / "communes.csv.xz"
EPCI = DATA / "epci.csv"
DEPARTEMENTS = DATA / "departements.csv"
CONTOURS = DATA / "contours"

LOADER = 1
"""Grows when `fold()` or what `actions.load_geo` writes changes, so that installations load again."""


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """One current commune; degrees are WGS 84, None where no source gives them (some overseas islands)."""

    insee: str
    name: str
    departement: str
    epci: str | None
    population: int
    latitude: float | None
    longitude: float | None
    postcodes: tuple[str, ...]
    old_names: tuple[str, ...]


def communes(departements: Collection[str] | None = None) -> Iterator[CommuneRow]:
    """Every current commune by INSEE code, or those of some départements."""
    with lzma.open(COMMUNES, "rt", encoding="utf-8", newline="") as stream:
        rows = csv.reader(stream)
        next(rows)
        for insee, name, departement, epci, population, latitude, longitude, postcodes, old_names in rows:
            if departements is not None and departement not in departements:
                continue
            yield CommuneRow(
                insee=insee,
                name=name,
                departement=departement,
                epci=epci or None,
                population=int(population),
                latitude=float(latitude) if latitude else None,
                longitude=float(longitude) if longitude else None,
                postcodes=tuple(postcodes.split()),
                old_names=tuple(old_names.split("|")) if old_names else (),
            )


def epci() -> dict[str, str]:
    """Name of each intercommunal body, by SIREN."""
    return _names(EPCI)


def departements() -> dict[str, str]:
    """Name of each département or overseas collectivity, by code."""
    return _names(DEPARTEMENTS)


def _names(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {code: name for code, name in list(csv.reader(stream))[1:]}


@cache
def version() -> str:
    """Changes with the files or with how they are loaded."""
    digest = hashlib.sha256(str(LOADER).encode())
    for path in (COMMUNES, EPCI, DEPARTEMENTS):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
