"""The ways on of an ask nobody has answered: real moments of helpers, a promised call, places that are open.

There is always one: somebody can always be called back.
"""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from epaule.requests.calling_hours import DayOfCalls, calling_days, promise_in_words
from epaule.requests.models import OVER, CallbackRequest, HelpRequest, RequestState
from epaule.requests.moments import Moment, moments_for
from epaule.territory.queries import OpenPlace, open_places_near

MOMENTS, PLACES = 3, 3


@dataclass(frozen=True)
class Ways:
    """What she may choose."""

    moments: list[Moment]
    days: list[DayOfCalls]
    places: list[OpenPlace]
    promised: CallbackRequest | None
    """The call that was promised, not made yet."""
    promise: str
    """« demain, entre 9 h et 10 h »"""
    newer: HelpRequest | None
    """She asked again since, and it is not over."""

    @property
    def first_hour(self) -> str:
        """Of the hours at which we can call; empty when the team is away."""
        return promise_in_words(self.days[0].hours[0], timezone.now()) if self.days else ""


def ways_of(request: HelpRequest, now: datetime) -> Ways:
    """A fixed number of queries, however many helpers and places there are."""
    promised = request.callbacks.filter(done_at=None).first()
    later = HelpRequest.objects.filter(person=request.person_id, published_at__gt=request.published_at)
    later = later.exclude(state__in=OVER).exclude(pk=request.pk)
    return Ways(
        moments=moments_for(request, limit=MOMENTS),
        days=calling_days(request.territory, now),
        places=open_places_near(request.commune, request.territory, now, limit=PLACES),
        promised=promised,
        promise=promise_in_words(promised.promised_at, now) if promised and promised.promised_at else "",
        # Nobody asks twice at a time.
        newer=None if request.state == RequestState.PUBLISHED else later.first(),
    )
