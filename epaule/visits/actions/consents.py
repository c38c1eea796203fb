"""Rights: given and withdrawn, with the version of the text that was read."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from epaule.visits.models import Consent, Participant, Right

CONSENT_TEXT_VERSION = "2026-11-3"


@transaction.atomic
def give_consent(*, participant: Participant, right: Right, to: Participant | None = None) -> None:
    """The participant agrees to `right` from now on, for one other or for everyone; once is enough."""
    Consent.objects.get_or_create(
        visit_id=participant.visit_id,
        person_id=participant.person_id,
        right=right,
        to=to,
        withdrawn_at=None,
        defaults={"text_version": CONSENT_TEXT_VERSION, "given_at": timezone.now()},
    )


@transaction.atomic
def withdraw_consent(*, participant: Participant, right: Right) -> None:
    """The participant no longer agrees to `right`, which was everyone's."""
    Consent.objects.filter(
        visit_id=participant.visit_id, person_id=participant.person_id, right=right, to=None, withdrawn_at=None
    ).update(withdrawn_at=timezone.now())


def withdraw_from(holder: Participant, right: Right, *, at: datetime | None = None) -> None:
    """`holder` has `right` no more: now, or since `at`."""
    Consent.objects.filter(to=holder, right=right, withdrawn_at=None).update(withdrawn_at=at or timezone.now())
