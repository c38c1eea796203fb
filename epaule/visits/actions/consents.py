"""Rights: given and withdrawn, with the version of the text that was read."""

from django.db import transaction
from django.utils import timezone

from epaule.visits.models import Consent, Participant, Right

CONSENT_TEXT_VERSION = "2026-11"


def withdraw(participant: Participant, right: Right) -> None:
    Consent.objects.filter(
        visit_id=participant.visit_id, person_id=participant.person_id, right=right, withdrawn_at=None
    ).update(withdrawn_at=timezone.now())


@transaction.atomic
def give_consent(*, participant: Participant, right: Right) -> None:
    """The participant agrees to `right` from now on; once is enough."""
    Consent.objects.get_or_create(
        visit_id=participant.visit_id,
        person_id=participant.person_id,
        right=right,
        withdrawn_at=None,
        defaults={"text_version": CONSENT_TEXT_VERSION, "given_at": timezone.now()},
    )


@transaction.atomic
def withdraw_consent(*, participant: Participant, right: Right) -> None:
    """The participant no longer agrees to `right`."""
    withdraw(participant, right)
