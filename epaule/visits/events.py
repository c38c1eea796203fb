"""What `visits` tells the apps after it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class VisitEnded:
    visit_id: int


@dataclass(frozen=True)
class AlarmRaised:
    alarm_id: int


@dataclass(frozen=True)
class InvitationRefused:
    """The person was called to be given the digits, or did not ask for this help."""

    helper_id: int


@dataclass(frozen=True)
class ParticipantAdmitted:
    """Somebody more came in."""

    participant_id: int


@dataclass(frozen=True)
class ParticipantGone:
    """Somebody more is not in the visit, or at its door, any longer."""

    participant_id: int
