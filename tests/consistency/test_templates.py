"""Templates: each one is used, loads are sorted, nothing comes from elsewhere."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist, engines
from django.template.loader import get_template

from tests.consistency.sources import files, python_files, shown, strings, syntax, templates

BY_DJANGO = {"400.html", "403.html", "404.html", "500.html"}
"""Django asks for them by itself (400 and 500 through our own views)."""
LOAD = re.compile(r"{%\s*load ([^%]+?)\s*%}")
INCLUDED = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")
COMPONENT = re.compile(r"<c-([a-z0-9.-]+)")
PREFIX = re.compile(r"^[a-z]+/")


@cache
def used_names() -> set[str]:
    """Templates named by Python code, by other templates and as components."""
    found = set(BY_DJANGO)
    for path in python_files():
        words = set(strings(path))
        found |= {word for word in words if word.endswith((".html", ".txt"))}
        # f"requests/{template}.html": the other strings of that file are the names.
        for prefix in {word for word in words if PREFIX.fullmatch(word)}:
            found |= {f"{prefix}{word}.html" for word in words}
    for path in templates().values():
        text = path.read_text(encoding="utf-8")
        found |= set(INCLUDED.findall(text))
        found |= {f"cotton/{name.replace('.', '/').replace('-', '_')}.html" for name in COMPONENT.findall(text)}
    return found


def of_allauth(name: str) -> bool:
    """allauth asks for this name: it has a template of its own that ours replaces."""
    import allauth

    (folder,) = allauth.__path__
    return (Path(folder) / "templates" / name).exists()


@pytest.mark.parametrize("name", sorted(templates()))
def test_template_is_used(name: str) -> None:
    assert name in used_names() or of_allauth(name), "nothing loads it: delete it"


def test_every_template_named_exists() -> None:
    named = {word for path in python_files() for word in strings(path) if word.endswith(".html") and "/" in word}
    for path in templates().values():
        named |= set(INCLUDED.findall(path.read_text(encoding="utf-8")))
    missing = []
    for name in sorted(name for name in named if PREFIX.match(name)):
        try:
            get_template(name)
        except TemplateDoesNotExist:
            missing.append(name)
    assert missing == []


@pytest.mark.parametrize("name", sorted(templates()))
def test_template_compiles(name: str) -> None:
    engines["django"].get_template(name)


def test_loads_are_sorted_and_used() -> None:
    wrong = []
    for name, path in templates().items():
        text = path.read_text(encoding="utf-8")
        loaded = [library for group in LOAD.findall(text) for library in group.split()]
        if loaded != sorted(loaded):
            wrong.append(f"{name}: not sorted")
        if "i18n" in loaded and not re.search(r"{%\s*(?:\w*translate|get_\w+)", text):
            wrong.append(f"{name}: i18n is not used")
        if "static" in loaded and not re.search(r"{%\s*static", text):
            wrong.append(f"{name}: static is not used")
    assert wrong == []


HOUR_OF_ITS_OWN = re.compile(r"""\|(?:date|time):(["'])[^"']*\\h""")


def test_hours_are_said_in_one_way() -> None:
    """« 9 h », « 9 h 30 »: by the filters `hour` and `moment`."""
    assert HOUR_OF_ITS_OWN.search('{{ at|date:"G \\h i" }}')
    found = [
        name for name, path in templates().items() if HOUR_OF_ITS_OWN.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


ADDRESS = re.compile(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}")
COMMENT = re.compile(r"/\*.*?\*/|^\s*//[^\n]*|<!--.*?-->", re.DOTALL | re.MULTILINE)
ALLOWED = ("http://www.w3.org/", "https://exemple.fr/demande/", "https://17cyber.gouv.fr/")
"""The name of SVG, the sample link that the gallery of components shows as text, and help after a scam."""


def test_no_page_style_or_script_speaks_to_another_server() -> None:
    sources = [*templates().values(), *files(".css", ".ts", ".svg", under="web/src")]
    found = []
    for path in sources:
        if path.name.endswith(".test.ts"):
            continue
        text = path.read_text(encoding="utf-8")
        for allowed in ALLOWED:
            text = text.replace(allowed, "")
        if path.suffix != ".html":
            text = COMMENT.sub("", text)
        found += [f"{shown(path)}: {address}" for address in ADDRESS.findall(text)]
    assert found == []


def test_syntax_is_read() -> None:
    """The rules above read something."""
    assert len(templates()) > 40
    assert any(syntax(path).body for path in python_files())
    assert files(".ts", ".css", under="web/src")
