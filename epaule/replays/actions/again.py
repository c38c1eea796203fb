"""What she does with her memo: does it again alone, is stuck at a step, gives it to somebody."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from epaule.people.models import Person
from epaule.replays.errors import MemoIsHers, MemoNotKept, MemoUnknown
from epaule.replays.models import READABLE, Attempt, Memo, MemoState, Outcome, Step
from epaule.replays.reading import attempt_waiting_for
from epaule.replays.rules import can_give_memo, can_tell_attempts
from epaule.requests.models import HelpRequest
from epaule.safety import audit
from epaule.visits.models import Participant

ONE_ATTEMPT = timedelta(hours=1)
"""Pressed twice, it was done once."""


def _lock(memo: Memo) -> Memo:
    """The memo as it is now, which nobody else changes meanwhile."""
    fresh = Memo.objects.select_for_update().filter(pk=memo.pk, state__in=READABLE).first()
    if fresh is None:
        raise MemoUnknown()
    fresh.visit = memo.visit
    return fresh


def _keep(memo: Memo, person: Person | None, outcome: Outcome, step: Step | None) -> Attempt:
    """One attempt an hour of somebody we know; of who came by the link, the caller counts."""
    lately = memo.attempts.filter(
        person=person, outcome=outcome, step=step, request=None, at__gt=timezone.now() - ONE_ATTEMPT
    ).last()
    if person is not None and lately is not None:
        return lately
    event = "memo.done_alone" if outcome == Outcome.ALONE else "memo.stuck"
    audit.record(event, by=person, target=memo, territory=memo.visit.territory)
    return Attempt.objects.create(memo=memo, person=person, outcome=outcome, step=step, at=timezone.now())


@transaction.atomic
def keep_alone(*, by: Participant | None, memo: Memo) -> Attempt:
    """« J’ai réussi »: `by`, or somebody who came by the link, did it again without help."""
    if by is not None and not can_tell_attempts(by, memo):
        raise MemoIsHers()
    return _keep(_lock(memo), by.person if by else None, Outcome.ALONE, None)


@transaction.atomic
def keep_stuck(*, by: Participant | None, step: Step) -> Attempt:
    """« Je bloque ici », at `step`."""
    if by is not None and not can_tell_attempts(by, step.memo):
        raise MemoIsHers()
    return _keep(_lock(step.memo), by.person if by else None, Outcome.STUCK, step)


@transaction.atomic
def tie_to_request(*, request: HelpRequest) -> Attempt | None:
    """The ask that came of being stuck is published. Again is the same."""
    attempt = attempt_waiting_for(request)
    if attempt is not None and not Attempt.objects.filter(request=request).exists():
        attempt.request = request
        attempt.save(update_fields=["request"])
    return attempt


# --- Given to somebody


def _lock_to_give(by: Participant, memo: Memo) -> Memo:
    memo = _lock(memo)
    if not can_tell_attempts(by, memo):
        raise MemoIsHers()
    if memo.state != MemoState.KEPT:
        raise MemoNotKept()
    if not can_give_memo(by, memo):
        raise MemoUnknown()
    return memo


@transaction.atomic
def open_link(*, by: Participant, memo: Memo, anew: bool = False) -> Memo:
    """The helped person lets who has the address read it. `anew`: under another address, the former one ends."""
    memo = _lock_to_give(by, memo)
    if memo.link_is_open and not anew:
        return memo
    return _set_link(memo, by, memo.link_version + (2 if memo.link_is_open else 1), "memo.link_opened")


@transaction.atomic
def close_link(*, by: Participant, memo: Memo) -> Memo:
    """Nobody reads it by the address any more: she may always. Again is the same."""
    memo = _lock(memo)
    if not can_tell_attempts(by, memo):
        raise MemoIsHers()
    return _set_link(memo, by, memo.link_version + 1, "memo.link_closed") if memo.link_is_open else memo


def _set_link(memo: Memo, by: Participant, version: int, event: str) -> Memo:
    memo.link_version = version
    memo.save(update_fields=["link_version"])
    audit.record(event, by=by.person, target=memo, territory=memo.visit.territory)
    return memo


@transaction.atomic
def note_sent(*, by: Participant, memo: Memo) -> None:
    """It left by mail; to whom is nobody's business."""
    memo = _lock_to_give(by, memo)
    audit.record("memo.sent", by=by.person, target=memo, territory=memo.visit.territory)
