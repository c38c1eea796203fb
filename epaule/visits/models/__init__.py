"""The visit: who is in the room, what each may do and agreed to, what was said and done."""

from epaule.visits.models.alarms import ALARM_TRANSITIONS, Alarm, AlarmKind, AlarmState
from epaule.visits.models.chat import ChatFile, ChatMessage, FileKind
from epaule.visits.models.consents import Consent, Right, TimelineEntry
from epaule.visits.models.invitations import Invitation
from epaule.visits.models.participants import (
    ACTABLE,
    HANDS,
    NEWCOMERS,
    THE_TWO,
    Acquaintance,
    Hand,
    Participant,
    Role,
    Surface,
)
from epaule.visits.models.visit import TRANSITIONS, EndReason, Visit, VisitState

__all__ = [
    "ACTABLE",
    "ALARM_TRANSITIONS",
    "HANDS",
    "NEWCOMERS",
    "THE_TWO",
    "TRANSITIONS",
    "Acquaintance",
    "Alarm",
    "AlarmKind",
    "AlarmState",
    "ChatFile",
    "ChatMessage",
    "Consent",
    "EndReason",
    "FileKind",
    "Hand",
    "Invitation",
    "Participant",
    "Right",
    "Role",
    "Surface",
    "TimelineEntry",
    "Visit",
    "VisitState",
]
