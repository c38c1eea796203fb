"""`python -m bench.matching.crowd OFFERS`: helpers with five themes each, one in ten available, and their past."""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import django

from bench.matching.sizes import (
    HELPED,
    HELPERS,
    HELPERS_PER_HELPED,
    KARIM_S_COMMUNE,
    OFFERS_EACH,
    ONE_READY_IN,
)

if TYPE_CHECKING:
    from django.db.models import Model

    from epaule.territory.models import Territory

BATCH = 5_000
SEED = 20_261_123


@dataclass(frozen=True)
class Crowd:
    """Keys of those it is made of."""

    territory: Territory
    helpers: list[int]
    ready: list[int]
    helped: list[int]


def save_all(rows: Iterable[Model]) -> None:
    """Some at a time: they would not all fit in memory."""
    from django.db import transaction

    left = iter(rows)
    with transaction.atomic():
        while batch := list(islice(left, BATCH)):
            type(batch[0])._default_manager.bulk_create(batch)


def fill(offers: int) -> dict[str, int]:
    from django.db import connection

    from bench.matching.past import live
    from epaule.requests import roster
    from epaule.territory.models import Territory

    dice = random.Random(SEED)  # noqa: S311  the same crowd each time
    territory = Territory.objects.get(slug="manche")
    many = offers // OFFERS_EACH
    helpers = persons(territory, HELPERS, many, dice)
    helped = persons(territory, HELPED, many // HELPERS_PER_HELPED, dice)
    offer(territory, helpers, dice)
    crowd = Crowd(territory, helpers, dice.sample(helpers, many // ONE_READY_IN), helped)
    visits = live(crowd, dice)
    lines = roster.rebuild()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "helpers": many,
        "ready": len(crowd.ready),
        "offers": many * OFFERS_EACH,
        "visits": visits,
        "lines": lines,
    }


def persons(territory: Territory, name: str, many: int, dice: random.Random) -> list[int]:
    """So many more, whose addresses begin with `name`."""
    from django.utils import timezone

    from epaule.people.languages import LANGUAGES_SPOKEN
    from epaule.people.models import Person, Status

    # People live where people live.
    communes = territory.communes.exclude(pk=KARIM_S_COMMUNE).order_by("pk").values_list("pk", "population")
    names, weights = zip(*communes, strict=True)
    others, now = list(LANGUAGES_SPOKEN)[1:], timezone.now()
    save_all(
        Person(
            territory=territory,
            first_name=f"Camille {number}",
            email=f"{name}{number}@example.org",
            password="!",  # noqa: S106  none
            commune_id=insee,
            languages=["fr", *dice.sample(others, dice.choice((0, 0, 0, 1, 1, 2)))],
            status=Status.VOLUNTEER,
            vouched_at=now if name == HELPERS else None,
        )
        for number, insee in enumerate(dice.choices(names, weights, k=many))
    )
    return list(Person.objects.filter(email__startswith=name).order_by("pk").values_list("pk", flat=True))


def offer(territory: Territory, helpers: list[int], dice: random.Random) -> None:
    """Five themes each, and a procedure or two of them."""
    from epaule.knowhow.models import Fee, Level, Offer, OfferTopic, Procedure, Topic
    from epaule.people.needs import NEEDS

    needs, levels, fees = list(NEEDS), list(Level.values), [*[Fee.FREE] * 16, *[Fee.BOTH] * 3, Fee.PAID]
    topics = list(Topic.objects.values_list("pk", flat=True))
    procedures: dict[str, list[str]] = {}
    for topic, code in Procedure.objects.values_list("topic_id", "pk"):
        procedures.setdefault(topic, []).append(code)
    before = Offer.objects.order_by("-pk").values_list("pk", flat=True)[0]
    save_all(
        Offer(
            person_id=pk,
            territory=territory,
            needs=dice.sample(needs, dice.choice((0, 0, 1, 2))),
            fee=dice.choice(fees),
        )
        for pk in helpers
    )
    offers = list(Offer.objects.filter(pk__gt=before).order_by("pk").values_list("pk", flat=True))
    offered = {pk: dice.sample(topics, OFFERS_EACH) for pk in offers}
    save_all(
        OfferTopic(offer_id=pk, topic_id=topic, level=dice.choice(levels))
        for pk, some in offered.items()
        for topic in some
    )
    used_to = Offer.procedures.through
    save_all(
        used_to(offer_id=pk, procedure_id=dice.choice(procedures[topic]))
        for pk, some in offered.items()
        for topic in some[:2]
        if topic in procedures
    )


if __name__ == "__main__":
    django.setup()
    print(json.dumps(fill(int(sys.argv[1]))))
