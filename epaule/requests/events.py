"""What `requests` tells the apps after it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RequestPublished:
    request_id: int


@dataclass(frozen=True)
class HelperAvailable:
    """She switched « Je suis disponible » on."""

    person_id: int


@dataclass(frozen=True)
class HelperRung:
    """A helper is rung for a request, on her pages; `away` when none is open: by what reaches her elsewhere."""

    request_id: int
    helper_id: int
    away: bool


@dataclass(frozen=True)
class SearchMoved:
    """Another wave began, or nobody more is to be rung: what the waiting person reads has changed."""

    request_id: int


@dataclass(frozen=True)
class RequestAccepted:
    request_id: int


@dataclass(frozen=True)
class HelperReplaced:
    """The helper who accepted did not come in time: the request waits for another."""

    request_id: int
    helper_id: int


@dataclass(frozen=True)
class RequestPassed:
    request_id: int
    helper_id: int


@dataclass(frozen=True)
class RequestOver:
    """Cancelled, expired, withdrawn, redirected or closed: nobody waits any more."""

    request_id: int


@dataclass(frozen=True)
class RequestUnanswered:
    """Nobody came: the operator is told."""

    request_id: int


@dataclass(frozen=True)
class AppointmentBooked:
    appointment_id: int


@dataclass(frozen=True)
class AppointmentMoved:
    appointment_id: int


@dataclass(frozen=True)
class AppointmentCancelled:
    appointment_id: int


@dataclass(frozen=True)
class AppointmentReachable:
    """The helped person gave, changed or took back where she is reminded."""

    appointment_id: int
    email: bool
    """It is another address than before, and one."""
    phone: bool


@dataclass(frozen=True)
class AppointmentNear:
    """A day or an hour before: time to remind both."""

    appointment_id: int
    hours: int
    """24 or 1."""


@dataclass(frozen=True)
class ProposalSent:
    proposal_id: int


@dataclass(frozen=True)
class MoveProposed:
    """Its helper proposes other moments for an appointment, which stands until the person takes one."""

    proposal_id: int


@dataclass(frozen=True)
class MoveDeclined:
    """The person keeps the hour that was agreed on."""

    proposal_id: int
