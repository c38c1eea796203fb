"""Persons without account, and the links that bring them back."""

import hashlib
import secrets
from collections.abc import Sequence

from django.db import transaction

from epaule.people.errors import LinkUnknown
from epaule.people.models import AccessLink, Person
from epaule.safety import audit


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def welcome_guest(
    *, first_name: str, territory_id: int, commune_id: str | None, languages: Sequence[str]
) -> Person:
    """A person without account, for someone who asks for help for the first time."""
    person = Person.objects.create_user(
        first_name=first_name, territory_id=territory_id, commune_id=commune_id, languages=list(languages)
    )
    audit.record("person.guest_created", by=person, target=person)
    return person


@transaction.atomic
def create_access_link(*, by: Person, next_path: str) -> str:
    """A new secret that brings guest `by` back to `next_path`; the secret is returned and not kept."""
    secret = secrets.token_urlsafe(24)
    AccessLink.objects.create(person=by, secret_hash=_hash(secret), next_path=next_path)
    return secret


def open_access_link(*, secret: str) -> AccessLink:
    """The link behind `secret`, with its person, a guest still active; `LinkUnknown` otherwise."""
    link = AccessLink.objects.select_related("person").filter(secret_hash=_hash(secret)).first()
    if link is None or not link.person.is_active or not link.person.is_guest:
        raise LinkUnknown()
    return link


@transaction.atomic
def use_access_link(*, secret: str) -> AccessLink:
    """Note that the person came back by her link."""
    link = open_access_link(secret=secret)
    audit.record("person.link_used", by=link.person, target=link.person)
    return link
