"""The private calendar of a helper: its secret address, and what it holds.

The address carries a random part, which she changes when she likes, and our signature of it: who reads the
database alone opens no feed.
"""

from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from epaule.knowhow.models import Topic
from epaule.people.models import Person
from epaule.requests.errors import FeedUnknown
from epaule.requests.models import Appointment, Rhythm
from epaule.requests.rules import can_read_feed

PAST = timedelta(days=30)
MOST = 500
"""Appointments in a feed, the latest ones: a bound, which nobody should reach."""
_signer = Signer(sep=".", salt="epaule.requests.calendar-feed")


def feed_token(rhythm: Rhythm) -> str:
    """What stands in the address of her feed."""
    return _signer.sign(rhythm.feed_token)


def helper_behind(token: str) -> Person:
    """Whose feed it is; `FeedUnknown` when it was changed since, or she does not help any more."""
    try:
        secret = _signer.unsign(token)
    except BadSignature:
        raise FeedUnknown() from None
    rhythm = Rhythm.objects.select_related("person__territory").filter(feed_token=secret).first()
    if rhythm is None or not can_read_feed(rhythm.person, rhythm.territory_id):
        raise FeedUnknown()
    return rhythm.person


def appointments_of(helper: Person, at: datetime | None = None) -> QuerySet[Appointment]:
    """Hers of the last thirty days and all that come, cancelled ones too. Two queries, however many."""
    since = (at or timezone.now()) - PAST
    themes = Prefetch("request__topics", Topic.objects.order_by("rank", "pk"))
    rows = Appointment.objects.filter(helper=helper, starts_at__gte=since).order_by("-starts_at", "-pk")
    return rows.select_related("request__commune", "request__territory").prefetch_related(themes)[:MOST]
