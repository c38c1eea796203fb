"""`python -m bench.matching.scores [beside]`: how long a match takes, round by round, in ms.

`beside`: also the query one would write first, and a numpy pass over the same columns, in turn with ours.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import django
import time_machine

from bench.matching.sizes import HELPED

if TYPE_CHECKING:
    from epaule.requests.matching import Ask

ROUNDS, PER_ROUND, WARM_UP = 3, 60, 30
LIMIT = 20
SEED = 7


def asks(count: int) -> list[Ask]:
    """One in three about a procedure; one in two of a person who was helped before."""
    from epaule.knowhow.models import Procedure, Topic
    from epaule.people.models import Person
    from epaule.people.needs import NEEDS
    from epaule.requests.matching import Ask
    from epaule.territory.models import Territory

    dice = random.Random(SEED)  # noqa: S311  the same asks each time
    territory = Territory.objects.get(slug="manche")
    communes = list(territory.communes.order_by("pk").values_list("pk", flat=True))
    topics = list(Topic.objects.values_list("pk", flat=True))
    procedures = list(Procedure.objects.values_list("pk", "topic_id"))
    helped = list(Person.objects.filter(email__startswith=HELPED).order_by("pk").values_list("pk", flat=True))

    def about() -> tuple[str | None, tuple[str, ...]]:
        if dice.random() < 1 / 3:
            procedure, topic = dice.choice(procedures)
            return procedure, (topic,)
        return None, tuple(dice.sample(topics, dice.choice((1, 1, 2))))

    def ask() -> Ask:
        procedure, some = about()
        return Ask(
            territory_id=territory.pk,
            topics=some,
            procedure=procedure,
            commune_id=dice.choice(communes),
            language=dice.choice(("fr", "fr", "fr", "fr", "en")),
            needs=tuple(dice.sample(list(NEEDS), dice.choice((0, 0, 0, 1, 2)))),
            person_id=dice.choice((None, dice.choice(helped))),
        )

    return [ask() for _ask in range(count)]


def timed(work: Callable[[Ask], object], some: list[Ask]) -> list[float]:
    took = []
    for ask in some:
        begun = time.perf_counter()
        work(ask)
        took.append((time.perf_counter() - begun) * 1000)
    return took


def main(beside: bool) -> dict[str, Any]:
    from epaule.requests.matching import match

    def ours(ask: Ask) -> object:
        return match(ask, ready=True, limit=LIMIT)

    some = asks(WARM_UP + ROUNDS * PER_ROUND)
    warm, some = some[:WARM_UP], some[WARM_UP:]
    timed(ours, warm)
    told: dict[str, Any] = {"ours": [], "query": [], "numpy": []}
    others = others_that_agree(warm) if beside else None
    for number in range(ROUNDS):
        part = some[number * PER_ROUND : (number + 1) * PER_ROUND]
        told["ours"].append(timed(ours, part))
        if others is not None:
            query, numpy = others
            told["numpy"].append(timed(numpy, part))
            told["query"].append(timed(query, part))
    return told


def others_that_agree(some: list[Ask]) -> tuple[Callable[[Ask], object], Callable[[Ask], object]]:
    """The query and the numpy pass; RuntimeError unless they tell the same helpers as a match, in its order."""
    from bench.matching.first_query import top20
    from bench.matching.in_memory import Columns
    from epaule.requests.matching import match

    # Who has waited for how long counts: all three at the same moment.
    with time_machine.travel(datetime.now(UTC), tick=False):
        columns = Columns()
        for ask in some:
            ours = [(one.helper_id, one.score) for one in match(ask, ready=True, limit=LIMIT)]
            for other in (top20, columns.top20):
                if other(ask) != ours:
                    raise RuntimeError(f"{other.__qualname__} does not agree with match: {ask}")
    return top20, columns.top20


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main("beside" in sys.argv[1:])))
