"""The ladder of hands: the helped person owns it, the others ask or come down; each rung is dated and told."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from epaule.kernel.errors import TooMany
from epaule.requests import actions as requests_actions
from epaule.visits import actions
from epaule.visits.errors import (
    NothingToActOn,
    NotLetInYet,
    OnlyTheHelpedGives,
    OnlyWhoHelpsAsks,
    UnknownParticipant,
    VisitOver,
)
from epaule.visits.models import Consent, Participant
from tests.factories import Scene
from tests.visits.ladder import RUNGS, Ladder, moments, rights_of
from tests.visits.wire import Told

MOVES = list(product(RUNGS, RUNGS))


# --- Who may put whose hand where


@pytest.mark.parametrize(("low", "high"), MOVES)
@pytest.mark.parametrize("who", ["jeanne", "karim", "sophie", "paul"])
def test_every_way_up_and_down(ladder: Ladder, who: str, low: str, high: str) -> None:
    """Karim's hand, from `low` to `high`, by each of the four."""
    ladder.show()
    ladder.give(low)
    allowed = who == "jeanne" or (who == "karim" and RUNGS.index(high) <= RUNGS.index(low))
    if allowed:
        ladder.give(high, by=getattr(ladder, who))
    else:
        with pytest.raises(OnlyTheHelpedGives):
            ladder.give(high, by=getattr(ladder, who))
    karim = Participant.objects.get(pk=ladder.karim.pk)
    assert karim.hand == (high if allowed else low)
    assert (karim.hand_until is not None) == (karim.hand == "act")
    assert rights_of(karim) == set(RUNGS[1 : RUNGS.index(karim.hand) + 1])


@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_helped_person_has_no_hand_to_be_given(ladder: Ladder, who: str, rung: str) -> None:
    ladder.show()
    by = getattr(ladder, who)
    if (who, rung) == ("jeanne", "see"):
        # To come down from where she is, is nothing.
        ladder.give(rung, to=ladder.jeanne, by=by)
    else:
        with pytest.raises(OnlyTheHelpedGives):
            ladder.give(rung, to=ladder.jeanne, by=by)
    assert ladder.hand(ladder.jeanne) == "see"
    assert moments() == []


@pytest.mark.parametrize("surface", ["monitor", "window", "browser", "camera", "unknown", None])
def test_acting_needs_something_to_act_on(ladder: Ladder, surface: str | None) -> None:
    """A web page cannot press the keys of another computer."""
    if surface:
        ladder.show(surface)
    for attempt in (ladder.give, ladder.ask):
        with pytest.raises(NothingToActOn):
            attempt("act")
    assert (ladder.hand(), ladder.asked(), rights_of(ladder.karim)) == ("see", "", set())
    assert ladder.give("point").hand == "point"


@pytest.mark.parametrize("surface", ["shared_browser", "companion"])
def test_acting_is_lent_where_it_can_be(ladder: Ladder, surface: str) -> None:
    ladder.show(surface)
    assert ladder.give("act").hand == "act"


def test_after_the_end_nothing_moves(acting: Ladder) -> None:
    actions.end_visit(participant=acting.karim)
    for attempt in (acting.give, acting.ask):
        with pytest.raises(VisitOver):
            attempt("point")
    karim = Participant.objects.get(pk=acting.karim.pk)
    assert (karim.hand, karim.hand_until, rights_of(karim)) == ("see", None, set())


