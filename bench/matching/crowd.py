"""`python -m bench.matching.crowd OFFERS`: helpers with five offers each, one in ten available."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import TypeVar

import django

OFFERS_EACH = 5
ONE_READY_IN = 10
BATCH = 5_000
KARIM_S_COMMUNE = "50025"
"""Nobody of the crowd lives there: the demo's Karim is the nearest helper of whoever asks from there."""
SEED = 20_261_123

T = TypeVar("T")


def in_batches(rows: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    left = iter(rows)
    while batch := list(islice(left, size)):
        yield batch


def fill(offers: int) -> dict[str, int]:
    from django.db import connection, transaction
    from django.utils import timezone

    from epaule.knowhow.models import Level, Offer, OfferTopic, Topic
    from epaule.people.languages import LANGUAGES_SPOKEN
    from epaule.people.models import Person, Status
    from epaule.people.needs import NEEDS
    from epaule.requests import roster
    from epaule.requests.models import Availability, Candidate
    from epaule.territory.models import Territory

    dice = random.Random(SEED)  # noqa: S311  the same crowd each time
    territory = Territory.objects.get(slug="manche")
    # People live where people live.
    communes = list(territory.communes.exclude(pk=KARIM_S_COMMUNE).values_list("pk", "population"))
    names, weights = [insee for insee, _people in communes], [people for _insee, people in communes]
    topics = list(Topic.objects.values_list("pk", flat=True))
    languages, needs = list(LANGUAGES_SPOKEN)[1:], list(NEEDS)
    helpers = offers // OFFERS_EACH
    now = timezone.now()

    def persons() -> Iterator[Person]:
        for number, insee in enumerate(dice.choices(names, weights, k=helpers)):
            yield Person(
                territory=territory,
                first_name=f"Aide {number}",
                email=f"aide{number}@example.org",
                password="!",  # noqa: S106  none
                commune_id=insee,
                languages=["fr", *dice.sample(languages, dice.choice((0, 0, 0, 1, 1, 2)))],
                status=Status.VOLUNTEER,
                vouched_at=now,
            )

    first = Person.objects.latest("pk").pk
    with transaction.atomic():
        for batch in in_batches(persons()):
            Person.objects.bulk_create(batch)
    ids = list(Person.objects.filter(pk__gt=first).order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        for batch in in_batches(ids):
            Offer.objects.bulk_create(
                Offer(person_id=pk, territory=territory, needs=dice.sample(needs, dice.choice((0, 0, 1, 2))))
                for pk in batch
            )
    of_person = list(Offer.objects.filter(person_id__gt=first).order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        for batch in in_batches(of_person):
            OfferTopic.objects.bulk_create(
                OfferTopic(offer_id=pk, topic_id=topic, level=dice.choice(Level.values))
                for pk in batch
                for topic in dice.sample(topics, OFFERS_EACH)
            )
    ready = dice.sample(ids, helpers // ONE_READY_IN)
    # As if their pages gave a sign of life again and again while this is measured.
    alive = now + timedelta(days=1)
    with transaction.atomic():
        for batch in in_batches(ready):
            Availability.objects.bulk_create(
                Availability(person_id=pk, territory=territory, since_at=now, seen_at=alive) for pk in batch
            )
    roster.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "helpers": helpers,
        "ready": len(ready),
        "offers": helpers * OFFERS_EACH,
        "lines": Candidate.objects.count(),
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(fill(int(sys.argv[1]))))
