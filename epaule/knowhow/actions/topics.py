"""Loading the themes."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from epaule.knowhow.models import Topic
from epaule.knowhow.vocabulary import vocabulary

_ASIDE = 1000
"""Added to the old ranks while new ones are given: two themes may exchange theirs."""


@dataclass(frozen=True)
class TopicLoad:
    """What a load found: how many themes the file holds, and the codes it no longer holds."""

    loaded: int
    withdrawn: tuple[str, ...]


@transaction.atomic
def load_topics() -> TopicLoad:
    """Bring the themes to what epaule/data/topics.json says. A withdrawn theme stays, last: rows point to it."""
    entries = vocabulary().topics
    Topic.objects.update(rank=F("rank") + _ASIDE)
    Topic.objects.bulk_create(
        [
            Topic(
                code=entry.code,
                label=entry.label,
                plain_label=entry.plain_label,
                kind=entry.kind,
                icon=entry.icon,
                rank=entry.rank,
            )
            for entry in entries
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["label", "plain_label", "kind", "icon", "rank"],
    )
    withdrawn = list(Topic.objects.filter(rank__gte=_ASIDE).order_by("rank"))
    for rank, topic in enumerate(withdrawn, start=len(entries) + 1):
        topic.rank = rank
    Topic.objects.bulk_update(withdrawn, ["rank"])
    return TopicLoad(len(entries), tuple(topic.code for topic in withdrawn))
