"""The memo after the visit: rewritten, put in order, shortened, by both."""

from collections.abc import Mapping

from django.db import transaction

from epaule.replays.actions._memo import lock_to_edit, step_of, trace_edit
from epaule.replays.errors import TextNotKept
from epaule.replays.models import TITLE_MAX_LENGTH, Memo, Step
from epaule.safety.masking import mask_secrets
from epaule.visits.models import Participant
from epaule.visits.protocol import STEP_SENTENCE_MAX_LENGTH


@transaction.atomic
def rewrite(
    *, by: Participant, memo: Memo, title: str | None = None, sentences: Mapping[str, str] | None = None
) -> Memo:
    """Give the memo this title, and its steps (by `public_id`) these sentences; what is not given stays.

    A step that somebody removed meanwhile is passed over. Refused as a whole: a text that is too long or holds a
    secret, a title of nothing.
    """
    by, memo = lock_to_edit(by, memo)
    changed = False
    if title is not None:
        title = _kept_text(title, TITLE_MAX_LENGTH)
        if not title:
            raise TextNotKept()
        if title != memo.title:
            memo.title, changed = title, True
            memo.save(update_fields=["title"])
    given = {key: _kept_text(text, STEP_SENTENCE_MAX_LENGTH) for key, text in (sentences or {}).items()}
    rewritten = [step for step in memo.steps.filter(public_id__in=given) if step.sentence != given[step.public_id]]
    for step in rewritten:
        step.sentence = given[step.public_id]
    Step.objects.bulk_update(rewritten, ["sentence"])
    if changed or rewritten:
        trace_edit(memo, "memo.edited", by.person)
    return memo


def _kept_text(text: str, most: int) -> str:
    text = " ".join(text.split())
    if len(text) > most or "\0" in text:
        raise TextNotKept()
    if kinds := mask_secrets(text).kinds:
        raise TextNotKept(str(min(kinds).sentence))
    return text


def shift_step(*, by: Participant, memo: Memo, step_id: str, places: int) -> Memo:
    """Move a step so many places towards the end, or the beginning when negative; never past it."""
    return _move(by, memo, step_id, places=places)


def move_step(*, by: Participant, memo: Memo, step_id: str, to: int) -> Memo:
    """Move a step to the place `to`, the first being 0; beyond an end is that end."""
    return _move(by, memo, step_id, to=to)


@transaction.atomic
def _move(by: Participant, memo: Memo, step_id: str, *, places: int = 0, to: int | None = None) -> Memo:
    by, memo = lock_to_edit(by, memo)
    steps = list(memo.steps.all())
    moved = step_of(memo, step_id)
    before = steps.index(moved)
    wanted = before + places if to is None else to
    after = max(0, min(len(steps) - 1, wanted))
    steps.insert(after, steps.pop(before))
    for rank, step in enumerate(steps):
        step.rank = rank
    Step.objects.bulk_update(steps, ["rank"])
    if before != after:
        trace_edit(memo, "memo.edited", by.person)
    return memo


@transaction.atomic
def delete_step(*, by: Participant, memo: Memo, step_id: str) -> Memo:
    """Remove a step, really: its picture goes with it."""
    by, memo = lock_to_edit(by, memo)
    step_of(memo, step_id).delete()
    trace_edit(memo, "memo.step_dropped", by.person)
    return memo
