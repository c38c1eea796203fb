"""What is kept needs its own yes: everything is off until then, the film's and the memo's are two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from epaule.kernel.errors import Refusal
from epaule.replays import actions
from epaule.replays.errors import RecordingOver
from epaule.replays.models import Memo, Recording, Step
from epaule.visits import actions as visits_actions
from epaule.visits.actions.consents import CONSENT_TEXT_VERSION
from epaule.visits.models import Consent
from tests.factories import Scene
from tests.replays.studio import Studio

Given = Callable[[Studio], Any]


def agree_to_film(studio: Studio) -> None:
    actions.propose(by=studio.karim)
    actions.accept(by=studio.jeanne)


def show(studio: Studio) -> None:
    visits_actions.set_sharing(participant=studio.jeanne, on=True, surface="window")


def point(studio: Studio) -> None:
    visits_actions.set_hand(participant=studio.jeanne, to=studio.karim.public_id, rung="point")


def ask_for_both(studio: Studio) -> None:
    actions.propose(by=studio.karim)
    actions.ask_for_memo(by=studio.karim)


def agree_then_take_back(studio: Studio) -> None:
    agree_to_film(studio)
    actions.agree_to_memo(by=studio.jeanne)
    actions.stop(by=studio.jeanne, visit_id=studio.visit.pk)
    actions.stop_memo(by=studio.jeanne)


TABLE: dict[str, tuple[list[Given], bool, bool]] = {
    # given while a window is shown: (what, a film may be made, a step may be taken)
    "nothing": ([], False, False),
    "to point": ([point], False, False),
    "questions without answer": ([ask_for_both], False, False),
    "the film": ([agree_to_film], True, False),
    "the memo": ([lambda studio: actions.agree_to_memo(by=studio.jeanne)], False, True),
    "both": ([agree_to_film, lambda studio: actions.agree_to_memo(by=studio.jeanne)], True, True),
    "both, taken back": ([agree_then_take_back], False, False),
    "the film, then the memo refused": (
        [agree_to_film, lambda s: actions.ask_for_memo(by=s.karim), lambda s: actions.stop_memo(by=s.jeanne)],
        True,
        False,
    ),
    "the memo, then the film refused": (
        [
            lambda s: actions.agree_to_memo(by=s.jeanne),
            lambda s: actions.propose(by=s.karim),
            lambda s: actions.decline(by=s.jeanne),
        ],
        False,
        True,
    ),
}


def allowed(act: Callable[[], Any]) -> bool:
    try:
        act()
    except Refusal:
        return False
    return True


def send(studio: Studio) -> None:
    if not Recording.objects.exists():
        raise RecordingOver()
    studio.segment()
    studio.keep(b"x")


@pytest.mark.parametrize("given", TABLE)
def test_which_yes_lets_what_be_kept(studio: Studio, given: str) -> None:
    acts, film, step = TABLE[given]
    show(studio)
    for act in acts:
        act(studio)
    assert (allowed(lambda: send(studio)), allowed(studio.step)) == (film, step)
    assert Step.objects.count() == int(step)


def test_everything_is_off_when_a_visit_begins(scene: Scene) -> None:
    scene.visit()
    assert not Consent.objects.exists()
    assert not Recording.objects.exists()
    assert not Memo.objects.exists()


@pytest.mark.parametrize("right", ["record", "memo"])
def test_each_yes_says_which_text_was_read_and_ends_with_the_visit(studio: Studio, right: str) -> None:
    show(studio)
    agree_to_film(studio)
    actions.agree_to_memo(by=studio.jeanne)
    given = Consent.objects.filter(right=right)
    assert {one.text_version for one in given} == {CONSENT_TEXT_VERSION}
    assert {one.person.first_name for one in given} == ({"Jeanne", "Karim"} if right == "record" else {"Jeanne"})
    studio.end()
    assert not given.filter(withdrawn_at=None).exists()


def test_helper_alone_agrees_to_nothing_for_her(studio: Studio) -> None:
    show(studio)
    for act in (
        lambda: actions.agree_to_memo(by=studio.karim),
        lambda: actions.accept(by=studio.karim),
        lambda: [actions.propose(by=studio.karim), actions.accept(by=studio.karim)],
    ):
        assert not allowed(act)
    assert (allowed(lambda: send(studio)), allowed(studio.step)) == (False, False)
