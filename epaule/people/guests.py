"""Visitors without account: welcomed as guests when they first do something, and kept signed in."""

from collections.abc import Sequence

from django.contrib.auth import login
from django.http import HttpRequest

from epaule.people import actions
from epaule.people.models import Person


def person_of(
    request: HttpRequest, *, first_name: str, territory_id: int, commune_id: str | None, languages: Sequence[str]
) -> Person:
    """The signed-in person, or else a new guest. In the transaction of what she does: refused, no guest stays."""
    if isinstance(request.user, Person):
        return request.user
    return actions.welcome_guest(
        first_name=first_name, territory_id=territory_id, commune_id=commune_id, languages=languages
    )


def keep_signed_in(request: HttpRequest, person: Person) -> None:
    """The guest that this visitor has become stays signed in. Once the transaction is through."""
    if not request.user.is_authenticated:
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
