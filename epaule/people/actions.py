"""Every write about persons."""

import hashlib
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.people.errors import CannotVouch, HelperSuspended, LinkUnknown
from epaule.people.events import HelperChanged
from epaule.people.models import AccessLink, Person, Status
from epaule.people.rules import can_vouch_for
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


@transaction.atomic
def change_helper_profile(
    *, by: Person, first_name: str, status: Status, commune_id: str, languages: Sequence[str]
) -> Person:
    """What the helped persons will read of `by`. A coordinator's status is given by the operator, not here."""
    by.first_name = first_name
    if by.status != Status.COORDINATOR:
        by.status = status
    by.commune_id = commune_id
    by.languages = list(languages)
    by.save(update_fields=["first_name", "status", "commune", "languages"])
    audit.record("person.helper_profile_changed", by=by, target=by)
    publish(HelperChanged(by.pk))
    return by


@transaction.atomic
def vouch(*, by: Person, helper: Person) -> Person:
    """The coordinator answers for `helper`, who may be rung from now on. Again is the same."""
    if not can_vouch_for(by, helper):
        raise CannotVouch()
    if helper.suspended_at is not None:
        raise HelperSuspended()
    if helper.vouched_at is None:
        helper.vouched_by, helper.vouched_at = by, timezone.now()
        helper.save(update_fields=["vouched_by", "vouched_at"])
        audit.record("person.vouched", by=by, target=helper, territory=helper.territory)
        publish(HelperChanged(helper.pk))
    return helper


@transaction.atomic
def suspend(*, by: Person, helper: Person) -> Person:
    """`helper` helps nobody until the operator decides. `by` raised the alarm. Again is the same."""
    helper = _locked(helper)
    if helper.suspended_at is None:
        helper.suspended_at = timezone.now()
        helper.save(update_fields=["suspended_at"])
        audit.record("person.suspended", by=by, target=helper, territory=helper.territory)
        publish(HelperChanged(helper.pk))
    return helper


@transaction.atomic
def lift_suspension(*, by: Person, helper: Person) -> Person:
    """The operator lets `helper` help again. Again is the same."""
    helper = _locked(helper)
    if helper.suspended_at is not None:
        helper.suspended_at = None
        helper.save(update_fields=["suspended_at"])
        audit.record("person.suspension_lifted", by=by, target=helper, territory=helper.territory)
        publish(HelperChanged(helper.pk))
    return helper


@transaction.atomic
def withdraw_voucher(*, by: Person, helper: Person) -> Person:
    """The operator no longer answers for `helper`, who stays suspended. Again is the same."""
    helper = suspend(by=by, helper=helper)
    if helper.vouched_at is not None:
        helper.vouched_by, helper.vouched_at = None, None
        helper.save(update_fields=["vouched_by", "vouched_at"])
        audit.record("person.voucher_withdrawn", by=by, target=helper, territory=helper.territory)
        publish(HelperChanged(helper.pk))
    return helper


def _locked(person: Person) -> Person:
    """As she is now. Not her key: rows that name her go on being written."""
    persons = Person.objects.select_for_update(no_key=True, of=("self",)).select_related("territory")
    return persons.get(pk=person.pk)
