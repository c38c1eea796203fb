"""requests.json: what people type, with the themes and procedures that a helper would expect. Invented.

Any one of the expected codes is right; where none is expected, only silence is. The halves alternate within each
first theme. Words, examples and weights may be improved from the mistakes of the tuning half, never from those of
the held-out half: it tells what to expect from strangers. (Expect a little less: the words and the requests have
the same author.) Add two requests at the end of their theme, one to each half.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from epaule.knowhow.queries import understand, understand_procedure

Half = Literal["tuning", "held_out"]


@dataclass(frozen=True)
class Labelled:
    half: Half
    text: str
    themes: frozenset[str]
    procedures: frozenset[str]
    first_theme: str
    """Empty for a request about nothing known."""


@dataclass(frozen=True)
class Question:
    """A text, and the codes of which any is right; none: only silence is."""

    text: str
    expected: frozenset[str]


def labelled() -> list[Labelled]:
    rows = json.loads(Path(__file__).with_name("requests.json").read_text(encoding="utf-8"))
    return [
        Labelled(
            half=row["half"],
            text=row["text"],
            themes=frozenset(row["themes"]),
            procedures=frozenset(row["procedures"]),
            first_theme=next(iter(row["themes"]), ""),
        )
        for row in rows
    ]


def about_themes(half: Half) -> list[Question]:
    return [Question(one.text, one.themes) for one in labelled() if one.half == half]


def about_procedures(half: Half) -> list[Question]:
    """Those of a procedure, and those of nothing."""
    every = [one for one in labelled() if one.half == half]
    return [Question(one.text, one.procedures) for one in every if one.procedures or not one.themes]


def themes_of(text: str) -> list[str]:
    return [one.topic_code for one in understand(text)]


def procedures_of(text: str) -> list[str]:
    return [one.procedure_code for one in understand_procedure(text)]


def right_among_first(count: int, asked: Sequence[Question], understood: Callable[[str], list[str]]) -> float:
    """The share (0 to 1) of `asked` whose first `count` answers hold an expected one."""
    right = 0
    for one in asked:
        first = set(understood(one.text)[:count])
        right += bool(first & one.expected) if one.expected else not first
    return right / len(asked)
