"""From the ask to the ring on a helper's real page, in an installation with a million offers."""

from __future__ import annotations

import subprocess
import sys

from bench.matching.sizes import KARIM_S_COMMUNE
from bench.measure import Row, p95, pooled, row
from bench.people import karim, two_browsers
from bench.room import GUESTS, ask_as_guest
from tests.browser.server import Server

BUDGET_MS = 250
BEST = """
from datetime import timedelta
from django.utils import timezone
from epaule.knowhow.models import Level, OfferTopic
from epaule.people.models import Person
from epaule.requests import roster
from epaule.requests.models import HelpRequest

karim = Person.objects.get(email="karim@example.org")
OfferTopic.objects.filter(offer__person=karim).update(level=Level.EXPERT)
HelpRequest.objects.filter(helper=karim).update(assigned_at=timezone.now() - timedelta(days=60))
roster.refresh(karim.pk)
"""
"""He knows everything very well and has not gone for long, and nobody else lives at Avranches: nobody fits better
who asks from there."""


def measure(server: Server, database: str) -> Row:
    command = [sys.executable, "-m", "epaule", "shell", "--verbosity", "0", "--command", BEST]
    subprocess.run(command, env=server.environment(), check=True)
    server.start()
    try:
        with two_browsers() as browsers:
            helper = karim(server, browsers)
            helper.become_available()
            helper.page.evaluate("bench.watchRings()")
            rounds = [ask_as_guest(server, browsers, helper, KARIM_S_COMMUNE) for _guest in range(GUESTS)]
    finally:
        server.stop()
    spread = " · ".join(f"{p95(one):.0f}" for one in rounds)
    note = (
        "From the submit of « Demander de l’aide » in one browser to the card painted in the one of the helper "
        f"who fits best of 20,000 available (wall clock of the machine, whole ms). p95 of each round: {spread}."
    )
    samples = pooled(rounds)
    return row(f"ring_at_a_million_{database}", p95(samples), "ms", "budget", BUDGET_MS, len(samples), note)
