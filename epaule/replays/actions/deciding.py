"""What becomes of a memo: offered by the helper; kept, opened again or deleted by the helped person."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from epaule.kernel import files
from epaule.kernel.states import check_transition
from epaule.people.models import Person
from epaule.replays.actions._memo import lock_to_decide, lock_to_edit
from epaule.replays.errors import MemoIsEmpty, MemoIsKept, MemoUnknown
from epaule.replays.files import memo_folder
from epaule.replays.models import MEMO_TRANSITIONS, Memo
from epaule.replays.models import MemoState as S
from epaule.safety import audit
from epaule.visits import actions as visits_actions
from epaule.visits.models import Participant, Role


def finish(*, by: Participant, memo: Memo) -> Memo:
    """« Terminé »: the helped person keeps the memo, the helper offers it to her."""
    return keep(by=by, memo=memo) if by.role == Role.HELPED else offer(by=by, memo=memo)


@transaction.atomic
def offer(*, by: Participant, memo: Memo) -> Memo:
    """The helper has done his part; she decides. Again is the same."""
    by, memo = lock_to_edit(by, memo)
    if not memo.steps.exists():
        raise MemoIsEmpty()
    if memo.state == S.OFFERED:
        return memo
    check_transition(MEMO_TRANSITIONS, memo.state, S.OFFERED, MemoIsKept)
    memo.state, memo.offered_at = S.OFFERED, timezone.now()
    memo.save(update_fields=["state", "offered_at"])
    visits_actions.note(memo.visit, "memo.offered", by.person)
    return memo


@transaction.atomic
def keep(*, by: Participant, memo: Memo) -> Memo:
    """The helped person keeps it: from now on it does not change, nor go by itself. Again is the same."""
    by, memo = lock_to_decide(by, memo)
    if memo.state == S.KEPT:
        return memo
    check_transition(MEMO_TRANSITIONS, memo.state, S.KEPT, MemoUnknown)
    if not memo.steps.exists():
        raise MemoIsEmpty()
    memo.state, memo.kept_at, memo.delete_on = S.KEPT, timezone.now(), None
    memo.save(update_fields=["state", "kept_at", "delete_on"])
    visits_actions.note(memo.visit, "memo.kept", by.person)
    return memo


@transaction.atomic
def reopen(*, by: Participant, memo: Memo) -> Memo:
    """The helped person wants it changed: both may edit it again. Again is the same.

    Its address is closed: whoever has it must not see, once it is kept again, what she did not give then.
    """
    by, memo = lock_to_decide(by, memo)
    if memo.state in {S.DRAFT, S.OFFERED}:
        return memo
    check_transition(MEMO_TRANSITIONS, memo.state, S.DRAFT, MemoUnknown)
    memo.state, memo.kept_at, memo.offered_at, memo.reminded_at = S.DRAFT, None, None, None
    memo.delete_on = timezone.localdate() + timedelta(days=memo.visit.territory.keeping_days)
    had_link, memo.link_version = memo.link_is_open, memo.link_version + memo.link_is_open
    memo.save(update_fields=["state", "kept_at", "offered_at", "reminded_at", "delete_on", "link_version"])
    if had_link:
        audit.record("memo.link_closed", by=by.person, target=memo, territory=memo.visit.territory)
    visits_actions.note(memo.visit, "memo.reopened", by.person)
    return memo


@transaction.atomic
def delete_memo(*, by: Participant, memo: Memo) -> Memo:
    """The helped person deletes it, kept or not: really, all its steps and pictures. Again is the same."""
    by, memo = lock_to_decide(by, memo)
    return memo if memo.state == S.DELETED else destroy(memo, by.person)


def destroy(memo: Memo, by: Person | None) -> Memo:
    """Leave nothing of a locked memo but the fact that there was one. `by`: empty when its time is over."""
    check_transition(MEMO_TRANSITIONS, memo.state, S.DELETED, MemoUnknown)
    memo.steps.all().delete()
    memo.state, memo.title, memo.delete_on = S.DELETED, "", None
    memo.save(update_fields=["state", "title", "delete_on"])
    transaction.on_commit(partial(files.erase_folder, memo_folder(memo.visit.public_id)))
    visits_actions.note(memo.visit, "memo.deleted", by, detail="" if by else "time")
    return memo
