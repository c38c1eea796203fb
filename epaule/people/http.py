"""Request types for annotations: what the middleware adds."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from epaule.people.models import Person

if TYPE_CHECKING:
    from epaule.territory.models import Territory


class SignedInRequest(HttpRequest):
    """A request that passed LoginRequiredMiddleware."""

    user: Person
    territory: "Territory"
    htmx: HtmxDetails
