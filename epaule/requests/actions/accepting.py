"""Saying yes, or leaving it to others. One accept wins, ever."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.kernel.states import check_transition
from epaule.people.models import Person
from epaule.people.queries import never_with
from epaule.requests.actions._common import refuse_who_may_not_help
from epaule.requests.actions.dispatch import FITTING, hurry, ring
from epaule.requests.errors import (
    AlreadyAsking,
    AlreadyTaken,
    HelperBusy,
    HelperElsewhere,
    NoLongerWaiting,
    NotYetVouched,
    OftenAbsent,
    OthersAreRung,
    OwnRequest,
    UnknownRequest,
)
from epaule.requests.events import RequestAccepted, RequestPassed
from epaule.requests.matching import Proposed
from epaule.requests.models import (
    TRANSITIONS,
    WAITING,
    HelpRequest,
    Pass,
    RequestState,
    Ring,
    RingAnswer,
    Urgency,
)
from epaule.requests.queries import is_often_absent
from epaule.requests.rules import can_help_in
from epaule.safety import audit
from epaule.territory.models import Commune


@transaction.atomic
def accept(*, by: Person, request: HelpRequest, invited: bool = False) -> HelpRequest:
    """`by` goes to help. The first to come gets it; again by the same person is the same.

    `invited`: the person gave him her digits, so he is not replaced when he is slow to come.
    """
    # Two locks in one order: the helper first, so that she cannot accept two requests at once, nor one while an
    # alarm stops her. Not her key: opening the room, which holds the request, must be able to name her.
    refuse_who_may_not_help(Person.objects.select_for_update(no_key=True).get(pk=by.pk), request.territory_id)
    if by.pk == request.person_id:
        raise OwnRequest()
    if by.pk in never_with(request.person_id):
        raise UnknownRequest()
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if request.helper_id == by.pk and request.state == RequestState.ASSIGNED:
        return request
    if request.helper_id not in {None, by.pk}:
        raise AlreadyTaken()
    if request.state == RequestState.BOOKED:
        raise NoLongerWaiting()  # At its hour, and by its own door.
    check_transition(TRANSITIONS, request.state, RequestState.ASSIGNED, NoLongerWaiting)
    if HelpRequest.objects.filter(helper=by, state=RequestState.ASSIGNED).exists():
        raise HelperBusy()
    now = timezone.now()
    if not invited and request.urgency == Urgency.NOW:
        if is_often_absent(by, now):
            raise OftenAbsent()
        _answer(request, by, now)
    request.state, request.helper, request.assigned_at = RequestState.ASSIGNED, by, now
    request.next_wave_at = None
    request.save(update_fields=["state", "helper", "assigned_at", "next_wave_at"])
    audit.record("request.accepted", by=by, target=request, territory=request.territory)
    publish(RequestAccepted(request.pk))
    return request


def _answer(request: HelpRequest, by: Person, now: datetime) -> None:
    """Keep that he said yes to the ring, or from his desk: from now on he is expected within a minute."""
    rung = request.rings.filter(helper=by).first()
    if rung is None:
        rung = ring(request, FITTING, [Proposed(by.pk, 0, (), None)], now, aloud=False).rings.get()
    elif rung.answer == RingAnswer.ABSENT and request.next_wave_at is not None:
        raise OthersAreRung()
    rung.answer, rung.answered_at = RingAnswer.ACCEPTED, now
    rung.save(update_fields=["answer", "answered_at"])


@transaction.atomic
def ask_known_helper(*, by: Person, helper: Person, first_name: str, commune: Commune, text: str) -> HelpRequest:
    """`by` is helped by `helper`, who invited her: nobody else rings. What she already waits for becomes his.

    Refused to the helper himself, to who is in another visit, and when he is.
    """
    if by.pk == helper.pk:
        raise OwnRequest()
    # Both, always in one order; not their keys, as in `accept`.
    both = Person.objects.select_for_update(no_key=True).filter(pk__in=[by.pk, helper.pk]).order_by("pk")
    if not all(can_help_in(one, helper.territory_id) for one in both if one.pk == helper.pk):
        raise NotYetVouched()
    if HelpRequest.objects.filter(helper=helper, state=RequestState.ASSIGNED).exists():
        raise HelperElsewhere()
    waiting = by.requests.filter(state=RequestState.PUBLISHED, territory=helper.territory_id).first()
    if waiting is not None:
        return accept(by=helper, request=waiting, invited=True)
    if by.requests.filter(state__in=WAITING).exists():
        raise AlreadyAsking()
    now = timezone.now()
    request = HelpRequest.objects.create(
        territory=helper.territory,
        person=by,
        first_name=first_name,
        commune=commune,
        text=text,
        state=RequestState.ASSIGNED,
        helper=helper,
        published_at=now,
        assigned_at=now,
    )
    audit.record("request.agreed", by=by, target=request, territory=helper.territory)
    return request


@transaction.atomic
def pass_on(*, by: Person, request: HelpRequest) -> None:
    """`by` leaves this request to others; it no longer rings for her. Once all who were rung did, others are."""
    refuse_who_may_not_help(by, request.territory_id)
    if by.pk in never_with(request.person_id):
        raise UnknownRequest()
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    _pass, created = Pass.objects.get_or_create(request=request, helper=by)
    if created:
        audit.record("request.passed", by=by, target=request, territory=request.territory)
        publish(RequestPassed(request.pk, by.pk))
        Ring.objects.filter(request=request, helper=by, answer=RingAnswer.NONE).update(
            answer=RingAnswer.PASSED, answered_at=timezone.now()
        )
        hurry(request)
