"""The themes as they come with Épaule: epaule/data/topics.json, read once per process."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from epaule.knowhow.models import TopicKind

_FILE = Path(__file__).resolve().parents[1] / "data" / "topics.json"


@dataclass(frozen=True)
class TopicEntry:
    """One theme of the file; `rank` counts from 1 in the order of the national list."""

    code: str
    label: str
    plain_label: str
    kind: TopicKind
    icon: str
    rank: int
    words: tuple[str, ...]
    """What people type when they mean this theme: words, brands, public services, short expressions."""
    hints: tuple[str, ...]
    """Words that only lean towards it: « payer », « téléphone »."""


@dataclass(frozen=True)
class Vocabulary:
    topics: tuple[TopicEntry, ...]
    ignored_words: tuple[str, ...]
    """Ordinary words that mean no theme by themselves, and that no typing mistake may turn into one."""


@cache
def vocabulary() -> Vocabulary:
    """The content of topics.json."""
    raw = json.loads(_FILE.read_text(encoding="utf-8"))
    topics = tuple(
        TopicEntry(
            code=entry["code"],
            label=entry["label"],
            plain_label=entry["plain_label"],
            kind=TopicKind(entry["kind"]),
            icon=entry["icon"],
            rank=rank,
            words=tuple(entry["words"]),
            hints=tuple(entry["hints"]),
        )
        for rank, entry in enumerate(raw["topics"], start=1)
    )
    return Vocabulary(topics, tuple(raw["ignored_words"]))
