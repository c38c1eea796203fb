"""What the crowd has lived through: hours and caps, visits, who knows whom, who never meets whom again."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from bench.matching.crowd import Crowd, save_all

if TYPE_CHECKING:
    from epaule.people.models import Block, Contact
    from epaule.requests.models import Appointment, Availability, HelpRequest, Rhythm
    from epaule.territory.models import Commune

VISITS_EACH = 6
"""That each person who was helped before had, in two months."""
IN_A_VISIT = 100
"""One available helper in so many is in a visit now."""


def live(crowd: Crowd, dice: random.Random) -> int:
    """Write it all down. How many visits there were."""
    save_all(switches(crowd))
    save_all(rhythms(crowd, dice))
    save_all(visits(crowd, dice))
    save_all(appointments(crowd, dice))
    save_all(contacts(crowd, dice))
    save_all(blocks(crowd, dice))
    return len(crowd.helped) * VISITS_EACH


def switches(crowd: Crowd) -> Iterator[Availability]:
    """The pages of most are open, as if they gave a sign of life again and again while this is measured."""
    from epaule.requests.models import Availability

    now = timezone.now()
    for number, pk in enumerate(crowd.ready):
        seen_at = now + timedelta(days=1 if number % 5 else -1)
        yield Availability(person_id=pk, territory=crowd.territory, since_at=now, seen_at=seen_at)


def rhythms(crowd: Crowd, dice: random.Random) -> Iterator[Rhythm]:
    """Everybody can be reached by mail, at any hour; half of them have a cap."""
    from epaule.requests.models import Rhythm

    for pk in crowd.helpers:
        yield Rhythm(
            person_id=pk,
            territory=crowd.territory,
            weekly_cap=dice.choice((None, None, None, 1, 2, 4)),
            quiet_from=time(0),
            quiet_until=time(0),
            ring_by_mail=True,
        )


def visits(crowd: Crowd, dice: random.Random) -> Iterator[HelpRequest]:
    """Half of them by those who are available now, of whom some are in a visit."""
    now, communes = timezone.now(), list(crowd.territory.communes.order_by("pk"))
    busy = dice.sample(crowd.ready, len(crowd.ready) // IN_A_VISIT)
    for person in crowd.helped:
        commune = dice.choice(communes)
        for _visit in range(VISITS_EACH):
            helper = dice.choice(dice.choice((crowd.ready, crowd.helpers)))
            at = now - timedelta(days=60 * dice.random())
            yield visit(crowd, person, helper, commune, at, over=True)
        if busy:
            yield visit(crowd, person, busy.pop(), commune, now, over=False)


def visit(crowd: Crowd, person: int, helper: int, commune: Commune, at: datetime, *, over: bool) -> HelpRequest:
    from epaule.requests.models import HelpRequest, RequestState

    return HelpRequest(
        territory=crowd.territory,
        person_id=person,
        first_name="Odette",
        commune=commune,
        text="Je n’arrive pas à ouvrir mes e-mails",
        state=RequestState.CLOSED if over else RequestState.ASSIGNED,
        helper_id=helper,
        published_at=at,
        assigned_at=at,
        arrived_at=at,
        ended_at=at if over else None,
    )


def appointments(crowd: Crowd, dice: random.Random) -> Iterator[Appointment]:
    """One person in ten has one in the days to come."""
    from epaule.requests.models import Appointment, HelpRequest, RequestState

    now, communes = timezone.now(), list(crowd.territory.communes.order_by("pk"))
    asks = [
        visit(crowd, person, dice.choice(crowd.ready), dice.choice(communes), now, over=False)
        for person in dice.sample(crowd.helped, len(crowd.helped) // 10)
    ]
    for ask in asks:
        ask.state, ask.arrived_at = RequestState.BOOKED, None
    for ask in HelpRequest.objects.bulk_create(asks):
        starts_at = now + timedelta(days=5 * dice.random())
        yield Appointment(
            request=ask,
            helper_id=ask.helper_id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=45),
            booked_at=now,
            reminded_day_at=now,
            reminded_hour_at=now,
        )


def contacts(crowd: Crowd, dice: random.Random) -> Iterator[Contact]:
    from epaule.people.models import Contact

    for person in crowd.helped:
        yield Contact(helped_id=person, helper_id=dice.choice(crowd.helpers), agreed_at=timezone.now())


def blocks(crowd: Crowd, dice: random.Random) -> Iterator[Block]:
    from epaule.people.models import Block

    for person in dice.sample(crowd.helped, len(crowd.helped) // 20):
        yield Block(person_id=person, blocked_id=dice.choice(crowd.helpers), at=timezone.now())
