"""Every write about visits."""

from epaule.visits.actions._room import note, open_participant, tell_room
from epaule.visits.actions.alarms import clear_alarm, raise_alarm, uphold_alarm
from epaule.visits.actions.chat import say
from epaule.visits.actions.consents import CONSENT_TEXT_VERSION, give_consent, withdraw_consent
from epaule.visits.actions.doors import admit, forget_absent_newcomers, knock, note_at_door, step_out
from epaule.visits.actions.files import BYTES_PER_VISIT, FILES_PER_VISIT, send_file
from epaule.visits.actions.hands import ASK_LIMIT, LEASE, ask_hand, end_leases, set_hand
from epaule.visits.actions.invitations import (
    INVITATION_LIFE,
    invite,
    invite_helped,
    invite_more,
    join_request,
    meet_helper,
    stop_invitation,
)
from epaule.visits.actions.limits import end_overdue, prolong
from epaule.visits.actions.retention import erase_stray_folders, forget_conversations
from epaule.visits.actions.rooms import (
    FIRST_ARRIVAL,
    discard_room,
    end_abandoned,
    end_visit,
    end_with_request,
    enter,
    leave,
    note_alive,
    open_visit,
)
from epaule.visits.actions.sharing import set_hidden, set_sharing
from epaule.visits.actions.stage import set_stage
from epaule.visits.actions.trust import confirm_trust

__all__ = [
    "ASK_LIMIT",
    "BYTES_PER_VISIT",
    "CONSENT_TEXT_VERSION",
    "FILES_PER_VISIT",
    "FIRST_ARRIVAL",
    "INVITATION_LIFE",
    "LEASE",
    "admit",
    "ask_hand",
    "clear_alarm",
    "confirm_trust",
    "discard_room",
    "end_abandoned",
    "end_leases",
    "end_overdue",
    "end_visit",
    "end_with_request",
    "enter",
    "erase_stray_folders",
    "forget_absent_newcomers",
    "forget_conversations",
    "give_consent",
    "invite",
    "invite_helped",
    "invite_more",
    "join_request",
    "knock",
    "leave",
    "meet_helper",
    "note",
    "note_alive",
    "note_at_door",
    "open_participant",
    "open_visit",
    "prolong",
    "raise_alarm",
    "say",
    "send_file",
    "set_hand",
    "set_hidden",
    "set_sharing",
    "set_stage",
    "step_out",
    "stop_invitation",
    "tell_room",
    "uphold_alarm",
    "withdraw_consent",
]
