"""The memo during the visit: asked for, agreed to, filled step by step, closed with the visit."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from epaule.kernel import files
from epaule.kernel.errors import DiskFull
from epaule.kernel.ids import new_public_id
from epaule.kernel.states import check_transition
from epaule.replays.errors import (
    AskedEnough,
    MemoIsHers,
    MemoUnknown,
    NoMemoAgreed,
    NothingToKeep,
    ScreenIsHidden,
    StepNotUnderstood,
    StepUnknown,
    TooManySteps,
)
from epaule.replays.files import memo_folder
from epaule.replays.models import MEMO_TRANSITIONS, TITLE_MAX_LENGTH, Memo, MemoState, Step
from epaule.replays.queries import memo_announcement, memo_is_agreed
from epaule.replays.rules import can_agree_to_memo, can_ask_for_memo, can_take_steps
from epaule.safety import audit
from epaule.safety.masking import mask_secrets
from epaule.visits import actions as visits_actions
from epaule.visits.models import FileKind, Participant, Right, Role, Visit, VisitState
from epaule.visits.protocol import STEP_SENTENCE_MAX_LENGTH, STEPS_MAX
from epaule.visits.uploads import Upload, read_upload

TIMES_ASKED_MOST = 3
"""A no that is asked again and again is no free yes."""


def _memo_of(visit: Visit) -> Memo:
    """The memo of a visit that is locked, begun if need be."""
    memo, _begun = Memo.objects.get_or_create(visit=visit, defaults={"created_at": timezone.now()})
    if memo.state != MemoState.OPEN:
        raise MemoUnknown()
    memo.visit = visit
    return memo


def _tell_room(memo: Memo) -> None:
    visits_actions.tell_room(memo.visit, memo_announcement(memo))


@transaction.atomic
def ask_for_memo(*, by: Participant) -> Memo:
    """The helper asks whether pictures may be kept. Again while there is no answer is the same."""
    by = visits_actions.open_participant(by)
    if not can_ask_for_memo(by):
        raise MemoIsHers()
    memo = _memo_of(by.visit)
    if memo_is_agreed(memo.visit_id) or memo.asked_by_id == by.pk:
        return memo
    if memo.times_asked >= TIMES_ASKED_MOST:
        raise AskedEnough()
    memo.asked_by, memo.times_asked = by, memo.times_asked + 1
    memo.save(update_fields=["asked_by", "times_asked"])
    visits_actions.note(memo.visit, "memo.asked", by.person)
    _tell_room(memo)
    return memo


@transaction.atomic
def agree_to_memo(*, by: Participant) -> Memo:
    """The helped person lets pictures of what is shown be kept; also unasked. Again is the same."""
    by = visits_actions.open_participant(by)
    if not can_agree_to_memo(by):
        raise MemoIsHers()
    memo = _memo_of(by.visit)
    if memo_is_agreed(memo.visit_id):
        return memo
    visits_actions.give_consent(participant=by, right=Right.MEMO)
    memo.asked_by = None
    memo.save(update_fields=["asked_by"])
    visits_actions.note(memo.visit, "memo.agreed", by.person)
    _tell_room(memo)
    return memo


@transaction.atomic
def stop_memo(*, by: Participant) -> Memo:
    """The helped person answers no, or wants no more pictures; the helper takes his question back.

    The steps that are there stay: each may be removed by itself.
    """
    by = visits_actions.open_participant(by)
    memo = _memo_of(by.visit)
    hers = can_agree_to_memo(by)
    if not hers and memo.asked_by_id != by.pk:
        raise MemoIsHers()
    if memo.asked_by_id is None and not (hers and memo_is_agreed(memo.visit_id)):
        return memo
    if hers:
        visits_actions.withdraw_consent(participant=by, right=Right.MEMO)
        visits_actions.note(memo.visit, "memo.stopped", by.person)
    memo.asked_by = None
    memo.save(update_fields=["asked_by"])
    _tell_room(memo)
    return memo


def take_step(
    *, by: Participant, client_id: str, picture: bytes, sentence: str, focus: tuple[float, float] | None
) -> Step:
    """Keep what is shown now as the next step; the same `client_id` again is the same step.

    `picture` is an image file with the mark drawn in it, written anew as JPEG; `focus` is where the mark is, in
    fractions of the picture.
    """
    taken = _allow(by, client_id)
    if taken is not None:
        return taken
    # Read and written before the lock is taken, as the files of a conversation.
    upload = read_upload(picture)
    if upload.kind != FileKind.PHOTO:
        raise StepNotUnderstood()
    name = files.store(f"{memo_folder(by.visit.public_id)}/{new_public_id()}.jpg", ContentFile(upload.body))
    try:
        step = _keep(by, client_id, upload, name, sentence, focus)
    except BaseException as error:
        files.erase([name])
        if files.is_disk_full(error):
            raise DiskFull() from error
        raise
    if step.picture.name != name:
        files.erase([name])
    return step


@transaction.atomic
def _allow(by: Participant, client_id: str) -> Step | None:
    """The step that is here already; otherwise a refusal, when none may be taken now."""
    by = visits_actions.open_participant(by)
    memo = _memo_of(by.visit)
    taken = memo.steps.filter(client_id=client_id).first()
    if taken is None:
        _check_may_take(by, memo)
    return taken


def _check_may_take(by: Participant, memo: Memo) -> None:
    if not can_take_steps(by):
        raise MemoIsHers()
    if not memo_is_agreed(memo.visit_id):
        raise NoMemoAgreed()
    sharer = memo.visit.participants.filter(sharing=True).first()
    if memo.visit.photo_id is None:
        if sharer is None:
            raise NothingToKeep()
        if sharer.hidden:
            raise ScreenIsHidden()
    if memo.steps.count() >= STEPS_MAX:
        raise TooManySteps()


@transaction.atomic
def _keep(
    by: Participant, client_id: str, upload: Upload, name: str, sentence: str, focus: tuple[float, float] | None
) -> Step:
    by = visits_actions.open_participant(by)
    memo = _memo_of(by.visit)
    taken = memo.steps.filter(client_id=client_id).first()
    if taken is not None:
        return taken
    _check_may_take(by, memo)
    last = memo.steps.aggregate(last=Max("rank", default=-1))["last"]
    step = Step.objects.create(
        memo=memo,
        rank=last + 1,
        client_id=client_id,
        taken_by=by,
        at=timezone.now(),
        sentence=_tidy(sentence),
        picture=name,
        width=upload.width,
        height=upload.height,
        focus_x=focus[0] if focus else None,
        focus_y=focus[1] if focus else None,
    )
    visits_actions.note(memo.visit, "memo.step_taken", by.person)
    _tell_room(memo)
    return step


def _tidy(sentence: str) -> str:
    """On one line, as long as may be, and without the numbers and codes that nobody must give."""
    seen = "".join(sign for sign in sentence if sign.isprintable() or sign.isspace())
    return mask_secrets(" ".join(seen.split())[:STEP_SENTENCE_MAX_LENGTH]).text


@transaction.atomic
def word_step(*, by: Participant, step_id: str, sentence: str) -> Step:
    """Either of the two changes the sentence of a step while the visit lasts. The same again is the same."""
    by = visits_actions.open_participant(by)
    memo = _memo_of(by.visit)
    if not can_take_steps(by):
        raise MemoIsHers()
    step = memo.steps.filter(public_id=step_id).first()
    if step is None:
        raise StepUnknown()
    words = _tidy(sentence)
    if words == step.sentence:
        return step
    step.sentence = words
    step.save(update_fields=["sentence"])
    audit.record("memo.step_worded", by=by.person, target=step, territory=memo.visit.territory)
    _tell_room(memo)
    return step


@transaction.atomic
def drop_step(*, by: Participant, step_id: str) -> None:
    """Either of the two removes a step while the visit lasts: really, with its picture. Again is the same."""
    by = visits_actions.open_participant(by)
    memo = _memo_of(by.visit)
    if not can_take_steps(by):
        raise MemoIsHers()
    step = memo.steps.filter(public_id=step_id).first()
    if step is None:
        raise StepUnknown()
    step.delete()
    visits_actions.note(memo.visit, "memo.step_dropped", by.person)
    _tell_room(memo)


@transaction.atomic
def close_memo(*, visit_id: int) -> Memo | None:
    """The visit is over: its steps become a draft with a title; without any, no memo. Again is the same."""
    visit = Visit.objects.select_for_update().select_related("territory", "request").get(pk=visit_id)
    memo = Memo.objects.filter(visit=visit, state=MemoState.OPEN).first()
    if memo is None or visit.state != VisitState.ENDED:
        return None
    helped = visit.participants.get(role=Role.HELPED)
    visits_actions.withdraw_consent(participant=helped, right=Right.MEMO)
    if not memo.steps.exists():
        memo.delete()
        return None
    check_transition(MEMO_TRANSITIONS, memo.state, MemoState.DRAFT, MemoUnknown)
    memo.state, memo.asked_by, memo.title = MemoState.DRAFT, None, _title_of(visit)
    memo.delete_on = timezone.localdate() + timedelta(days=visit.territory.keeping_days)
    memo.save(update_fields=["state", "asked_by", "title", "delete_on"])
    visits_actions.note(visit, "memo.drafted", None)
    return memo


def _title_of(visit: Visit) -> str:
    """What she asked for, as she wrote it: the first sentence, cut between words."""
    text = " ".join(visit.request.text.split())
    first = text.split(". ")[0].rstrip(".!? ")
    if len(first) <= TITLE_MAX_LENGTH:
        return first
    return first[: TITLE_MAX_LENGTH - 1].rsplit(" ", 1)[0] + "…"


def close_memos_of_ended_visits() -> int:
    """Memos left open because the server stopped as the visit ended. Returns how many."""
    left = Memo.objects.filter(state=MemoState.OPEN, visit__state=VisitState.ENDED)
    return sum(close_memo(visit_id=memo.visit_id) is not None for memo in list(left))
