"""Reads about requests: what rings for whom."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from epaule.people.models import Person
from epaule.people.queries import never_with
from epaule.people.rules import is_trusted_helper
from epaule.requests.models import (
    Availability,
    CallbackRequest,
    HelpRequest,
    Pass,
    RequestState,
    Ring,
    RingAnswer,
)
from epaule.requests.reach import SILENT_AFTER as SILENT_AFTER
from epaule.requests.rules import can_offer_in
from epaule.territory.models import Territory
from epaule.territory.queries import neighbour_ids


def territories_helped_by(person: Person) -> frozenset[int]:
    """Primary keys of the territories where `rules.can_help_in` is true of her: hers and its neighbours."""
    return neighbour_ids(person.territory_id) | {person.territory_id} if is_trusted_helper(person) else frozenset()


def ringing_for(helper: Person, territory: Territory) -> QuerySet[Ring]:
    """What rings for `helper` on the pages of her `territory` and waits for her answer, the longest waiting first.

    With the requests and all that their cards say. Nothing while she helps somebody.
    """
    if not can_offer_in(helper, territory.pk) or request_to_help_now(helper) is not None:
        return Ring.objects.none()
    return (
        Ring.objects.filter(
            helper=helper,
            answer=RingAnswer.NONE,
            request__state=RequestState.PUBLISHED,
            request__territory__in=territories_helped_by(helper),
        )
        .exclude(request__person__in=never_with(helper.pk))
        .select_related("request__commune", "request__procedure")
        .prefetch_related("request__topics")
        .order_by("request__published_at", "pk")
    )


def waiting_for(helper: Person, territory: Territory) -> QuerySet[HelpRequest]:
    """Requests waiting for someone like `helper`, rung or not, the longest waiting first.

    Of her `territory` and of those that agreed with it: a theme she offers, or none understood, in a language she
    speaks. Not her own, nor those she left to others, nor of somebody she never meets.
    """
    if not can_offer_in(helper, territory.pk) or request_to_help_now(helper) is not None:
        return HelpRequest.objects.none()
    topics = helper.offers.filter(territory=territory).values("topics")
    speaks = set(helper.languages) | {"fr"}
    return (
        HelpRequest.objects.filter(
            territory__in=territories_helped_by(helper), state=RequestState.PUBLISHED, language__in=speaks
        )
        .filter(Q(topics__in=topics) | Q(topics__isnull=True))
        .exclude(person__in={helper.pk, *never_with(helper.pk)})
        .exclude(Exists(Pass.objects.filter(request=OuterRef("pk"), helper=helper)))
        .select_related("commune", "procedure")
        .prefetch_related("topics")
        .order_by("published_at", "pk")
        .distinct()
    )


def absence_of(helper: Person, since: datetime) -> Ring | None:
    """The last ring she accepted without coming in time, since then, while she still needs help."""
    return (
        Ring.objects.filter(
            helper=helper,
            answer=RingAnswer.ABSENT,
            answered_at__gte=since,
            request__state__in=[RequestState.PUBLISHED, RequestState.ASSIGNED],
        )
        .select_related("request")
        .order_by("-answered_at", "-pk")
        .first()
    )


def is_available(helper: Person, territory: Territory) -> bool:
    return Availability.objects.filter(person=helper, territory=territory).exists()


def open_request_of(person: Person) -> HelpRequest | None:
    """Her request that waits or is being answered."""
    return person.requests.filter(state__in=[RequestState.PUBLISHED, RequestState.ASSIGNED]).first()


def request_to_help_now(helper: Person) -> HelpRequest | None:
    """The request `helper` accepted and whose visit is not over."""
    return HelpRequest.objects.filter(helper=helper, state=RequestState.ASSIGNED).first()


def callbacks_to_do(territory: Territory) -> QuerySet[CallbackRequest]:
    """Promised call-backs, the oldest first."""
    return CallbackRequest.objects.filter(territory=territory, done_at=None)
