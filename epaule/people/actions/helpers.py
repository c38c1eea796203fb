"""What a helper says of herself, and whether her territory answers for her."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.people.errors import CannotVouch, HelperSuspended
from epaule.people.events import HelperChanged
from epaule.people.models import Person, Status
from epaule.people.rules import can_vouch_for
from epaule.safety import audit


@transaction.atomic
def change_helper_profile(
    *,
    by: Person,
    first_name: str,
    status: Status,
    commune_id: str,
    languages: Sequence[str],
    phone: str | None = None,
) -> Person:
    """What the helped persons will read of `by`. A coordinator's status is given by the operator, not here.

    `phone`: an E.164 number that nobody reads, "" for none any more, None to leave it as it is.
    """
    by.first_name = first_name
    if by.status != Status.COORDINATOR:
        by.status = status
    by.commune_id = commune_id
    by.languages = list(languages)
    by.phone = by.phone if phone is None else phone
    by.save(update_fields=["first_name", "status", "commune", "languages", "phone"])
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
