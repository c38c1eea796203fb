"""The outlines of a territory's communes, from the files of epaule/data/contours (tools/build_contours.py)."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache, lru_cache

from epaule.territory.geodata import CONTOURS
from epaule.territory.models import Territory

_TERRITORIES_KEPT = 16


@dataclass(frozen=True)
class Outlines:
    """`body` is JSON: INSEE code to rings, as in the files. Empty for communes of no file."""

    etag: str
    body: bytes
    gzipped: bytes


def outlines_of(territory: Territory) -> Outlines:
    """Those of its communes. One query; the rest is made once in each process, again when its communes change."""
    return _outlines(tuple(territory.communes.order_by("pk").values_list("pk", flat=True)))


@lru_cache(maxsize=_TERRITORIES_KEPT)
def _outlines(communes: tuple[str, ...]) -> Outlines:
    drawn = {insee: rings for insee in communes if (rings := _file(_departement(insee)).get(insee))}
    body = json.dumps(drawn, separators=(",", ":")).encode()
    return Outlines(f'"{hashlib.sha256(body).hexdigest()[:20]}"', body, gzip.compress(body, 9, mtime=0))


@cache
def _file(departement: str) -> dict[str, list[list[int]]]:
    file = CONTOURS / f"{departement}.json"
    read: dict[str, list[list[int]]] = json.loads(file.read_bytes()) if file.exists() else {}
    return read


def _departement(insee: str) -> str:
    """« 97 » and « 98 » are followed by one more digit that names the département."""
    return insee[:3] if insee.startswith(("97", "98")) else insee[:2]
