"""Loading the themes, and saying what one is ready to help with."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from epaule.knowhow.errors import UnknownTopic
from epaule.knowhow.models import Offer, Topic
from epaule.knowhow.queries import offered_topic_codes
from epaule.knowhow.vocabulary import vocabulary
from epaule.people.models import Person
from epaule.safety import audit
from epaule.territory.models import Territory

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


@transaction.atomic
def set_offer(*, by: Person, territory: Territory, topics: Collection[str]) -> Offer:
    """`by` is ready to help with exactly `topics` (codes) in `territory`; none means she stops offering.

    Raises UnknownTopic.
    """
    wanted = set(topics)
    known = list(Topic.objects.filter(code__in=wanted))
    if len(known) != len(wanted):
        raise UnknownTopic()
    offer, _created = Offer.objects.select_for_update().get_or_create(person=by, territory=territory)
    if offered_topic_codes(by, territory) != wanted:
        offer.topics.set(known)
        offer.save(update_fields=["updated_at"])
        audit.record("offer.changed", by=by, target=offer, territory=territory, topics=sorted(wanted))
    return offer
