"""Knowing who helps, before the first screen is shown to him."""

from django.db import transaction
from django.utils import timezone

from epaule.visits.actions._room import note, open_participant
from epaule.visits.errors import OnlyTheHelpedConfirms
from epaule.visits.models import Acquaintance, Participant
from epaule.visits.queries import counterpart_of
from epaule.visits.rules import can_confirm_trust

TRUST_TEXT_VERSION = "2026-11"


@transaction.atomic
def confirm_trust(*, participant: Participant) -> Acquaintance:
    """The helped person read who comes, asked for this help herself, and was called by nobody.

    Once for each helper; again is the same.
    """
    if not can_confirm_trust(participant):
        raise OnlyTheHelpedConfirms()
    participant = open_participant(participant)
    helper = counterpart_of(participant)
    known, created = Acquaintance.objects.get_or_create(
        person=participant.person,
        helper=helper.person,
        defaults={"confirmed_at": timezone.now(), "text_version": TRUST_TEXT_VERSION},
    )
    if created:
        note(participant.visit, "visit.trust_confirmed", participant.person, about=helper)
    return known
