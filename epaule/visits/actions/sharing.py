"""Showing one's screen."""

from django.db import transaction

from epaule.visits import protocol
from epaule.visits.actions._room import note, open_participant, tell_room
from epaule.visits.actions.consents import give_consent, withdraw
from epaule.visits.errors import OnlyTheHelpedShares
from epaule.visits.models import Participant, Right, Surface
from epaule.visits.queries import participant_info
from epaule.visits.rules import can_share_screen


def stop_sharing(participant: Participant) -> None:
    """A screen is shown by one page: when that page is gone or another one comes, nobody sees it any more."""
    if participant.sharing:
        participant.sharing, participant.surface, participant.hidden = False, "", False
        participant.save(update_fields=["sharing", "surface", "hidden"])
        withdraw(participant, Right.SEE)
        note(participant.visit, "visit.sharing_stopped", participant.person)


@transaction.atomic
def set_sharing(*, participant: Participant, on: bool, surface: str = Surface.UNKNOWN) -> Participant:
    """The helped person starts or stops showing her screen; this is her consent to be seen."""
    if not can_share_screen(participant):
        raise OnlyTheHelpedShares()
    participant = open_participant(participant)
    if participant.sharing == on:
        return participant
    if on:
        participant.sharing, participant.surface = True, surface
        participant.save(update_fields=["sharing", "surface"])
        give_consent(participant=participant, right=Right.SEE)
        note(participant.visit, "visit.sharing_started", participant.person)
    else:
        stop_sharing(participant)
    tell_room(participant.visit, protocol.ParticipantChanged(participant_info(participant)))
    return participant
