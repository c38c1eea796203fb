"""Every write about requests. One accept wins, ever."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from epaule.kernel.events import publish
from epaule.kernel.states import check_transition
from epaule.knowhow.models import Topic
from epaule.knowhow.queries import with_required_topics
from epaule.people.models import Person
from epaule.requests.errors import (
    AlreadyAsking,
    AlreadyTaken,
    CannotCancel,
    HelperBusy,
    HelperElsewhere,
    HelperStopped,
    NoLongerWaiting,
    NotYetVouched,
    OwnRequest,
    TextHoldsSecret,
)
from epaule.requests.events import RequestAccepted, RequestOver, RequestPassed, RequestPublished
from epaule.requests.models import (
    TRANSITIONS,
    Availability,
    CallbackRequest,
    HelpRequest,
    Pass,
    RequestState,
)
from epaule.requests.rules import can_cancel_request, can_help_in
from epaule.safety import audit
from epaule.safety.texts import find_secret
from epaule.territory.models import Commune, Territory

WAIT_FOR_HELPER = timedelta(minutes=30)
"""After that long without anyone, we say so rather than let a person stare at the page."""


def refuse_secrets(text: str) -> None:
    """Raise `TextHoldsSecret` when `text` holds a card, social-security or account number, a password, a code."""
    secret = find_secret(text)
    if secret is not None:
        raise TextHoldsSecret(secret.sentence)


@transaction.atomic
def publish_request(
    *,
    by: Person,
    territory: Territory,
    first_name: str,
    commune: Commune,
    text: str,
    topics: Sequence[str],
    language: str = "fr",
    origin: str = "",
) -> HelpRequest:
    """`by` asks for help now; the fitting helpers ring once this commits."""
    refuse_secrets(text)
    Person.objects.select_for_update().get(pk=by.pk)
    if by.requests.filter(state__in=[RequestState.PUBLISHED, RequestState.ASSIGNED]).exists():
        raise AlreadyAsking()
    request = HelpRequest.objects.create(
        territory=territory,
        person=by,
        first_name=first_name,
        commune=commune,
        text=text,
        language=language,
        origin=origin,
        published_at=timezone.now(),
    )
    request.topics.set(Topic.objects.filter(code__in=with_required_topics(topics)))
    audit.record("request.published", by=by, target=request, territory=territory, topics=sorted(topics))
    publish(RequestPublished(request.pk))
    return request


def _refuse_who_may_not_help(person: Person, territory_id: int) -> None:
    if person.suspended_at is not None:
        raise HelperStopped()
    if not can_help_in(person, territory_id):
        raise NotYetVouched()


@transaction.atomic
def accept(*, by: Person, request: HelpRequest) -> HelpRequest:
    """`by` goes to help. The first to come gets it; again by the same person is the same."""
    # Two locks in one order: the helper first, so that she cannot accept two requests at once, nor one while an
    # alarm stops her. Not her key: opening the room, which holds the request, must be able to name her.
    _refuse_who_may_not_help(Person.objects.select_for_update(no_key=True).get(pk=by.pk), request.territory_id)
    if by.pk == request.person_id:
        raise OwnRequest()
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if request.helper_id == by.pk and request.state == RequestState.ASSIGNED:
        return request
    if request.helper_id not in {None, by.pk}:
        raise AlreadyTaken()
    check_transition(TRANSITIONS, request.state, RequestState.ASSIGNED, NoLongerWaiting)
    if HelpRequest.objects.filter(helper=by, state=RequestState.ASSIGNED).exists():
        raise HelperBusy()
    request.state, request.helper, request.assigned_at = RequestState.ASSIGNED, by, timezone.now()
    request.save(update_fields=["state", "helper", "assigned_at"])
    audit.record("request.accepted", by=by, target=request, territory=request.territory)
    publish(RequestAccepted(request.pk))
    return request


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
        return accept(by=helper, request=waiting)
    if by.requests.filter(state__in=[RequestState.PUBLISHED, RequestState.ASSIGNED]).exists():
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
    """`by` leaves this request to others; it no longer rings for her."""
    _refuse_who_may_not_help(by, request.territory_id)
    _pass, created = Pass.objects.get_or_create(request=request, helper=by)
    if created:
        audit.record("request.passed", by=by, target=request, territory=request.territory)
        publish(RequestPassed(request.pk, by.pk))


def _end(request: HelpRequest, state: RequestState, event: str, by: Person | None) -> HelpRequest:
    check_transition(TRANSITIONS, request.state, state, CannotCancel)
    request.state, request.ended_at = state, timezone.now()
    request.save(update_fields=["state", "ended_at"])
    audit.record(event, by=by, target=request, territory=request.territory)
    publish(RequestOver(request.pk))
    return request


@transaction.atomic
def cancel(*, by: Person, request: HelpRequest) -> HelpRequest:
    """The person no longer needs help. Again is the same."""
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if not can_cancel_request(by, request):
        raise CannotCancel()
    if request.state == RequestState.CANCELLED:
        return request
    return _end(request, RequestState.CANCELLED, "request.cancelled", by)


@transaction.atomic
def close(*, request: HelpRequest, by: Person | None) -> HelpRequest:
    """The help took place and is over. Again is the same."""
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if not request.is_open:
        return request
    return _end(request, RequestState.CLOSED, "request.closed", by)


@transaction.atomic
def stop_helping(*, by: Person, helper: Person) -> None:
    """An alarm stops `helper`: she is available nowhere, and nobody is left waiting for her. Again is the same."""
    for switch in Availability.objects.select_related("territory").filter(person=helper):
        switch.delete()
        audit.record("helper.unavailable", by=by, target=helper, territory=switch.territory)
    for request in HelpRequest.objects.select_for_update().filter(helper=helper, state=RequestState.ASSIGNED):
        _end(request, RequestState.WITHDRAWN, "request.withdrawn", by)


def expire_unanswered() -> int:
    """End the requests nobody answered in time; return how many."""
    late = HelpRequest.objects.filter(
        state=RequestState.PUBLISHED, published_at__lt=timezone.now() - WAIT_FOR_HELPER
    )
    count = 0
    for pk in late.values_list("pk", flat=True):
        with transaction.atomic():
            request = HelpRequest.objects.select_for_update().get(pk=pk)
            if request.state == RequestState.PUBLISHED:
                _end(request, RequestState.EXPIRED, "request.expired", None)
                count += 1
    return count


@transaction.atomic
def become_available(*, by: Person, territory: Territory) -> Availability:
    """Switch on « Je suis disponible »."""
    _refuse_who_may_not_help(by, territory.pk)
    now = timezone.now()
    switch, created = Availability.objects.update_or_create(
        person=by,
        territory=territory,
        defaults={"seen_at": now},
        create_defaults={"seen_at": now, "since_at": now},
    )
    if created:
        audit.record("helper.available", by=by, target=by, territory=territory)
    return switch


@transaction.atomic
def become_unavailable(*, by: Person, territory: Territory) -> None:
    """Switch it off."""
    deleted, _rows = Availability.objects.filter(person=by, territory=territory).delete()
    if deleted:
        audit.record("helper.unavailable", by=by, target=by, territory=territory)


def note_helper_page_alive(*, by: Person) -> None:
    """A page of the helper gave a sign of life. Not audited: it happens every few seconds."""
    Availability.objects.filter(person=by).update(seen_at=timezone.now())


@transaction.atomic
def ask_callback(
    *, by: Person | None, territory: Territory, first_name: str, phone: str, moment: str, text: str
) -> CallbackRequest:
    """Somebody wishes to be called on another day. `phone` is E.164."""
    refuse_secrets(text)
    refuse_secrets(moment)
    callback = CallbackRequest.objects.create(
        territory=territory, first_name=first_name, phone=phone, moment=moment, text=text, asked_at=timezone.now()
    )
    audit.record("callback.asked", by=by, target=callback, territory=territory)
    return callback


@transaction.atomic
def mark_callback_done(*, by: Person, callback: CallbackRequest) -> CallbackRequest:
    """The person was called. Again is the same."""
    callback = CallbackRequest.objects.select_for_update().get(pk=callback.pk)
    if callback.done_at is None:
        callback.done_at, callback.done_by = timezone.now(), by
        callback.save(update_fields=["done_at", "done_by"])
        audit.record("callback.done", by=by, target=callback, territory=callback.territory)
    return callback
