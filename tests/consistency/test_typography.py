"""French signs stay with their word: a line never begins with « ? », nor ends with an opening guillemet."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tests.consistency.sources import PACKAGE, files, python_files, sentences, shown, templates

WORD_ENDS = r"(?<=[\w’»).}%…>\]”€←→↑↓])"
SIGN_ENDS = r"(?=[\s<{«'\"\\]|$)"
BREAKABLE = re.compile(rf"« | »|(?:{WORD_ENDS}|^) [?!;:]{SIGN_ENDS}", re.MULTILINE)
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}", re.DOTALL)
SCRIPT_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
GUILLEMETS = re.compile(r"« .{0,30}|.{0,30} »")
NO_SENTENCE = frozenset({"epaule/kernel/sms.py", "epaule/safety/told_secrets.py"})
"""The alphabet of SMS, and what may stand before a secret: lists of signs."""
SHOWN_DATA = ("procedures.json", "topics.json")
HOW = (
    "put a no-break space (U+00A0) after « and before » ? ! ; : — "
    "in Python and in templates type the sign itself, so that the catalogue keeps one spelling"
)


def breakable(text: str) -> list[str]:
    """What surrounds each sign of `text` that could be parted from its word."""
    return [text[max(0, found.start() - 30) : found.end() + 15] for found in BREAKABLE.finditer(text)]


def labels(data: object) -> Iterator[str]:
    """The names that pages show, anywhere in `data`; the phrases beside them are what people type."""
    if isinstance(data, dict):
        yield from (value for key, value in data.items() if key.endswith("label") and isinstance(value, str))
        data = list(data.values())
    if isinstance(data, list):
        for one in data:
            yield from labels(one)


@pytest.mark.parametrize(
    "text",
    [
        "Pour quand ?",
        "Merci ! À bientôt.",
        "« oui\u00a0»",
        "«\u00a0oui »",
        " : 3",
        "un\u00a0; deux ; trois",
        "{{ a }} :<",
    ],
)
def test_a_sign_that_could_leave_its_word_is_found(text: str) -> None:
    assert len(breakable(text)) == 1


@pytest.mark.parametrize(
    "text",
    ["Pour quand\u00a0?", "«\u00a0oui\u00a0»", "10:30", "https://a.fr/?q=1", "a[b :c]", "Mo-Fr 09:00; PH off"],
)
def test_a_sign_that_stays_is_not_found(text: str) -> None:
    assert breakable(text) == []


def test_signs_of_templates_stay_with_their_word() -> None:
    found = {
        shown(path): wrong
        for path in templates().values()
        if (wrong := breakable(COMMENT.sub("", path.read_text(encoding="utf-8"))))
    }
    assert found == {}, HOW


def test_signs_of_python_sentences_stay_with_their_word() -> None:
    found = {
        f"{shown(path)}:{line}": wrong
        for path in python_files()
        if shown(path) not in NO_SENTENCE
        for line, text in sentences(path)
        if (wrong := breakable(text))
    }
    assert found == {}, HOW


def test_signs_of_names_in_the_data_stay_with_their_word() -> None:
    read = [text for name in SHOWN_DATA for text in labels(json.loads((PACKAGE / "data" / name).read_bytes()))]
    assert len(read) > 100
    assert [wrong for text in read for wrong in breakable(text)] == [], HOW


def test_guillemets_of_scripts_stay_with_their_word() -> None:
    """Scripts find their sentences in templates: what little they put together themselves may quote."""
    found = {
        shown(path): wrong
        for path in files(".ts", under="web/src")
        if not path.name.endswith(".test.ts")
        if (wrong := GUILLEMETS.findall(SCRIPT_COMMENT.sub("", path.read_text(encoding="utf-8"))))
    }
    assert found == {}, HOW
