"""How an appointment stands for one of its two: what may be done now, and what the other proposes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from epaule.requests.at_the_hour import EARLY, elsewhere
from epaule.requests.models import Appointment, AppointmentState, ForWhom, Proposal, ProposalState, RequestState
from epaule.requests.slots import free_slots, spread

MOVES_SHOWN = 6
MOVES_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Expected:
    """One appointment, as one of its two sees it."""

    other: str
    """First name of whom she meets. Who asked for somebody else is not the one who is helped."""
    for_other: bool
    """She who reads asked for somebody else, whose name is that of the ask."""
    ahead: bool
    """Neither over nor begun."""
    opens_in: int
    """Seconds until the door opens; negative once it has."""
    may_enter: bool
    elsewhere: str
    """At the hour: who of the two is still in another visit, « helper » or « helped »; else empty."""
    moves: list[datetime]
    """Other free moments of its helper: hers to take, or the helper's to propose."""
    proposal: Proposal | None
    """What its helper proposes instead."""
    proposed: list[datetime]
    """Its moments still ahead."""
    declined: bool
    """She keeps the hour, although its helper last proposed another."""


def page_of(one: Appointment, *, is_hers: bool, now: datetime) -> Expected:
    """A fixed number of queries. `is_hers`: read by who asked; else by the helper."""
    request = one.request
    ahead = one.state == AppointmentState.BOOKED and request.state == RequestState.BOOKED
    begun = request.state == RequestState.ASSIGNED and request.helper_id == one.helper_id
    at_the_door = ahead and now >= one.starts_at - EARLY
    moves: list[datetime] = []
    last = None
    if ahead:
        free = free_slots(one.helper, one.helper.territory, now, now + MOVES_WITHIN, but=one.pk)
        moves = [at for _helper, at in spread({one.helper_id: free}, MOVES_SHOWN + 1) if at != one.starts_at]
        last = one.proposals.exclude(state=ProposalState.WITHDRAWN).last()
    proposal = last if last is not None and last.state == ProposalState.SENT else None
    return Expected(
        other=one.helper.first_name if is_hers else request.first_name,
        for_other=is_hers and request.for_whom == ForWhom.RELATIVE,
        ahead=ahead,
        opens_in=int((one.starts_at - EARLY - now).total_seconds()) + 1,
        may_enter=begun or at_the_door,
        elsewhere=elsewhere(one) if at_the_door else "",
        moves=moves[:MOVES_SHOWN],
        proposal=proposal,
        proposed=[at for at in map(datetime.fromisoformat, proposal.moments) if at > now] if proposal else [],
        declined=last is not None and last.state == ProposalState.REFUSED,
    )
