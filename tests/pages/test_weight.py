"""Pages stay light on an old telephone with a poor connection."""

import gzip
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

DIST = Path(__file__).parents[2] / "web/dist"
SCRIPT_BUDGET = 30_000
"""Bytes of compressed script on a plain page, htmx included."""
MAP_BUDGET = 55_000
"""Bytes of the map's own script and style, and of the outlines of one département: asked for by one page."""
STYLE_BUDGET = 25_000
"""Bytes of compressed style."""


@pytest.fixture(scope="module")
def manifest() -> dict[str, dict[str, list[str]]]:
    file = DIST / "manifest.json"
    assert file.exists(), "The pages are not built: run `npm run build`."
    built: dict[str, dict[str, list[str]]] = json.loads(file.read_text(encoding="utf-8"))
    return built


def with_imports(manifest: dict[str, dict[str, list[str]]], entry: str) -> set[str]:
    """The manifest keys of `entry` and of everything it imports at once."""
    keys = {entry}
    for imported in manifest[entry].get("imports", []):
        keys |= with_imports(manifest, imported)
    return keys


def compressed(files: Iterable[Path]) -> int:
    """Bytes sent for `files`."""
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_scripts_of_a_plain_page(manifest: dict[str, dict[str, list[str]]]) -> None:
    htmx = finders.find("django_htmx/htmx-2.min.js")
    assert isinstance(htmx, str)
    built = [DIST / str(manifest[key]["file"]) for key in with_imports(manifest, "web/src/pages.ts")]
    assert compressed([Path(htmx), *built]) <= SCRIPT_BUDGET


def test_styles(manifest: dict[str, dict[str, list[str]]]) -> None:
    of_the_map = {DIST / file for file in manifest["web/src/map.ts"]["css"]}
    assert compressed(set(DIST.rglob("*.css")) - of_the_map) <= STYLE_BUDGET


def test_map_of_the_directory(manifest: dict[str, dict[str, list[str]]]) -> None:
    keys = with_imports(manifest, "web/src/map.ts")
    files = {DIST / str(manifest[key]["file"]) for key in keys}
    assert compressed({*files, *(DIST / file for file in manifest["web/src/map.ts"]["css"])}) <= MAP_BUDGET
    outlines = Path(__file__).parents[2] / "epaule/data/contours/50.json"
    assert compressed([outlines]) <= MAP_BUDGET


def test_sprite_and_error_page_are_built(manifest: dict[str, dict[str, list[str]]]) -> None:
    for name in ("icons.svg", "favicon.svg", "panne.css", "panne.js"):
        assert (DIST / name).exists(), name
