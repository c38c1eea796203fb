"""Every write about visits."""

from epaule.visits.actions.chat import say
from epaule.visits.actions.consents import CONSENT_TEXT_VERSION, give_consent, withdraw_consent
from epaule.visits.actions.invitations import INVITATION_LIFE, Arrival, arrive_by_code, invite
from epaule.visits.actions.rooms import (
    FIRST_ARRIVAL,
    end_abandoned,
    end_visit,
    end_with_request,
    enter,
    leave,
    note_alive,
    open_visit,
)
from epaule.visits.actions.sharing import set_sharing

__all__ = [
    "CONSENT_TEXT_VERSION",
    "FIRST_ARRIVAL",
    "INVITATION_LIFE",
    "Arrival",
    "arrive_by_code",
    "end_abandoned",
    "end_visit",
    "end_with_request",
    "enter",
    "give_consent",
    "invite",
    "leave",
    "note_alive",
    "open_visit",
    "say",
    "set_sharing",
    "withdraw_consent",
]
