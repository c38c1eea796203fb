"""Showing one's screen, hiding it, and showing it no more."""

from django.db import transaction

from epaule.visits import protocol
from epaule.visits.actions._room import note, open_participant, tell_room
from epaule.visits.actions.consents import give_consent, withdraw_consent
from epaule.visits.actions.hands import stop_acting
from epaule.visits.actions.stage import show_photo
from epaule.visits.errors import ConfirmFirst, NewcomersDoNotShare, NothingIsShown, TheHelpedShares
from epaule.visits.models import ACTABLE, Participant, Right, Role, Surface
from epaule.visits.queries import has_confirmed, participant_info
from epaule.visits.rules import can_share_screen


def stop_sharing(participant: Participant) -> None:
    """A screen is shown by one page: when that page is gone or another one comes, nobody sees it any more."""
    if participant.sharing:
        participant.sharing, participant.surface, participant.hidden = False, "", False
        participant.save(update_fields=["sharing", "surface", "hidden"])
        withdraw_consent(participant=participant, right=Right.SEE)
        note(participant.visit, "visit.sharing_stopped", participant.person)
        stop_acting(participant.visit, participant.person)


def _take_the_place(participant: Participant) -> None:
    """One screen at a time: the helped person's takes the place of the helper's, never the reverse."""
    other = participant.visit.participants.select_related("person").filter(sharing=True).first()
    if other is None:
        return
    if participant.role != Role.HELPED:
        raise TheHelpedShares()
    other.visit = participant.visit
    stop_sharing(other)
    _tell(other)


@transaction.atomic
def set_sharing(*, participant: Participant, on: bool, surface: str = Surface.UNKNOWN) -> Participant:
    """The participant starts or stops showing her screen; this is her consent to be seen. Starting again while it
    is shown tells that it is another `surface` now. `ConfirmFirst`: she does not know who helps her yet."""
    if not can_share_screen(participant):
        raise NewcomersDoNotShare()
    participant = open_participant(participant)
    if on and not has_confirmed(participant):
        raise ConfirmFirst()
    surface = surface if on else ""
    if participant.surface == surface:
        return participant
    if not on:
        stop_sharing(participant)
    elif participant.sharing:
        participant.surface = surface
        participant.save(update_fields=["surface"])
        note(participant.visit, "visit.sharing_changed", participant.person, detail=surface)
        if surface not in ACTABLE:
            stop_acting(participant.visit, participant.person)
    else:
        _take_the_place(participant)
        participant.sharing, participant.surface = True, surface
        participant.save(update_fields=["sharing", "surface"])
        give_consent(participant=participant, right=Right.SEE)
        note(participant.visit, "visit.sharing_started", participant.person, detail=surface)
        show_photo(participant.visit, None, by=participant.person)
    _tell(participant)
    return participant


@transaction.atomic
def set_hidden(*, participant: Participant, on: bool) -> Participant:
    """« Cacher mon écran »: who shows it goes on, but only black goes out."""
    participant = open_participant(participant)
    if participant.hidden == on:
        return participant
    if not participant.sharing:
        raise NothingIsShown()
    participant.hidden = on
    participant.save(update_fields=["hidden"])
    note(participant.visit, "visit.screen_hidden" if on else "visit.screen_shown_again", participant.person)
    _tell(participant)
    return participant


def _tell(participant: Participant) -> None:
    tell_room(participant.visit, protocol.ParticipantChanged(participant_info(participant)))
