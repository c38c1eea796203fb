"""`python -m bench.matching.races RACES AT_ONCE`: helpers who accept the same request at the same moment."""

from __future__ import annotations

import json
import multiprocessing
import sys
import threading
import time
from collections import Counter
from multiprocessing.synchronize import Barrier

import django

PROCESSES = 2


def accept_each(
    helpers: list[int], requests: list[int], starts: Barrier, told: multiprocessing.Queue[str]
) -> None:
    """Every helper of this process accepts every request, all at once, one request after the other."""
    django.setup()
    from django.db import connection

    from epaule.kernel.errors import Refusal
    from epaule.people.models import Person
    from epaule.requests import actions
    from epaule.requests.models import HelpRequest

    heard: Counter[str] = Counter()

    def accept_all(helper_id: int) -> None:
        helper = Person.objects.get(pk=helper_id)
        for pk in requests:
            request = HelpRequest.objects.get(pk=pk)
            starts.wait()
            try:
                actions.accept(by=helper, request=request)
                heard["won"] += 1
            except Refusal as refusal:
                heard[f"refused {refusal.code}"] += 1
            except Exception as error:
                heard[f"error {type(error).__name__}"] += 1
            # The winner is free again before the next race.
            starts.wait()
            HelpRequest.objects.filter(pk=pk, helper_id=helper_id, state="assigned").update(
                state="closed", ended_at=request.published_at
            )
            starts.wait()
        connection.close()

    threads = [threading.Thread(target=accept_all, args=[pk]) for pk in helpers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    told.put(json.dumps(heard))


def main(races: int, at_once: int) -> dict[str, float]:
    from django.db import connections
    from django.utils import timezone

    from epaule.people.models import Person
    from epaule.requests.models import HelpRequest
    from epaule.safety.models import AuditEvent
    from epaule.territory.models import Territory

    territory = Territory.objects.get(slug="manche")
    helpers = list(Person.objects.filter(email__startswith="aide").order_by("pk").values_list("pk", flat=True))
    helpers = helpers[:at_once]
    persons = Person.objects.bulk_create(
        Person(territory=territory, first_name=f"Demande {number}", password="!")  # noqa: S106  none
        for number in range(races)
    )
    requests = HelpRequest.objects.bulk_create(
        HelpRequest(
            territory=territory,
            person=person,
            first_name=person.first_name,
            commune_id="50502",
            text="J’ai besoin d’aide",
            published_at=timezone.now(),
        )
        for person in persons
    )
    ids = [request.pk for request in requests]
    before = AuditEvent.objects.filter(event="request.accepted").count()
    connections.close_all()
    context = multiprocessing.get_context("spawn")
    starts = context.Barrier(at_once)
    told: multiprocessing.Queue[str] = context.Queue()
    share = at_once // PROCESSES
    begun = time.perf_counter()
    workers = [
        context.Process(target=accept_each, args=(helpers[n * share : (n + 1) * share], ids, starts, told))
        for n in range(PROCESSES)
    ]
    for worker in workers:
        worker.start()
    heard: Counter[str] = Counter()
    for _worker in workers:
        heard.update(json.loads(told.get()))
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - begun
    accepted = AuditEvent.objects.filter(event="request.accepted").count() - before
    with_winner = HelpRequest.objects.filter(pk__in=ids, helper__isnull=False).count()
    return {
        "races": races,
        "at_once": share * PROCESSES,
        # One winner heard, one kept and one audited for each race.
        "not_one_winner": max(abs(races - one) for one in (heard["won"], with_winner, accepted)),
        "errors": sum(count for what, count in heard.items() if what.startswith("error")),
        "refused": sum(count for what, count in heard.items() if what.startswith("refused")),
        "seconds": seconds,
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
