"""/composants/ shows every component, and templates use only what exists."""

import json
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from tests.factories import Scene

ROOT = Path(__file__).parents[2]
COMPONENTS = sorted(path.stem.replace("_", "-") for path in (ROOT / "epaule/templates/cotton").glob("*.html"))
TEMPLATES = sorted((ROOT / "epaule").rglob("templates/**/*.html"))
# Written in the sprite under their own name; `icon` is also an attribute of buttons, doors, tiles and badges.
ICON_NAME = re.compile(r"(?:<c-icon name|\bicon)=\"([a-z0-9-]+)\"")


@pytest.fixture
def gallery(scene: Scene, client: Client) -> BeautifulSoup:
    response = client.get(reverse("components"))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.mark.parametrize("name", COMPONENTS)
def test_gallery_shows_each_component(name: str, gallery: BeautifulSoup) -> None:
    specimen = gallery.select_one(f"[data-specimen='{name}']")
    source = (ROOT / "epaule/templates/components.html").read_text(encoding="utf-8")
    assert specimen is not None, f"/composants/ has no specimen of c-{name}"
    assert f"<c-{name} " in source or f"<c-{name}>" in source, f"the specimen of c-{name} does not use it"


def test_gallery_is_not_indexed_and_renders_all_tags(gallery: BeautifulSoup) -> None:
    assert gallery.select_one("meta[name=robots][content=noindex]")
    assert not gallery.find_all(re.compile("^c-")), "a component was left unrendered"


def test_templates_use_components_that_exist() -> None:
    used = {
        (name, path.name)
        for path in TEMPLATES
        for name in re.findall(r"<c-([a-z-]+)", path.read_text(encoding="utf-8"))
        if name not in (*COMPONENTS, "vars", "slot")
    }
    assert not used


def test_icons_used_are_in_the_sprite() -> None:
    lines = (ROOT / "web/src/assets/icons.txt").read_text(encoding="utf-8").splitlines()
    listed = {line for line in lines if line and not line.startswith("#")}
    used = {name for path in TEMPLATES for name in ICON_NAME.findall(path.read_text(encoding="utf-8"))}
    topics = json.loads((ROOT / "epaule/data/topics.json").read_text(encoding="utf-8"))
    used |= set(re.findall(r'"icon": "([a-z0-9-]+)"', json.dumps(topics)))
    assert used <= listed, f"add to web/src/assets/icons.txt: {sorted(used - listed)}"


def test_components_declare_what_they_read() -> None:
    """A variable not in c-vars would silently take the value of the page around the component."""
    forgotten = []
    for path in (ROOT / "epaule/templates/cotton").glob("*.html"):
        source = path.read_text(encoding="utf-8")
        declared = set(re.findall(r":?([a-z_]+)=", re.findall(r"<c-vars([^>]*)", source)[0]))
        read = set(re.findall(r"\{\{ ([a-z_]+)", source)) | set(re.findall(r"\{% (?:el)?if ([a-z_]+)", source))
        forgotten += [f"{path.stem}: {name}" for name in read - declared - {"slot", "attrs"}]
    assert not forgotten
