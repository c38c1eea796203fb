"""Another hour than the one agreed on: its helper proposes, the person takes one or keeps hers."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from epaule.kernel.errors import NotAllowed
from epaule.kernel.events import publish
from epaule.people.models import Person
from epaule.requests.actions._appointments import lock_appointment
from epaule.requests.actions._common import refuse_who_may_not_help
from epaule.requests.actions.booking import move_locked, refuse_over
from epaule.requests.actions.proposals import end_proposal, free_moments, refuse_what_says_who
from epaule.requests.errors import EnoughMoves, MoveAlreadyProposed, NothingProposed, ProposalOver
from epaule.requests.events import MoveProposed
from epaule.requests.models import Appointment, Proposal, ProposalState
from epaule.requests.rules import can_move_appointment, can_propose_move
from epaule.safety import audit

MOVES_MOST = 3
"""Times that one appointment is asked to move: who cannot keep it cancels, and somebody else comes."""


@transaction.atomic
def propose_move(
    *, by: Person, appointment: Appointment, moments: Sequence[datetime], message: str = ""
) -> Proposal:
    """Its helper proposes one to three other free starts of hers (UTC), and a few words. Nothing moves yet.

    Refused: `NothingProposed`, `MoveAlreadyProposed`, `EnoughMoves`, `AppointmentBegun`, `AppointmentOver`.
    """
    refuse_what_says_who(message)
    appointment = lock_appointment(appointment)
    request = appointment.request
    if not can_propose_move(by, appointment):
        raise NotAllowed()
    refuse_over(appointment)
    refuse_who_may_not_help(appointment.helper, request.territory_id)
    if appointment.proposals.filter(state=ProposalState.SENT).exists():
        raise MoveAlreadyProposed()
    kept = appointment.proposals.exclude(state=ProposalState.WITHDRAWN).count()
    # She is told each time, also of what is taken back at once.
    if kept >= MOVES_MOST or appointment.proposals.count() >= 2 * MOVES_MOST:
        raise EnoughMoves()
    chosen = free_moments(appointment.helper, moments, but=appointment.pk)
    if appointment.starts_at in chosen:
        raise NothingProposed()
    proposal = Proposal.objects.create(
        request=request,
        helper=appointment.helper,
        appointment=appointment,
        moments=[moment.isoformat() for moment in chosen],
        message=message,
        sent_at=timezone.now(),
    )
    audit.record(
        "proposal.move", by=by, target=proposal, territory=request.territory, moments=len(proposal.moments)
    )
    publish(MoveProposed(proposal.pk))
    return proposal


@transaction.atomic
def take_move(*, by: Person, proposal: Proposal, starts_at: datetime) -> Appointment:
    """The person takes one of its moments: the appointment moves. Again is the same.

    Refused: `ProposalOver`, `SlotTaken`, `AlreadyMeeting`, `AppointmentBegun`, `AppointmentOver`.
    """
    if proposal.appointment is None or starts_at.isoformat() not in proposal.moments:
        raise ProposalOver()
    appointment = lock_appointment(proposal.appointment)
    if not can_move_appointment(by, appointment):
        raise NotAllowed()
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    proposal.request = appointment.request
    if proposal.state == ProposalState.ACCEPTED and appointment.starts_at == starts_at:
        return appointment
    if proposal.state != ProposalState.SENT:
        raise ProposalOver()
    refuse_over(appointment)
    end_proposal(proposal, ProposalState.ACCEPTED, "proposal.accepted", by)
    return move_locked(appointment, starts_at, by=by)
