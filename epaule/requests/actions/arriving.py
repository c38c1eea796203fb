"""A helper who accepted comes, or is replaced."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.kernel.states import check_transition
from epaule.people.models import Person
from epaule.requests.actions.availability import switch_off
from epaule.requests.actions.dispatch import ring_next_wave
from epaule.requests.errors import NoLongerWaiting
from epaule.requests.events import HelperReplaced
from epaule.requests.models import TRANSITIONS, HelpRequest, RequestState, RingAnswer, Urgency
from epaule.requests.queries import is_often_absent
from epaule.safety import audit


@transaction.atomic
def note_arrival(*, request: HelpRequest, helper: Person) -> bool:
    """A page of `helper` is in the room; False when the request is not his, or not any more. Again is the same."""
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if request.helper_id != helper.pk or request.state != RequestState.ASSIGNED:
        return False
    if request.arrived_at is None:
        request.arrived_at = timezone.now()
        request.save(update_fields=["arrived_at"])
    return True


def replace_absent_helpers() -> int:
    """Ring others for the requests whose helper accepted the ring and did not come in time; return how many."""
    return sum(_replace(pk) for pk in list(_absent(timezone.now()).values_list("pk", flat=True)))


def _absent(now: datetime) -> QuerySet[HelpRequest]:
    """Only those that rang: a helper who was asked for by his code, or at an hour agreed on, is waited for."""
    return HelpRequest.objects.filter(
        state=RequestState.ASSIGNED,
        urgency=Urgency.NOW,
        arrived_at=None,
        assigned_at__lte=now - timedelta(seconds=settings.ARRIVAL_SECONDS),
        rings__helper=F("helper"),
        rings__answer=RingAnswer.ACCEPTED,
    ).order_by("assigned_at", "pk")


@transaction.atomic
def _replace(request_id: int) -> bool:
    request = HelpRequest.objects.select_for_update().get(pk=request_id)
    now = timezone.now()
    # Asked again under the lock: he may have come, or she cancelled.
    if not _absent(now).filter(pk=request_id).exists():
        return False
    helper = request.helper
    check_transition(TRANSITIONS, request.state, RequestState.PUBLISHED, NoLongerWaiting)
    request.rings.filter(helper=helper).update(answer=RingAnswer.ABSENT, answered_at=now)
    if helper is not None and is_often_absent(helper, now):
        switch_off(by=None, helper=helper)
    request.state, request.helper, request.assigned_at = RequestState.PUBLISHED, None, None
    request.save(update_fields=["state", "helper", "assigned_at"])
    audit.record("request.helper_replaced", by=None, target=helper, territory=request.territory)
    publish(HelperReplaced(request.pk, helper.pk))  # type: ignore[union-attr]  # a constraint of the database
    ring_next_wave(request, now)
    return True
