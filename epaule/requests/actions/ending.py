"""The end of an ask: cancelled, closed, withdrawn, or without an answer."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.people.models import Person
from epaule.requests.actions._common import end
from epaule.requests.actions._unmet import close_unmet
from epaule.requests.actions.availability import switch_off
from epaule.requests.errors import CannotCancel
from epaule.requests.events import RequestUnanswered
from epaule.requests.models import AppointmentState, HelpRequest, RequestState, Urgency
from epaule.requests.rules import can_cancel_request

WAIT_FOR_HELPER = timedelta(minutes=30)
"""After that long without anyone, we say so rather than let a person stare at the page."""
WAIT_FOR_ANSWER = timedelta(days=14)
"""The same for what can wait."""


@transaction.atomic
def cancel(*, by: Person, request: HelpRequest) -> HelpRequest:
    """The person no longer needs help. Again is the same."""
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if not can_cancel_request(by, request):
        raise CannotCancel()
    if request.state == RequestState.CANCELLED:
        return request
    return end(request, RequestState.CANCELLED, "request.cancelled", by)


@transaction.atomic
def close(*, request: HelpRequest, by: Person | None) -> HelpRequest:
    """The help took place and is over, or somebody ended it before the two had met at their hour. Again is the
    same."""
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if not request.is_open:
        return request
    unmet = request.appointments.select_for_update().filter(state=AppointmentState.BOOKED).first()
    if by is not None and unmet is not None and request.state == RequestState.ASSIGNED:
        unmet.request = request
        close_unmet(request, unmet, by)
        return request
    return end(request, RequestState.CLOSED, "request.closed", by)


@transaction.atomic
def stop_helping(*, by: Person, helper: Person) -> None:
    """An alarm stops `helper`: she is available nowhere, and nobody is left waiting for her. Again is the same."""
    switch_off(by=by, helper=helper)
    for request in HelpRequest.objects.select_for_update().filter(helper=helper, state=RequestState.ASSIGNED):
        end(request, RequestState.WITHDRAWN, "request.withdrawn", by)


def expire_unanswered() -> int:
    """End the requests nobody answered in time, and tell the operator; return how many."""
    now = timezone.now()
    late = HelpRequest.objects.filter(
        Q(urgency=Urgency.NOW, published_at__lt=now - WAIT_FOR_HELPER) | Q(published_at__lt=now - WAIT_FOR_ANSWER),
        state=RequestState.PUBLISHED,
    )
    count = 0
    for pk in late.values_list("pk", flat=True):
        with transaction.atomic():
            request = HelpRequest.objects.select_for_update().get(pk=pk)
            if request.state == RequestState.PUBLISHED:
                end(request, RequestState.EXPIRED, "request.expired", None)
                publish(RequestUnanswered(request.pk))
                count += 1
    return count
