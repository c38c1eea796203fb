"""The ladder of hands: asked for, given, taken back. The helped person owns it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from epaule.people.models import Person
from epaule.safety.throttle import Limit, spend
from epaule.visits import protocol
from epaule.visits.actions._room import note, open_participant, tell_room
from epaule.visits.actions.consents import give_consent, withdraw_from
from epaule.visits.errors import NothingToActOn, OnlyTheHelpedGives, OnlyWhoHelpsAsks, UnknownParticipant
from epaule.visits.models import Hand, Participant, Right, Visit, VisitState
from epaule.visits.queries import participant_info
from epaule.visits.rules import can_ask_hand, can_be_acted_on, can_give_hand, is_higher, rungs_above

LEASE = timedelta(seconds=protocol.LEASE_SECONDS)
ASK_LIMIT = Limit("hand-ask", capacity=3, seconds_per_token=20)
"""A « non » is heard: nobody insists."""
RIGHTS = {Hand.POINT: Right.POINT, Hand.ACT: Right.ACT}


@transaction.atomic
def ask_hand(*, participant: Participant, rung: str) -> Participant:
    """« Puis-je vous montrer ? » Gives nothing: it waits for her answer. A rung he has already asks for nothing,
    and takes back what was asked."""
    participant = open_participant(participant)
    if not can_ask_hand(participant):
        raise OnlyWhoHelpsAsks()
    end_lease(participant)
    asked = rung if is_higher(rung, participant.hand) else ""
    if asked == participant.asked:
        return participant
    if asked == Hand.ACT and not can_be_acted_on(participant.visit):
        raise NothingToActOn()
    if asked:
        spend(ASK_LIMIT, participant.public_id)
        note(participant.visit, "visit.hand_asked", participant.person, about=participant, detail=asked)
    participant.asked = asked
    _keep(participant)
    return participant


@transaction.atomic
def set_hand(*, participant: Participant, to: str, rung: str) -> Participant:
    """`participant` puts the hand of the one called `to` on `rung`: the helped person up or down, who holds it
    only down. This answers what was asked. Again is the same, and lengthens no lease."""
    by = open_participant(participant)
    holder = _inside(by.visit, to)
    end_lease(holder)
    goes_up = is_higher(rung, holder.hand)
    if not can_give_hand(by, holder) and (by != holder or goes_up):
        raise OnlyTheHelpedGives()
    if rung == holder.hand and not holder.asked:
        return holder
    if goes_up:
        _climb(holder, rung, by)
    else:
        if holder.asked and by != holder:
            note(by.visit, "visit.hand_refused", by.person, about=holder, detail=holder.asked)
        _come_down(holder, rung, by.person)
    holder.asked = ""
    _keep(holder)
    return holder


def stop_acting(visit: Visit, by: Person, *, who: Participant | None = None) -> None:
    """What was acted on is shown no more, or the page of `who` is gone: nobody (or not `who`) acts any more, nor
    waits to. To point is another right, and stays. `visit` is locked."""
    for holder in visit.participants.select_related("person"):
        if Hand.ACT in (holder.hand, holder.asked) and who in (None, holder):
            holder.visit = visit
            end_lease(holder)
            if holder.hand == Hand.ACT:
                _come_down(holder, Hand.POINT, by)
            holder.asked = "" if holder.asked == Hand.ACT else holder.asked
            _keep(holder)


def end_lease(holder: Participant) -> None:
    """Bring down a hand that acts when the time of its lease is over: as of then, whenever we see it."""
    until = holder.hand_until
    if until is not None and until <= timezone.now():
        _come_down(holder, Hand.POINT, None, at=until)
        _keep(holder)


def end_leases() -> int:
    """Bring down every hand whose lease is over; return how many."""
    over = Visit.objects.filter(participants__hand_until__lte=timezone.now(), state=VisitState.OPEN).distinct()
    count = 0
    for pk in list(over.values_list("pk", flat=True)):
        with transaction.atomic():
            count += end_leases_of(Visit.objects.select_for_update().get(pk=pk))
    return count


def end_leases_of(visit: Visit) -> int:
    """The same for a visit that is locked."""
    over = visit.participants.filter(hand_until__lte=timezone.now()).select_related("person")
    for holder in over:
        holder.visit = visit
        end_lease(holder)
    return len(over)


def _inside(visit: Visit, public_id: str) -> Participant:
    """The participant of this visit who is called so, and was let in."""
    holder = (
        visit.participants.select_related("person")
        .filter(public_id=public_id, admitted_at__isnull=False, gone_at=None)
        .first()
    )
    if holder is None:
        raise UnknownParticipant()
    holder.visit = visit
    return holder


def _climb(holder: Participant, rung: str, by: Participant) -> None:
    """Each rung is a consent of its own: who may act may point."""
    if rung == Hand.ACT and not can_be_acted_on(holder.visit):
        raise NothingToActOn()
    for step in rungs_above(holder.hand, rung):
        give_consent(participant=by, right=RIGHTS[step], to=holder)
        note(holder.visit, "visit.hand_given", by.person, about=holder, detail=step)
    holder.hand = rung
    holder.hand_until = timezone.now() + LEASE if rung == Hand.ACT else None


def _come_down(holder: Participant, rung: str, by: Person | None, *, at: datetime | None = None) -> None:
    """Withdraw each right above `rung`, now or as of `at`."""
    for step in reversed(rungs_above(rung, holder.hand)):
        withdraw_from(holder, RIGHTS[step], at=at)
        note(holder.visit, "visit.hand_returned", by, about=holder, detail=step, at=at)
    holder.hand, holder.hand_until = rung, None


def _keep(holder: Participant) -> None:
    holder.save(update_fields=["hand", "hand_until", "asked"])
    tell_room(holder.visit, protocol.ParticipantChanged(participant_info(holder)))
