"""A helper answers an ask that can wait with moments of her own; the person takes one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from epaule.kernel.errors import NotAllowed
from epaule.kernel.events import publish
from epaule.kernel.states import check_transition
from epaule.people.models import Person
from epaule.people.queries import never_with
from epaule.requests import matching
from epaule.requests.actions._appointments import lock_persons, lock_request
from epaule.requests.actions._common import refuse_secrets, refuse_who_may_not_help
from epaule.requests.actions.booking import FARTHEST, book_with
from epaule.requests.errors import (
    AlreadyMeeting,
    AlreadyProposed,
    EnoughProposals,
    HelperNotFree,
    NoLongerWaiting,
    NothingProposed,
    OwnRequest,
    ProposalOver,
    TextSaysWho,
)
from epaule.requests.events import MoveDeclined, ProposalSent, SearchMoved
from epaule.requests.limits import PROPOSALS_MOST
from epaule.requests.models import (
    PROPOSAL_TRANSITIONS,
    Appointment,
    HelpRequest,
    Proposal,
    ProposalState,
    RequestState,
    Urgency,
)
from epaule.requests.rules import can_book
from epaule.requests.slots import free_slots
from epaule.safety import audit
from epaule.safety.personal import find_personal

MOMENTS_MOST = 3
ANSWER_WITHIN = timedelta(hours=72)
"""A proposal left without answer for that long is over."""
AT_ONCE_MOST = 5
"""Proposals that wait beside each other for one person: more would not help her choose."""


@transaction.atomic
def send_proposal(*, by: Person, request: HelpRequest, moments: Sequence[datetime], message: str = "") -> Proposal:
    """`by` proposes one to three of her free starts (UTC), and a few words, to who can wait."""
    refuse_what_says_who(message)
    helper = lock_persons(by.pk)[by.pk]
    refuse_who_may_not_help(helper, request.territory_id)
    request = lock_request(request.pk)
    _refuse_unfit(helper, request)
    chosen = free_moments(helper, moments)
    if request.proposals.filter(state=ProposalState.SENT).count() >= AT_ONCE_MOST:
        raise EnoughProposals()
    proposal = Proposal.objects.create(
        request=request,
        helper=helper,
        moments=[moment.isoformat() for moment in chosen],
        message=message,
        sent_at=timezone.now(),
    )
    audit.record(
        "proposal.sent", by=by, target=proposal, territory=request.territory, moments=len(proposal.moments)
    )
    publish(ProposalSent(proposal.pk))
    publish(SearchMoved(request.pk))
    return proposal


def refuse_what_says_who(message: str) -> None:
    """No secret, no telephone number, no address: everything is said here."""
    refuse_secrets(message)
    if find_personal(message, {}):
        raise TextSaysWho()


def _refuse_unfit(helper: Person, request: HelpRequest) -> None:
    if helper.pk == request.person_id:
        raise OwnRequest()
    if request.state != RequestState.PUBLISHED or request.urgency == Urgency.NOW:
        raise NoLongerWaiting()
    if helper.pk in never_with(request.person_id):
        raise NoLongerWaiting()
    if not matching.score_around(matching.ask_of(request), {helper.pk: helper.territory_id}):
        raise HelperNotFree()
    states = list(request.proposals.filter(helper=helper, appointment=None).values_list("state", flat=True))
    if {ProposalState.SENT, ProposalState.REFUSED} & set(states) or len(states) >= PROPOSALS_MOST:
        raise AlreadyProposed()


def free_moments(helper: Person, moments: Sequence[datetime], *, but: int | None = None) -> list[datetime]:
    """One to three of her free starts, in order, or `NothingProposed`. `but`: the appointment that would move."""
    chosen, now = sorted(set(moments)), timezone.now()
    if not 1 <= len(chosen) <= MOMENTS_MOST or chosen[0] < now or chosen[-1] > now + FARTHEST:
        raise NothingProposed()
    free = free_slots(helper, helper.territory, chosen[0], chosen[-1] + timedelta(minutes=1), but=but)
    if not set(chosen) <= set(free):
        raise NothingProposed()
    return chosen


@transaction.atomic
def take_proposal(*, by: Person, proposal: Proposal, starts_at: datetime) -> Appointment:
    """The person takes one of its moments: booked, and the other proposals are void."""
    if proposal.appointment_id is not None or starts_at.isoformat() not in proposal.moments:
        raise ProposalOver()
    appointment = book_with(
        by=by, request=proposal.request, helper=proposal.helper, starts_at=starts_at, proposal=proposal.pk
    )
    if appointment.request_id != proposal.request_id:
        raise AlreadyMeeting()
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state == ProposalState.ACCEPTED:
        return appointment
    end_proposal(proposal, ProposalState.ACCEPTED, "proposal.accepted", by)
    return appointment


@transaction.atomic
def refuse_proposal(*, by: Person, proposal: Proposal) -> Proposal:
    """The person does not want it: what was agreed on, if anything was, stands. Again is the same."""
    request = lock_request(proposal.request_id)
    if not can_book(by, request):
        raise NotAllowed()
    proposal, was = _settled(proposal, ProposalState.REFUSED, "proposal.refused", by), proposal
    if proposal.appointment_id is not None and was.state != ProposalState.REFUSED:
        publish(MoveDeclined(proposal.pk))
    return proposal


@transaction.atomic
def withdraw_proposal(*, by: Person, proposal: Proposal) -> Proposal:
    """The helper takes it back. Again is the same."""
    lock_request(proposal.request_id)
    if by.pk != proposal.helper_id:
        raise NotAllowed()
    return _settled(proposal, ProposalState.WITHDRAWN, "proposal.withdrawn", by)


def expire_proposals() -> int:
    """End the proposals nobody answered in time, or whose moments are over, or whose ask is settled; how many."""
    count = 0
    for pk in Proposal.objects.filter(state=ProposalState.SENT).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            count += _expire(pk)
    return count


def _expire(pk: int) -> int:
    seen = Proposal.objects.get(pk=pk)
    request = lock_request(seen.request_id)
    proposal = Proposal.objects.select_for_update().get(pk=pk)
    now = timezone.now()
    if proposal.state != ProposalState.SENT:
        return 0
    if request.state != (RequestState.BOOKED if proposal.appointment_id else RequestState.PUBLISHED):
        end_proposal(proposal, ProposalState.VOID, "proposal.void", None)
    elif proposal.sent_at < now - ANSWER_WITHIN or proposal.moments[-1] < now.isoformat():
        end_proposal(proposal, ProposalState.EXPIRED, "proposal.expired", None)
    else:
        return 0
    return 1


def _settled(proposal: Proposal, state: ProposalState, event: str, by: Person) -> Proposal:
    proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    return proposal if proposal.state == state else end_proposal(proposal, state, event, by)


def end_proposal(proposal: Proposal, state: ProposalState, event: str, by: Person | None) -> Proposal:
    """A locked proposal is over."""
    check_transition(PROPOSAL_TRANSITIONS, proposal.state, state, ProposalOver)
    proposal.state, proposal.ended_at = state, timezone.now()
    proposal.save(update_fields=["state", "ended_at"])
    audit.record(event, by=by, target=proposal, territory=proposal.request.territory)
    publish(SearchMoved(proposal.request_id))
    return proposal
