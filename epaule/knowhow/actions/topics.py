"""Loading the themes and the procedures."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from epaule.knowhow.models import Procedure, Topic
from epaule.knowhow.vocabulary import vocabulary

_Row = TypeVar("_Row", Topic, Procedure)

_ASIDE = 1000
"""Added to the old ranks while new ones are given: two rows may exchange theirs."""


@dataclass(frozen=True)
class TopicLoad:
    """What a load found: how many rows the file holds, and the codes it no longer holds."""

    loaded: int
    withdrawn: tuple[str, ...]


@transaction.atomic
def load_topics() -> TopicLoad:
    """Bring the themes to what epaule/data/topics.json says. A withdrawn theme stays, last: rows point to it."""
    rows = [
        Topic(
            code=entry.code,
            label=entry.label,
            plain_label=entry.plain_label,
            kind=entry.kind,
            icon=entry.icon,
            rank=entry.rank,
        )
        for entry in vocabulary().topics
    ]
    return _load(Topic, rows, ["label", "plain_label", "kind", "icon"])


@transaction.atomic
def load_procedures() -> TopicLoad:
    """Bring the procedures to what epaule/data/procedures.json says, their themes being loaded.

    A withdrawn procedure stays, last: rows point to it.
    """
    rows = [
        Procedure(
            code=entry.code, plain_label=entry.plain_label, topic_id=entry.topic, url=entry.url, rank=entry.rank
        )
        for entry in vocabulary().procedures
    ]
    return _load(Procedure, rows, ["plain_label", "topic", "url"])


def _load(model: type[_Row], rows: Sequence[_Row], fields: Sequence[str]) -> TopicLoad:
    ranked = model._default_manager
    ranked.update(rank=F("rank") + _ASIDE)
    ranked.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=[*fields, "rank"])
    withdrawn = list(ranked.filter(rank__gte=_ASIDE).order_by("rank"))
    for rank, row in enumerate(withdrawn, start=len(rows) + 1):
        row.rank = rank
    ranked.bulk_update(withdrawn, ["rank"])
    return TopicLoad(len(rows), tuple(row.code for row in withdrawn))
