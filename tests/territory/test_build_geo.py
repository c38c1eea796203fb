"""The two computations of tools/build_geo.py; the rest is judged by what it wrote (test_geodata.py)."""

import importlib.util
import struct
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "tools" / "build_geo.py"


@pytest.fixture(scope="module")
def build_geo() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_geo", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ring(x: float, y: float, side: float) -> bytes:
    points = [(x, y), (x + side, y), (x + side, y + side), (x, y + side), (x, y)]
    return struct.pack("<I", 5) + b"".join(struct.pack("<2d", *point) for point in points)


def multipolygon(*polygons: list[bytes]) -> bytes:
    parts = [struct.pack("<BII", 1, 3, len(rings)) + b"".join(rings) for rings in polygons]
    return struct.pack("<BII", 1, 6, len(parts)) + b"".join(parts)


def test_centroid_of_a_square(build_geo: ModuleType) -> None:
    assert build_geo.centroid(multipolygon([ring(-1.5, 48, 1)])) == pytest.approx((-1.0, 48.5))


def test_centroid_leans_away_from_a_hole(build_geo: ModuleType) -> None:
    east, north = build_geo.centroid(multipolygon([ring(0, 0, 4), ring(2, 2, 2)]))
    assert (east, north) == pytest.approx((5 / 3, 5 / 3))


def test_centroid_weighs_islands_by_their_area(build_geo: ModuleType) -> None:
    east, _north = build_geo.centroid(multipolygon([ring(0, 0, 3)], [ring(10, 0, 1)]))
    assert east == pytest.approx((9 * 1.5 + 1 * 10.5) / 10)


def row(code: str, name: str, kind: str, **more: object) -> dict[str, object]:
    return {"code": code, "nom": name, "type": kind, **more}


def test_old_names_follow_each_merger_to_the_commune_of_today(build_geo: ModuleType) -> None:
    today = [
        row("A1", "Neuville", "commune-actuelle", anciensCodes=["A2", "A3"]),
        row("A1", "Vieuville", "commune-deleguee", chefLieu="A1"),
        row("B1", "Apart", "commune-actuelle"),
    ]
    in_2019 = [
        row("A1", "Vieuville", "commune-actuelle"),
        row("A2", "L’Écart", "commune-actuelle"),
        row("A4", "Hameau", "commune-absorbee", communeAbsorbante="A2"),
        row("A5", "NEUVILLE", "commune-absorbee", communeAbsorbante="A1"),
        # Independent again since: no longer a part of Neuville.
        row("B1", "Apart", "commune-deleguee", chefLieu="A1"),
        row("Z9", "Perdue", "commune-absorbee", communeAbsorbante="Z8"),
    ]
    assert build_geo.old_names(today, in_2019) == {"A1": ["Hameau", "L'Écart", "Vieuville"]}
