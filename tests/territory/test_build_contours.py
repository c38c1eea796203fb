"""The simplification of tools/build_contours.py: few points, and no gap between neighbours."""

import importlib
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = str(Path(__file__).resolve().parents[2] / "tools")


@pytest.fixture(scope="module")
def build() -> ModuleType:
    sys.path.insert(0, TOOLS)
    try:
        return importlib.import_module("build_contours")
    finally:
        sys.path.remove(TOOLS)


def unpacked(ring: list[int]) -> list[tuple[int, int]]:
    points, x, y = [], 0, 0
    for dx, dy in zip(ring[::2], ring[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


WAVY = [(0, 0), (100, 2), (200, -3), (300, 60), (400, 1), (500, 0)]
"""A border: small waves go, the cape stays."""


def test_small_waves_go_and_capes_stay(build: ModuleType) -> None:
    straight = build.straighten(WAVY)
    assert (300, 60) in straight
    assert (100, 2) not in straight
    assert (straight[0], straight[-1]) == (WAVY[0], WAVY[-1])


def test_a_border_is_the_same_from_both_sides(build: ModuleType) -> None:
    north = [*WAVY, (500, 900), (0, 900)]
    south = [*WAVY[::-1], (0, -900), (500, -900)]
    made = build.contours({"A": [north], "B": [south]})
    edges = {
        insee: {frozenset(edge) for edge in pairwise([*unpacked(ring), unpacked(ring)[0]])}
        for insee, [ring] in made.items()
    }
    shared = {edge for edge in edges["A"] if all(-100 < y < 100 for _x, y in edge)}
    assert shared == {edge for edge in edges["B"] if all(-100 < y < 100 for _x, y in edge)}
    assert len(shared) == len(build.straighten(WAVY)) - 1


def test_an_island_keeps_a_shape(build: ModuleType) -> None:
    [ring] = build.contours({"A": [[(0, 0), (100, 0), (100, 1), (100, 100), (0, 100)]]})["A"]
    assert len(unpacked(ring)) == 4


def test_rings_are_rounded_and_say_no_point_twice(build: ModuleType) -> None:
    ring = build.rounded([(-1.59671, 48.8), (-1.59669, 48.8), (-1.5, 48.8), (-1.5, 48.9), (-1.59671, 48.8)])
    assert sorted(ring) == [(-15967, 488000), (-15000, 488000), (-15000, 489000)]
