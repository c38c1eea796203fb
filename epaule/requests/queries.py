"""Reads about requests: what rings for whom."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from epaule.people.models import Person
from epaule.people.rules import is_trusted_helper
from epaule.requests.models import Availability, CallbackRequest, HelpRequest, Pass, RequestState
from epaule.requests.reach import SILENT_AFTER as SILENT_AFTER
from epaule.requests.rules import can_help_in
from epaule.territory.models import Territory
from epaule.territory.queries import neighbour_ids


def territories_helped_by(person: Person) -> frozenset[int]:
    """Primary keys of the territories where `rules.can_help_in` is true of her: hers and its neighbours."""
    return neighbour_ids(person.territory_id) | {person.territory_id} if is_trusted_helper(person) else frozenset()


def helpers_to_ring(request: HelpRequest) -> QuerySet[Person]:
    """Available helpers of the territory whom `request` fits: a theme they offer, a language they speak.

    A request in which no theme was understood fits every helper. Neither the person herself, nor who passed,
    nor who is already in a visit. Said for one helper by `ringing_for`.
    """
    topics = list(request.topics.values_list("code", flat=True))
    helpers = Person.objects.filter(
        # rules.can_help_in, for all at once.
        is_active=True,
        email__isnull=False,
        vouched_at__isnull=False,
        suspended_at=None,
        territory=request.territory_id,
        availabilities__territory=request.territory_id,
        availabilities__seen_at__gt=timezone.now() - SILENT_AFTER,
    ).exclude(pk=request.person_id)
    if topics:
        helpers = helpers.filter(offers__territory=request.territory_id, offers__topics__in=topics)
    if request.language != "fr":
        helpers = helpers.filter(languages__icontains=f'"{request.language}"')
    return (
        helpers.exclude(Exists(Pass.objects.filter(request=request, helper=OuterRef("pk"))))
        .exclude(Exists(HelpRequest.objects.filter(helper=OuterRef("pk"), state=RequestState.ASSIGNED)))
        .distinct()
    )


def ringing_for(helper: Person, territory: Territory) -> QuerySet[HelpRequest]:
    """Requests of the territory waiting for someone like `helper`, the longest waiting first.

    Those whose `helpers_to_ring` would count her, were her switch on and her page alive.
    """
    if not can_help_in(helper, territory.pk) or request_to_help_now(helper) is not None:
        return HelpRequest.objects.none()
    topics = helper.offers.filter(territory=territory).values("topics")
    speaks = set(helper.languages) | {"fr"}
    return (
        HelpRequest.objects.filter(territory=territory, state=RequestState.PUBLISHED, language__in=speaks)
        .filter(Q(topics__in=topics) | Q(topics__isnull=True))
        .exclude(person=helper)
        .exclude(Exists(Pass.objects.filter(request=OuterRef("pk"), helper=helper)))
        .select_related("commune")
        .prefetch_related("topics")
        .order_by("published_at", "pk")
        .distinct()
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