def test_at_the_door_one_neither_asks_nor_gets(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, karim = scene.participants(visit)
    sophie = scene.newcomer(visit, scene.sophie, "apprentice", inside=False)
    with pytest.raises(NotLetInYet):
        actions.ask_hand(participant=sophie, rung="point")
    for to in (sophie, karim):
        with pytest.raises(NotLetInYet):
            actions.set_hand(participant=sophie, to=to.public_id, rung="point")
    with pytest.raises(UnknownParticipant):
        actions.set_hand(participant=jeanne, to=sophie.public_id, rung="point")


def test_hand_in_another_visit_is_out_of_reach(scene: Scene, ladder: Ladder) -> None:
    request = requests_actions.accept(by=scene.sophie, request=scene.ask(scene.claire))
    elsewhere = actions.open_visit(by=scene.sophie, request=request)
    claire, sophie = scene.participants(elsewhere)
    for by, to in ((claire, ladder.karim), (ladder.jeanne, sophie)):
        with pytest.raises(UnknownParticipant):
            ladder.give("point", to=to, by=by)
    assert (ladder.hand(), ladder.hand(sophie)) == ("see", "see")


def test_database_refuses_a_hand_without_lease_and_a_helped_person_with_one(ladder: Ladder) -> None:
    for who, change in ((ladder.karim, {"hand": "act"}), (ladder.jeanne, {"hand": "point"})):
        with pytest.raises(IntegrityError), transaction.atomic():
            Participant.objects.filter(pk=who.pk).update(**change)


# --- Asking


@pytest.mark.parametrize("who", ["jeanne", "paul"])
def test_only_who_helps_or_learns_asks(ladder: Ladder, who: str) -> None:
    with pytest.raises(OnlyWhoHelpsAsks):
        ladder.ask("point", getattr(ladder, who))
    assert ladder.ask("point", ladder.sophie).asked == "point"


def test_asking_gives_nothing(ladder: Ladder) -> None:
    assert ladder.ask("point").hand == "see"
    assert rights_of(ladder.karim) == set()
    assert moments() == [("hand_asked", "point", "Karim", "Karim")]


@pytest.mark.parametrize(
    ("answer", "trace"),
    [("point", ("hand_given", "point", "Jeanne", "Karim")), ("see", ("hand_refused", "point", "Jeanne", "Karim"))],
)
def test_her_answer_closes_the_question(ladder: Ladder, answer: str, trace: tuple[str, ...]) -> None:
    ladder.ask("point")
    ladder.give(answer)
    assert (ladder.hand(), ladder.asked()) == (answer, "")
    assert moments()[1:] == [trace]


def test_lower_rung_than_asked_is_given_as_she_says(ladder: Ladder) -> None:
    ladder.show()
    ladder.ask("act")
    ladder.give("point")
    assert (ladder.hand(), ladder.asked()) == ("point", "")


def test_question_is_taken_back(ladder: Ladder) -> None:
    ladder.ask("point")
    assert ladder.ask("see").asked == ""


def test_coming_down_takes_the_question_back_and_refuses_nothing(ladder: Ladder) -> None:
    ladder.ask("point")
    ladder.give("see", by=ladder.karim)
    assert (ladder.asked(), moments()) == ("", [("hand_asked", "point", "Karim", "Karim")])


def test_rung_he_has_is_not_asked_for(ladder: Ladder) -> None:
    ladder.give("point")
    assert ladder.ask("point").asked == ""


def test_old_question_sent_again_after_a_no_is_only_a_question(ladder: Ladder) -> None:
    ladder.ask("point")
    ladder.give("see")
    ladder.ask("point")
    assert (ladder.hand(), ladder.asked()) == ("see", "point")


def test_who_insists_is_slowed_down(ladder: Ladder) -> None:
    for _no in range(actions.ASK_LIMIT.capacity):
        ladder.ask("point")
        ladder.give("see")
    with pytest.raises(TooMany):
        ladder.ask("point")
    assert ladder.asked() == ""
    assert ladder.ask("point", ladder.sophie).asked == "point"


def test_the_same_question_twice_is_one(
    ladder: Ladder, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(5):
            ladder.ask("point")
    assert [one.message["participant"]["asked"] for one in told] == ["point"]
    assert len(moments()) == 1


# --- Given, told, taken back


@pytest.mark.parametrize(("low", "high"), MOVES)
def test_again_is_the_same(
    ladder: Ladder, told: list[Told], django_capture_on_commit_callbacks: Any, low: str, high: str
) -> None:
    ladder.show()
    ladder.give(low)
    ladder.give(high)
    before, traces = Participant.objects.values().get(pk=ladder.karim.pk), moments()
    with django_capture_on_commit_callbacks(execute=True):
        ladder.give(high)
    assert told == []
    assert (Participant.objects.values().get(pk=ladder.karim.pk), moments()) == (before, traces)


def test_everyone_is_told_whose_hand_is_where(
    ladder: Ladder, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        ladder.give("point", to=ladder.sophie)
    (news,) = told
    assert (news.group, news.kind) == (f"visit.{ladder.visit.public_id}", "participant")
    assert (news.message["participant"]["first_name"], news.message["participant"]["hand"]) == ("Sophie", "point")


def test_each_rung_up_and_down_is_on_the_timeline(ladder: Ladder) -> None:
    ladder.show()
    ladder.give("act")
    ladder.give("see")
    assert moments() == [
        ("hand_given", "point", "Jeanne", "Karim"),
        ("hand_given", "act", "Jeanne", "Karim"),
        ("hand_returned", "act", "Jeanne", "Karim"),
        ("hand_returned", "point", "Jeanne", "Karim"),
    ]
    assert all(one.withdrawn_at is not None for one in Consent.objects.filter(to=ladder.karim))


def test_hand_of_one_is_not_the_hand_of_another(ladder: Ladder) -> None:
    for to in (ladder.karim, ladder.sophie, ladder.paul):
        ladder.give("point", to=to)
    ladder.give("see", to=ladder.sophie)
    assert [ladder.hand(one) for one in (ladder.karim, ladder.sophie, ladder.paul)] == ["point", "see", "point"]
    assert rights_of(ladder.paul) == {"point"}
