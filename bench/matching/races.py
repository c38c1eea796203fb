"""`python -m bench.matching.races RACES AT_ONCE`: helpers who accept the same request at the same moment."""

from __future__ import annotations

import json
import multiprocessing
import sys
import threading
import time
from collections import Counter
from multiprocessing.synchronize import Barrier
from typing import Any

import django

from bench.matching.sizes import HELPERS

PROCESSES = 2


def accept_each(
    helpers: list[int], requests: list[int], starts: Barrier, told: multiprocessing.Queue[str]
) -> None:
    """Every helper of this process accepts every request, all at once, one request after the other."""
    django.setup()
    from django.db import connection
    from django.utils import timezone

    from epaule.kernel.errors import Refusal
    from epaule.people.models import Person
    from epaule.requests import actions
    from epaule.requests.models import HelpRequest

    asked = HelpRequest.objects.in_bulk(requests)
    won: list[int] = []
    heard: list[str] = []

    def accept_all(helper_id: int) -> None:
        helper = Person.objects.get(pk=helper_id)
        for pk in requests:
            starts.wait()
            says = "won"
            try:
                actions.accept(by=helper, request=asked[pk])
                won.append(pk)
            except Refusal as refusal:
                says = f"refused {refusal.code}"
            except Exception as error:
                says = f"error {type(error).__name__}: {error}"
            heard.append(says)
            starts.wait()
            if says == "won":
                # Free again for the next race, which does not start without her.
                HelpRequest.objects.filter(pk=pk).update(state="closed", ended_at=timezone.now())
        connection.close()

    threads = [threading.Thread(target=accept_all, args=[pk]) for pk in helpers]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    told.put(json.dumps({"won": won, "heard": Counter(heard)}))


def main(races: int, at_once: int) -> dict[str, Any]:
    from django.db import connections
    from django.utils import timezone

    from epaule.people.models import Person
    from epaule.requests.models import HelpRequest
    from epaule.safety.models import AuditEvent
    from epaule.territory.models import Territory

    territory = Territory.objects.get(slug="manche")
    fresh = Person.objects.filter(email__startswith=HELPERS, accepted_requests=None).order_by("pk")
    helpers = list(fresh.values_list("pk", flat=True)[:at_once])
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
    won: Counter[int] = Counter()
    heard: Counter[str] = Counter()
    for _worker in workers:
        one = json.loads(told.get())
        won.update(one["won"])
        heard.update(one["heard"])
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - begun
    names = {request.public_id: request.pk for request in requests}
    kept = set(HelpRequest.objects.filter(pk__in=ids, helper__isnull=False).values_list("pk", flat=True))
    accepts = AuditEvent.objects.filter(event="request.accepted").values_list("target", flat=True)
    audited = Counter(names.get(target.partition(":")[2]) for target in accepts)
    return {
        "races": races,
        "at_once": share * PROCESSES,
        # One winner heard, one kept and one audited for each race.
        "not_one_winner": sum(not (won[pk] == audited[pk] == 1 and pk in kept) for pk in ids),
        "errors": {what: count for what, count in heard.items() if what.startswith("error")},
        "refused": sum(count for what, count in heard.items() if what.startswith("refused")),
        "seconds": seconds,
    }


if __name__ == "__main__":
    django.setup()
    print(json.dumps(main(int(sys.argv[1]), int(sys.argv[2]))))
