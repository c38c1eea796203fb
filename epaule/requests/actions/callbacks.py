"""Call-backs asked for, promised for an hour, tried again, done."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from epaule.kernel.errors import NotAllowed
from epaule.people.models import Person
from epaule.requests.actions._again import UNANSWERED
from epaule.requests.actions._common import refuse_secrets
from epaule.requests.actions.following import note_followed
from epaule.requests.calling_hours import calling_hours
from epaule.requests.errors import AskIsOver, CallAlreadyDone, EnoughCalls, HourNotOffered
from epaule.requests.limits import CALLS_MOST
from epaule.requests.models import CallbackRequest, HelpRequest, RequestState
from epaule.requests.rules import can_answer_callbacks, can_choose_way
from epaule.safety import audit
from epaule.territory.models import Territory


@transaction.atomic
def ask_callback(
    *,
    by: Person | None,
    territory: Territory,
    first_name: str,
    phone: str,
    moment: str,
    text: str,
    at: datetime | None = None,
) -> CallbackRequest:
    """Somebody wishes to be called, at `at` when said (UTC, one of the hours offered). `phone` is E.164."""
    refuse_secrets(text)
    refuse_secrets(moment)
    territory = _hours_held(territory.pk)
    if at is not None:
        _refuse_hour(territory, at)
    callback = CallbackRequest.objects.create(
        territory=territory,
        first_name=first_name,
        phone=phone,
        moment=moment,
        text=text,
        promised_at=at,
        asked_at=timezone.now(),
    )
    audit.record("callback.asked", by=by, target=callback, territory=territory)
    return callback


@transaction.atomic
def promise_callback(*, by: Person, request: HelpRequest, phone: str, at: datetime | None) -> CallbackRequest:
    """We call about `request` within the hour that starts at `at` (UTC); `phone` is E.164.

    `by` is who asked, or a coordinator. The search goes on meanwhile. One promise for each ask: said again it is
    the same, another hour or number takes its place. `at` is None only while the team has no hour to offer.
    Refused: `HourNotOffered`, `AskIsOver`, `EnoughCalls`.
    """
    territory = _hours_held(request.territory_id)
    request = HelpRequest.objects.select_for_update().get(pk=request.pk)
    if not can_choose_way(by, request):
        raise NotAllowed()
    if request.state != RequestState.PUBLISHED and request.state not in UNANSWERED:
        raise AskIsOver()
    held = request.callbacks.filter(done_at=None).first()
    if held is not None and (held.phone, held.promised_at) == (phone, at):
        return held
    if held is None or held.promised_at != at:
        _refuse_hour(territory, at)
    if held is None:
        promised = CallbackRequest.objects.filter(request__person=request.person_id, done_at=None)
        if promised.count() >= CALLS_MOST:
            raise EnoughCalls()
        held = CallbackRequest(
            territory=territory,
            first_name=request.first_name,
            text=request.text,
            request=request,
            asked_at=timezone.now(),
        )
    held.phone, held.promised_at = phone, at
    held.save()
    audit.record("callback.promised", by=by, target=held, territory=territory)
    return held


@transaction.atomic
def postpone_callback(*, by: Person, callback: CallbackRequest, at: datetime) -> CallbackRequest:
    """Nobody answered the telephone: we try again at `at`. Again is the same."""
    territory = _hours_held(callback.territory_id)
    callback = CallbackRequest.objects.select_for_update().get(pk=callback.pk)
    if not can_answer_callbacks(by, territory.pk):
        raise NotAllowed()
    if callback.done_at is not None:
        raise CallAlreadyDone()
    if callback.promised_at == at:
        return callback
    _refuse_hour(territory, at)
    callback.promised_at = at
    callback.save(update_fields=["promised_at"])
    audit.record("callback.unreached", by=by, target=callback, territory=territory)
    return callback


@transaction.atomic
def mark_callback_done(*, by: Person, callback: CallbackRequest) -> CallbackRequest:
    """The person was called; the ask that nobody answered is taken care of. Again is the same."""
    callback = CallbackRequest.objects.select_for_update().get(pk=callback.pk)
    if callback.done_at is None:
        callback.done_at, callback.done_by = timezone.now(), by
        callback.save(update_fields=["done_at", "done_by"])
        audit.record("callback.done", by=by, target=callback, territory=callback.territory)
        if callback.request_id is not None:
            note_followed(callback.request_id, by)
    return callback


def _hours_held(territory_id: int) -> Territory:
    """The territory, locked: no hour is promised to more people than can be called within it."""
    return Territory.objects.select_for_update(no_key=True).get(pk=territory_id)


def _refuse_hour(territory: Territory, at: datetime | None) -> None:
    offered = calling_hours(territory, timezone.now())
    if at not in offered and (at is not None or offered):
        raise HourNotOffered()
