"""`python -m bench.matching.storm A_SECOND SECONDS`: many asks, with the background worker at work."""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from datetime import timedelta
from queue import Empty, SimpleQueue

import django

ASKERS = 4
"""Threads that ask: a server has as many at work."""
AFTERWARDS = 20
"""Seconds the worker has to go on once nobody asks any more."""
SEED = 11


def ask(number: int, communes: list[str], topics: list[str]) -> None:
    """What the page does when a visitor without account presses « Demander de l’aide »."""
    from django.db import transaction

    from epaule.people import actions as people_actions
    from epaule.requests import actions
    from epaule.territory.models import Commune, Territory

    dice = random.Random(SEED * 100_000 + number)  # noqa: S311  the same asks each time
    territory = Territory.objects.get(slug="manche")
    commune = Commune.objects.get(pk=dice.choice(communes))
    with transaction.atomic():
        person = people_actions.welcome_guest(
            first_name="Odette", territory_id=territory.pk, commune_id=commune.pk, languages=["fr"]
        )
        actions.publish_request(
            by=person,
            territory=territory,
            first_name="Odette",
            commune=commune,
            text="Je n’arrive pas à ouvrir mes e-mails",
            topics=[dice.choice(topics)],
        )


def main(a_second: int, seconds: int) -> dict[str, float]:
    from django.db import connection
    from django.db.models import Q
    from django.utils import timezone
    from django.utils.module_loading import autodiscover_modules
    from huey.contrib.djhuey import HUEY

    from epaule.config.management.commands.serve import EmbeddedConsumer
    from epaule.knowhow.models import Topic
    from epaule.requests.models import HelpRequest, Wave
    from epaule.territory.models import Territory

    many = a_second * seconds
    territory = Territory.objects.get(slug="manche")
    communes = list(territory.communes.order_by("pk").values_list("pk", flat=True))
    topics = list(Topic.objects.order_by("pk").values_list("pk", flat=True))
    before = HelpRequest.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    HUEY.immediate = False
    autodiscover_modules("tasks")
    consumer = EmbeddedConsumer(HUEY, workers=2, worker_type="thread")
    consumer.start()
    due: SimpleQueue[int] = SimpleQueue()
    failed: list[str] = []
    over = threading.Event()

    def keep_asking() -> None:
        while not (over.is_set() and due.empty()):
            try:
                number = due.get(timeout=0.2)
            except Empty:
                continue
            try:
                ask(number, communes, topics)
            except Exception as error:
                failed.append(f"{type(error).__name__}: {error}")
        connection.close()

    askers = [threading.Thread(target=keep_asking) for _asker in range(ASKERS)]
    for one in askers:
        one.start()
    begun = time.perf_counter()
    for number in range(many):
        time.sleep(max(0.0, begun + number / a_second - time.perf_counter()))
        due.put(number)
    over.set()
    for one in askers:
        one.join()
    took = time.perf_counter() - begun
    time.sleep(AFTERWARDS)
    consumer.stop(graceful=True)
    made = HelpRequest.objects.filter(pk__gt=before)
    silent = made.filter(state="published", rings=None)
    # Whoever waits for the next wave is known to the database: a restart would ring for her.
    overdue = Q(next_wave_at=None) | Q(next_wave_at__lt=timezone.now() - timedelta(seconds=AFTERWARDS))
    for what in sorted(set(failed)):
        print(what)
    return {
        "asked": many,
        "lost": many - made.count() + silent.filter(overdue).count(),
        "rung": made.filter(rings__isnull=False).distinct().count(),
        "waves": Wave.objects.filter(request__in=made).count(),
        "seconds": took,
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
