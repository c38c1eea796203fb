"""The memo after the visit: who may do what to it in which state, and what each edit does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from epaule.kernel.errors import Refusal
from epaule.replays import actions
from epaule.replays.models import EDITABLE, Memo, MemoState, Step
from epaule.replays.pictures import Area
from epaule.safety.models import AuditEvent
from epaule.visits import actions as visits_actions
from epaule.visits.journal import moments
from epaule.visits.models import AlarmKind, Participant
from tests.replays.studio import Studio, files_kept

pytestmark = pytest.mark.django_db
Deed = Callable[[Participant, Memo, Step], Any]
HALF = Area(0, 0, 0.5, 1)
SECRET = "Tapez la carte 4970 1011 2233 4455"


def memo_in(studio: Studio, state: str) -> Memo:
    """A memo of three steps in that state; of a deleted one they are gone."""
    if state == MemoState.OPEN:
        memo = studio.agree_to_memo()
        for sentence in ("Un.", "Deux.", "Trois."):
            studio.step(sentence)
        return memo
    memo = studio.draft("Un.", "Deux.", "Trois.")
    match state:
        case MemoState.OFFERED:
            return actions.offer(by=studio.karim, memo=memo)
        case MemoState.KEPT:
            return actions.keep(by=studio.jeanne, memo=memo)
        case MemoState.DELETED:
            return actions.delete_memo(by=studio.jeanne, memo=memo)
    return memo


def outcome(deed: Deed, by: Participant, memo: Memo, step: Step) -> str:
    """The state of the memo afterwards, or the code of the refusal."""
    try:
        deed(by, memo, step)
    except Refusal as refusal:
        return refusal.code
    return str(Memo.objects.get(pk=memo.pk).state)


EDITS: dict[str, Deed] = {
    "rewrite": lambda by, memo, step: actions.rewrite(
        by=by, memo=memo, title="Autre", sentences={step.public_id: "Autre."}
    ),
    "move_step": lambda by, memo, step: actions.move_step(by=by, memo=memo, step_id=step.public_id, to=2),
    "shift_step": lambda by, memo, step: actions.shift_step(by=by, memo=memo, step_id=step.public_id, places=1),
    "delete_step": lambda by, memo, step: actions.delete_step(by=by, memo=memo, step_id=step.public_id),
    "mask_step": lambda by, memo, step: actions.mask_step(
        by=by, memo=memo, step_id=step.public_id, areas=[HALF], seen=step.picture_version
    ),
    "crop_step": lambda by, memo, step: actions.crop_step(
        by=by, memo=memo, step_id=step.public_id, area=HALF, seen=step.picture_version
    ),
}
DECISIONS: dict[str, Deed] = {
    "finish": lambda by, memo, step: actions.finish(by=by, memo=memo),
    "offer": lambda by, memo, step: actions.offer(by=by, memo=memo),
    "keep": lambda by, memo, step: actions.keep(by=by, memo=memo),
    "reopen": lambda by, memo, step: actions.reopen(by=by, memo=memo),
    "delete_memo": lambda by, memo, step: actions.delete_memo(by=by, memo=memo),
}
UNDER_WAY = "memo_under_way"
HERS = "memo_is_hers"
DECIDED = {
    # deed, by: what becomes of an open, a draft, an offered, a kept, a deleted memo
    ("finish", "jeanne"): (UNDER_WAY, "kept", "kept", "kept", "memo_unknown"),
    ("finish", "karim"): (UNDER_WAY, "offered", "offered", "memo_is_kept", "memo_unknown"),
    ("offer", "karim"): (UNDER_WAY, "offered", "offered", "memo_is_kept", "memo_unknown"),
    ("keep", "jeanne"): (UNDER_WAY, "kept", "kept", "kept", "memo_unknown"),
    ("keep", "karim"): (UNDER_WAY, HERS, HERS, HERS, HERS),
    ("reopen", "jeanne"): (UNDER_WAY, "draft", "offered", "draft", "memo_unknown"),
    ("reopen", "karim"): (UNDER_WAY, HERS, HERS, HERS, HERS),
    ("delete_memo", "jeanne"): (UNDER_WAY, "deleted", "deleted", "deleted", "deleted"),
    ("delete_memo", "karim"): (UNDER_WAY, HERS, HERS, HERS, HERS),
}
STATES = list(MemoState)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(("deed", "who"), DECIDED)
def test_decisions(studio: Studio, deed: str, who: str, state: str) -> None:
    memo = memo_in(studio, state)
    step = memo.steps.first() or Step()
    found = outcome(DECISIONS[deed], getattr(studio, who), memo, step)
    assert found == DECIDED[deed, who][STATES.index(MemoState(state))]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", ["jeanne", "karim"])
@pytest.mark.parametrize("deed", EDITS)
def test_both_edit_until_it_is_kept(studio: Studio, deed: str, who: str, state: str) -> None:
    memo = memo_in(studio, state)
    step = memo.steps.first() or Step(public_id="x")
    refused = {"open": UNDER_WAY, "kept": "memo_is_kept", "deleted": "memo_unknown"}
    before = files_kept(), list(memo.steps.values_list("public_id", "sentence", "picture"))
    found = outcome(EDITS[deed], getattr(studio, who), memo, step)
    if state in EDITABLE:
        assert found == state
        assert list(memo.steps.values_list("public_id", "sentence", "picture")) != before[1]
    else:
        assert found == refused[state]
        assert (files_kept(), list(memo.steps.values_list("public_id", "sentence", "picture"))) == before


@pytest.mark.parametrize("deed", [*EDITS, *DECISIONS])
def test_nobody_else_touches_it(studio: Studio, deed: str) -> None:
    visit = studio.visit
    relative = studio.let_in(studio.scene.sophie)
    memo = memo_in(studio, "draft")
    other = Studio.of(studio.scene)
    step = memo.steps.get(rank=0)
    for stranger in (relative, other.karim, other.jeanne):
        assert outcome((EDITS | DECISIONS)[deed], stranger, memo, step) == "memo_unknown"
    assert Memo.objects.get(visit=visit).state == "draft"


@pytest.mark.parametrize("deed", [*EDITS, *DECISIONS])
def test_after_an_alarm_only_the_helped_person(studio: Studio, deed: str) -> None:
    memo = memo_in(studio, "draft")
    step = memo.steps.get(rank=0)
    alarm = visits_actions.raise_alarm(by=studio.jeanne, kind=AlarmKind.CARD)
    assert outcome((EDITS | DECISIONS)[deed], studio.karim, memo, step) == "memo_unknown"
    if deed != "offer":
        assert outcome((EDITS | DECISIONS)[deed], studio.jeanne, memo, step) in MemoState.values
    assert alarm.state == "open"


# --- Keeping


def test_what_is_kept_stays_until_it_is_opened_again(studio: Studio) -> None:
    memo = memo_in(studio, "offered")
    assert (memo.offered_at, memo.delete_on) != (None, None)
    memo = actions.keep(by=studio.jeanne, memo=memo)
    assert memo.kept_at is not None
    assert memo.delete_on is None
    studio.scene.territory.keeping_days = 7
    studio.scene.territory.save()
    memo = actions.reopen(by=studio.jeanne, memo=memo)
    assert (memo.state, memo.kept_at) == ("draft", None)
    assert memo.delete_on == timezone.localdate() + timedelta(days=7)


def test_deleted_memo_leaves_neither_words_nor_pictures(
    studio: Studio, django_capture_on_commit_callbacks: Any
) -> None:
    memo = memo_in(studio, "kept")
    assert len(files_kept()) == 3
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_memo(by=studio.jeanne, memo=memo)
    memo.refresh_from_db()
    assert (memo.state, memo.title, memo.delete_on, memo.steps.count()) == ("deleted", "", None, 0)
    assert files_kept() == []


def test_a_memo_without_steps_is_not_kept_but_deleted(
    studio: Studio, django_capture_on_commit_callbacks: Any
) -> None:
    memo = studio.draft("Un.")
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_step(by=studio.karim, memo=memo, step_id=memo.steps.get().public_id)
    assert files_kept() == []
    for deed, by in (("keep", studio.jeanne), ("offer", studio.karim)):
        assert outcome(DECISIONS[deed], by, memo, Step()) == "memo_is_empty"
    assert actions.delete_memo(by=studio.jeanne, memo=memo).state == "deleted"


# --- Words and order


def test_title_comes_from_the_request_and_is_changed_with_the_sentences(studio: Studio) -> None:
    memo = memo_in(studio, "draft")
    assert memo.title == "Je n’arrive pas à envoyer une photo"
    first, second, _third = memo.steps.all()
    sentences = {first.public_id: "  Ouvrez \n <b>le site</b>. ", second.public_id: "", "inconnue": "Rien."}
    actions.rewrite(by=studio.karim, memo=memo, title=" Envoyer une  photo ", sentences=sentences)
    memo.refresh_from_db()
    assert memo.title == "Envoyer une photo"
    assert [step.sentence for step in memo.steps.all()] == ["Ouvrez <b>le site</b>.", "", "Trois."]


@pytest.mark.parametrize("text", ["x" * 201, SECRET, "un\0nul", "le code est 482913"])
def test_text_that_cannot_be_kept_changes_nothing_at_all(studio: Studio, text: str) -> None:
    memo = memo_in(studio, "draft")
    sentences = {memo.steps.get(rank=0).public_id: "Bien.", memo.steps.get(rank=1).public_id: text}
    for given in ({"title": "Bien", "sentences": sentences}, {"title": text, "sentences": {}}):
        with pytest.raises(Refusal) as refusal:
            actions.rewrite(by=studio.jeanne, memo=memo, **given)  # type: ignore[arg-type]
        assert refusal.value.code == "text_not_kept"
    memo.refresh_from_db()
    assert memo.title == "Je n’arrive pas à envoyer une photo"
    assert [step.sentence for step in memo.steps.all()] == ["Un.", "Deux.", "Trois."]


def test_a_secret_is_named(studio: Studio) -> None:
    with pytest.raises(Refusal) as refusal:
        actions.rewrite(by=studio.jeanne, memo=memo_in(studio, "draft"), title=SECRET)
    assert "numéro de carte bancaire" in str(refusal.value.message)


@pytest.mark.parametrize(
    ("step", "to", "after"),
    [
        (0, 2, "Deux. Trois. Un."),
        (2, 0, "Trois. Un. Deux."),
        (1, 1, "Un. Deux. Trois."),
        (0, 99, "Deux. Trois. Un."),
    ],
)
def test_moving_to_a_place(studio: Studio, step: int, to: int, after: str) -> None:
    memo = memo_in(studio, "draft")
    # As two steps taken at the same moment.
    memo.steps.update(rank=5)
    actions.move_step(by=studio.jeanne, memo=memo, step_id=memo.steps.all()[step].public_id, to=to)
    assert " ".join(one.sentence for one in memo.steps.all()) == after
    assert [one.rank for one in memo.steps.all()] == [0, 1, 2]


@pytest.mark.parametrize(
    ("step", "places", "after"),
    [
        (0, 1, "Deux. Un. Trois."),
        (2, -1, "Un. Trois. Deux."),
        (0, -1, "Un. Deux. Trois."),
        (2, 1, "Un. Deux. Trois."),
    ],
)
def test_moving_by_one(studio: Studio, step: int, places: int, after: str) -> None:
    memo = memo_in(studio, "draft")
    actions.shift_step(by=studio.jeanne, memo=memo, step_id=memo.steps.get(rank=step).public_id, places=places)
    assert " ".join(one.sentence for one in memo.steps.all()) == after


def test_step_of_another_memo_is_none_of_hers(studio: Studio) -> None:
    memo, other = memo_in(studio, "draft"), memo_in(Studio.of(studio.scene), "draft")
    foreign = other.steps.get(rank=0)
    for deed in set(EDITS) - {"rewrite"}:
        assert outcome(EDITS[deed], studio.jeanne, memo, foreign) == "step_unknown"
    actions.rewrite(by=studio.jeanne, memo=memo, sentences={foreign.public_id: "Volé."})
    assert [step.sentence for step in other.steps.all()] == ["Un.", "Deux.", "Trois."]


# --- What is said of it


def test_a_sitting_is_one_line_on_the_timeline_and_every_edit_is_audited(studio: Studio) -> None:
    memo = memo_in(studio, "draft")
    for number in range(3):
        actions.rewrite(by=studio.karim, memo=memo, title=f"Titre {number}")
    actions.rewrite(by=studio.jeanne, memo=memo, title="Le sien")
    actions.rewrite(by=studio.jeanne, memo=memo, title="Le sien")
    lines = [moment.sentence for moment in moments(studio.visit)]
    assert lines.count("Karim change le texte ou l’ordre du mémo.") == 1
    assert lines.count("Jeanne change le texte ou l’ordre du mémo.") == 1
    assert AuditEvent.objects.filter(event="memo.edited").count() == 4
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        actions.rewrite(by=studio.karim, memo=memo, title="Le lendemain")
    lines = [moment.sentence for moment in moments(studio.visit)]
    assert lines.count("Karim change le texte ou l’ordre du mémo.") == 2


def test_memo_whose_time_is_over_is_said_to_have_gone_by_itself(studio: Studio) -> None:
    actions.destroy(memo_in(studio, "draft"), None)
    assert "que personne n’a gardé" in [moment.sentence for moment in moments(studio.visit)][-1]
