"""Themes and procedures as they come with Épaule: topics.json and procedures.json, read once per process."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from epaule.knowhow.models import TopicKind

_DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something that people ask for; `rank` counts from 1 in the order of its file."""

    code: str
    plain_label: str
    rank: int
    words: tuple[str, ...]
    """What people type when they mean it: words, brands, public services, short expressions."""
    hints: tuple[str, ...]
    """Words that only lean towards it: « payer », « téléphone »."""
    examples: tuple[str, ...]
    """Whole sentences, for the understanding of meaning."""


@dataclass(frozen=True, kw_only=True)
class TopicEntry(Entry):
    """One theme, in the order of the national list."""

    label: str
    kind: TopicKind
    icon: str


@dataclass(frozen=True, kw_only=True)
class ProcedureEntry(Entry):
    """One administrative procedure done online."""

    topic: str
    """Code of its theme."""
    url: str
    """Its official page."""


@dataclass(frozen=True)
class Vocabulary:
    topics: tuple[TopicEntry, ...]
    procedures: tuple[ProcedureEntry, ...]
    ignored_words: tuple[str, ...]
    """Ordinary words that mean nothing by themselves, and that no typing mistake may turn into one."""
    empty_sentences: tuple[str, ...]
    """What people type that says nothing of what they need: « Bonjour », « J’ai un problème »."""


@cache
def vocabulary() -> Vocabulary:
    """The content of both files."""
    themes, procedures = (
        json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8")) for name in ("topics", "procedures")
    )
    return Vocabulary(
        topics=tuple(
            TopicEntry(
                code=entry["code"],
                label=entry["label"],
                plain_label=entry["plain_label"],
                kind=TopicKind(entry["kind"]),
                icon=entry["icon"],
                rank=rank,
                words=tuple(entry["words"]),
                hints=tuple(entry["hints"]),
                examples=tuple(entry["examples"]),
            )
            for rank, entry in enumerate(themes["topics"], start=1)
        ),
        procedures=tuple(
            ProcedureEntry(
                code=entry["code"],
                plain_label=entry["plain_label"],
                topic=entry["topic"],
                url=entry["url"],
                rank=rank,
                words=tuple(entry["words"]),
                hints=tuple(entry["hints"]),
                examples=tuple(entry["examples"]),
            )
            for rank, entry in enumerate(procedures["procedures"], start=1)
        ),
        ignored_words=tuple(themes["ignored_words"]),
        empty_sentences=tuple(themes["empty_sentences"]),
    )
