"""What every action on a memo after the visit does: lock it, see who may, leave a trace."""

from datetime import timedelta

from django.utils import timezone

from epaule.people.models import Person
from epaule.replays.errors import MemoIsHers, MemoIsKept, MemoUnderWay, MemoUnknown, StepUnknown
from epaule.replays.models import EDITABLE, Memo, MemoState, Step
from epaule.replays.rules import can_decide_memo, can_edit_memo
from epaule.safety import audit
from epaule.visits import actions as visits_actions
from epaule.visits.models import Participant, TimelineEntry, Visit

ONE_SITTING = timedelta(minutes=30)
"""On the timeline, all that somebody does of one kind within this time is said once."""


def lock_memo(by: Participant, memo: Memo) -> tuple[Participant, Memo]:
    """Both as they are now, the memo locked; for who may neither read nor edit it, it does not exist."""
    # The visit first, as whatever else happens to what stays of it.
    Visit.objects.select_for_update().get(pk=memo.visit_id)
    memo = Memo.objects.select_for_update(of=("self",)).select_related("visit__territory").get(pk=memo.pk)
    by = Participant.objects.select_related("person", "visit").get(pk=by.pk)
    if not can_edit_memo(by, memo):
        raise MemoUnknown()
    if memo.state == MemoState.OPEN:
        raise MemoUnderWay()
    return by, memo


def lock_to_edit(by: Participant, memo: Memo) -> tuple[Participant, Memo]:
    by, memo = lock_memo(by, memo)
    if memo.state == MemoState.DELETED:
        raise MemoUnknown()
    if memo.state not in EDITABLE:
        raise MemoIsKept()
    return by, memo


def lock_to_decide(by: Participant, memo: Memo) -> tuple[Participant, Memo]:
    by, memo = lock_memo(by, memo)
    if not can_decide_memo(by, memo):
        raise MemoIsHers()
    return by, memo


def step_of(memo: Memo, step_id: str) -> Step:
    step = memo.steps.filter(public_id=step_id).first()
    if step is None:
        raise StepUnknown()
    return step


def trace_edit(memo: Memo, event: str, by: Person) -> None:
    """One audit row each time; one line on the timeline for a sitting."""
    since = timezone.now() - ONE_SITTING
    if TimelineEntry.objects.filter(visit=memo.visit, event=event, person=by, at__gt=since).exists():
        audit.record(event, by=by, target=memo.visit, territory=memo.visit.territory)
    else:
        visits_actions.note(memo.visit, event, by)
