"""The same ask once more."""

from typing import Any

from django.utils import timezone

from epaule.requests.models import HelpRequest, RequestState

UNANSWERED = frozenset({RequestState.EXPIRED, RequestState.WITHDRAWN})
"""Nobody came: what she chooses next is an ask of its own, in the same words."""


def same_ask(request: HelpRequest, **changes: Any) -> HelpRequest:
    """A new ask of the same person in the same words, with `changes`."""
    kept = (
        "territory_id person_id first_name commune_id text procedure_id urgency for_whom filled_in_by device "
        "needs fee wished_helper_id language origin"
    ).split()
    again = HelpRequest.objects.create(
        **{name: getattr(request, name) for name in kept} | {"published_at": timezone.now()} | changes
    )
    again.topics.set(request.topics.all())
    return again
