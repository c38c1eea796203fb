"""Reads about requests: what rings for whom."""

from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from epaule.people.models import Person
from epaule.people.queries import never_with
from epaule.people.rules import is_trusted_helper
from epaule.requests.limits import ABSENCES_MOST, ABSENCES_WITHIN
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


class Answering:
    """What a helper may answer on the pages of a territory. What both lists need is read once."""

    def __init__(self, helper: Person, territory: Territory) -> None:
        self.helper, self.territory = helper, territory

    @cached_property
    def expected(self) -> HelpRequest | None:
        """The request she accepted and whose visit is not over: until then nothing else is hers to answer."""
        return request_to_help_now(self.helper)

    @cached_property
    def _may(self) -> bool:
        return can_offer_in(self.helper, self.territory.pk) and self.expected is None

    @cached_property
    def _around(self) -> frozenset[int]:
        return territories_helped_by(self.helper)

    @cached_property
    def _never(self) -> set[int]:
        return never_with(self.helper.pk)

    def ringing(self) -> QuerySet[Ring]:
        """What rings for her and waits for her answer, the longest waiting first.

        With the requests and all that their cards say. Nothing while she helps somebody.
        """
        if not self._may:
            return Ring.objects.none()
        return (
            Ring.objects.filter(
                helper=self.helper,
                answer=RingAnswer.NONE,
                request__state=RequestState.PUBLISHED,
                request__territory__in=self._around,
            )
            .exclude(request__person__in=self._never)
            .select_related("request__commune", "request__procedure")
            .prefetch_related("request__topics")
            .order_by("request__published_at", "pk")
        )

    def waiting(self) -> QuerySet[HelpRequest]:
        """Requests waiting for someone like her, rung or not, the longest waiting first.

        Of the territory and of those that agreed with it: a theme she offers, or none understood, in a language
        she speaks. Not her own, nor those she left to others, nor of somebody she never meets.
        """
        if not self._may:
            return HelpRequest.objects.none()
        topics = self.helper.offers.filter(territory=self.territory).values("topics")
        speaks = set(self.helper.languages) | {"fr"}
        return (
            HelpRequest.objects.filter(
                territory__in=self._around, state=RequestState.PUBLISHED, language__in=speaks
            )
            .filter(Q(topics__in=topics) | Q(topics__isnull=True))
            .exclude(person__in={self.helper.pk, *self._never})
            .exclude(Exists(Pass.objects.filter(request=OuterRef("pk"), helper=self.helper)))
            .select_related("commune", "procedure")
            .prefetch_related("topics")
            .order_by("published_at", "pk")
            .distinct()
        )


def ringing_for(helper: Person, territory: Territory) -> QuerySet[Ring]:
    """What rings for `helper` there."""
    return Answering(helper, territory).ringing()


def waiting_for(helper: Person, territory: Territory) -> QuerySet[HelpRequest]:
    """What waits for someone like `helper` there."""
    return Answering(helper, territory).waiting()


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


def is_often_absent(helper: Person, at: datetime) -> bool:
    """She lately accepted requests, and did not come, too often to be given another yet."""
    absences = Ring.objects.filter(helper=helper, answer=RingAnswer.ABSENT, answered_at__gt=at - ABSENCES_WITHIN)
    return absences.count() >= ABSENCES_MOST


def is_available(helper: Person, territory: Territory) -> bool:
    return Availability.objects.filter(person=helper, territory=territory).exists()


def open_request_of(person: Person) -> HelpRequest | None:
    """Her request that waits or is being answered."""
    return person.requests.filter(state__in=[RequestState.PUBLISHED, RequestState.ASSIGNED]).first()


def asked_by(person: Person) -> list[HelpRequest]:
    """What she asked that is not over, appointments too: three at most, the oldest first."""
    asked = person.requests.filter(state__in=[RequestState.PUBLISHED, RequestState.BOOKED, RequestState.ASSIGNED])
    return list(asked.select_related("helper").order_by("published_at", "pk")[:3])


def request_to_help_now(helper: Person) -> HelpRequest | None:
    """The request `helper` accepted and whose visit is not over."""
    return HelpRequest.objects.filter(helper=helper, state=RequestState.ASSIGNED).first()


def callbacks_to_do(territory: Territory) -> QuerySet[CallbackRequest]:
    """Promised call-backs, the oldest first."""
    return CallbackRequest.objects.filter(territory=territory, done_at=None)
