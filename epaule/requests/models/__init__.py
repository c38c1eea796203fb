"""Asks, who is rung for them, who has time, appointments, call-backs."""

from epaule.requests.models.appointments import (
    APPOINTMENT_TRANSITIONS,
    PROPOSAL_TRANSITIONS,
    Appointment,
    AppointmentState,
    Proposal,
    ProposalState,
)
from epaule.requests.models.asks import (
    OVER,
    TEXT_MAX_LENGTH,
    TRANSITIONS,
    WAITING,
    ForWhom,
    HelpRequest,
    RequestState,
    Urgency,
)
from epaule.requests.models.availability import Availability, HoursException, Rhythm, WeeklyHours
from epaule.requests.models.callbacks import CallbackRequest
from epaule.requests.models.ringing import Pass, Ring, RingAnswer, RingMessage, Wave, WaveKind
from epaule.requests.models.roster import Candidate, CandidateProcedure

__all__ = [
    "APPOINTMENT_TRANSITIONS",
    "OVER",
    "PROPOSAL_TRANSITIONS",
    "TEXT_MAX_LENGTH",
    "TRANSITIONS",
    "WAITING",
    "Appointment",
    "AppointmentState",
    "Availability",
    "CallbackRequest",
    "Candidate",
    "CandidateProcedure",
    "ForWhom",
    "HelpRequest",
    "HoursException",
    "Pass",
    "Proposal",
    "ProposalState",
    "RequestState",
    "Rhythm",
    "Ring",
    "RingAnswer",
    "RingMessage",
    "Urgency",
    "Wave",
    "WaveKind",
    "WeeklyHours",
]
