"""A memo becomes a how-to sheet for everyone: she agrees in writing, and may take it back."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from epaule.knowhow import actions as knowhow_actions
from epaule.knowhow.models import Sheet
from epaule.knowhow.queries import last_sheet_from
from epaule.replays.actions._memo import lock_to_decide
from epaule.replays.errors import MemoNotKept, MemoUnknown, PicturesChanged, StepUnknown
from epaule.replays.models import Memo, MemoState, Step
from epaule.replays.rules import is_without_alarm
from epaule.visits import actions as visits_actions
from epaule.visits.models import Participant, Role

SHARE_TEXT_VERSION = "2026-11"
"""Of what she reads before she signs: `replays/_share_text.html`."""


@dataclass(frozen=True)
class Shared:
    """What she wants everyone to read: her words for the copy, not those of the memo."""

    title: str
    topic: str
    procedure: str
    official_url: str
    sentences: Mapping[str, str]
    """Of each step that is given, by its public id."""
    signature: str
    seen: str
    """`seal` of the pictures that were on her page."""


def origin_of(memo: Memo) -> str:
    """How the library names the memo it has a copy of."""
    return f"memo:{memo.public_id}"


def seal(steps: Sequence[Step]) -> str:
    """Changes when a picture comes, goes, or is written anew."""
    names = "\n".join(f"{step.public_id} {step.picture.name}" for step in steps)
    return hashlib.sha256(names.encode()).hexdigest()


def share_memo(*, by: Participant, memo: Memo, shared: Shared) -> Sheet:
    """The helped person gives everyone a copy of a memo she keeps; another helper looks at it first.

    The memo itself does not change. Refused when the pictures are not those she looked at.
    """
    by, memo, steps = _given(by, memo, shared)
    helper = memo.visit.participants.select_related("person").get(role=Role.HELPER)
    # The files are read and written without a lock: others are not kept waiting.
    sheet = knowhow_actions.propose_sheet(
        by=by.person,
        helper=helper.person,
        territory=memo.visit.territory,
        title=shared.title,
        topic=shared.topic,
        procedure=shared.procedure,
        official_url=shared.official_url,
        steps=[(shared.sentences[step.public_id], step.zone, _picture(step)) for step in steps],
        signature=shared.signature,
        text_version=SHARE_TEXT_VERSION,
        origin=origin_of(memo),
    )
    with transaction.atomic():
        visits_actions.note(memo.visit, "memo.shared", by.person)
    return sheet


@transaction.atomic
def _given(by: Participant, memo: Memo, shared: Shared) -> tuple[Participant, Memo, list[Step]]:
    by, memo = lock_to_decide(by, memo)
    if not is_without_alarm(memo):
        # It may be a proof, and the helper reads what waits for a second look.
        raise MemoUnknown()
    if memo.state != MemoState.KEPT:
        raise MemoNotKept()
    steps = list(memo.steps.all())
    if seal(steps) != shared.seen:
        raise PicturesChanged()
    return by, memo, [step for step in steps if step.public_id in shared.sentences]


def _picture(step: Step) -> bytes:
    try:
        with step.picture.open("rb") as stored:
            body: bytes = stored.read()
    except FileNotFoundError as error:
        raise StepUnknown() from error
    return body


@transaction.atomic
def unshare_memo(*, by: Participant, memo: Memo) -> None:
    """She takes the copy back, at any time: its pictures are really gone. Again is the same."""
    by, memo = lock_to_decide(by, memo)
    sheet = last_sheet_from(origin_of(memo))
    if sheet is None or sheet.is_over:
        return
    knowhow_actions.withdraw_sheet(by=by.person, sheet=sheet)
    visits_actions.note(memo.visit, "memo.unshared", by.person)
