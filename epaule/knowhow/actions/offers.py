"""Saying what one is ready to help with."""

from collections.abc import Collection

from django.db import transaction

from epaule.knowhow.errors import UnknownTopic
from epaule.knowhow.models import Offer, Topic
from epaule.knowhow.queries import offered_topic_codes
from epaule.people.models import Person
from epaule.safety import audit
from epaule.territory.models import Territory


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
