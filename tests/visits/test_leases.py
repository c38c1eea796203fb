"""To act is lent for a while, on what can be acted on: it ends with its time, with the screen, with the page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from epaule.visits import actions, tasks
from epaule.visits.models import Consent, Participant, TimelineEntry, Visit
from tests.visits.ladder import Ladder, moments, rights_of
from tests.visits.wire import Told

FIRST, SECOND = "01HZZZZZZZZZZZZZZZZZZZZZZA", "01HZZZZZZZZZZZZZZZZZZZZZZB"


def later(seconds: float) -> Any:
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False)


def test_lease_is_not_lengthened_by_the_same_message(acting: Ladder) -> None:
    until = Participant.objects.get(pk=acting.karim.pk).hand_until
    with later(60):
        acting.give("act")
    assert Participant.objects.get(pk=acting.karim.pk).hand_until == until


@pytest.mark.parametrize(("seconds", "hand"), [(-1, "act"), (1, "point")])
def test_lease_ends_with_its_time(acting: Ladder, seconds: float, hand: str) -> None:
    over = actions.LEASE.total_seconds() + seconds
    with later(over):
        tasks.keep_time.call_local()
    assert acting.hand() == hand
    assert rights_of(acting.karim) == ({"point", "act"} if hand == "act" else {"point"})


def test_lease_seen_late_ended_when_it_ended(acting: Ladder) -> None:
    until = Participant.objects.get(pk=acting.karim.pk).hand_until
    with later(actions.LEASE.total_seconds() + 40):
        assert actions.end_leases() == 1
        assert actions.end_leases() == 0
    assert Consent.objects.get(right="act").withdrawn_at == until
    assert TimelineEntry.objects.get(event="visit.hand_returned").at == until
    assert moments()[-1] == ("hand_returned", "act", "", "Karim")


def test_lease_that_was_over_before_the_end_did_not_last_until_it(acting: Ladder) -> None:
    until = Participant.objects.get(pk=acting.karim.pk).hand_until
    with later(actions.LEASE.total_seconds() + 40):
        actions.end_visit(participant=acting.jeanne)
    assert Consent.objects.get(right="act").withdrawn_at == until


def test_everyone_is_told_that_a_lease_is_over(
    acting: Ladder, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    with later(actions.LEASE.total_seconds() + 1), django_capture_on_commit_callbacks(execute=True):
        actions.end_leases()
    (news,) = [one.message["participant"] for one in told]
    assert (news["first_name"], news["hand"], news["hand_until"]) == ("Karim", "point", None)


def test_lease_given_anew_while_the_sweep_runs_is_kept(acting: Ladder, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = Visit.objects.select_for_update

    def give_first() -> Any:
        Participant.objects.filter(hand="act").update(hand_until=timezone.now() + actions.LEASE)
        return lock()

    with later(actions.LEASE.total_seconds() + 1):
        monkeypatch.setattr(Visit.objects, "select_for_update", give_first)
        assert actions.end_leases() == 0
    assert acting.hand() == "act"


def test_lease_that_is_over_is_lent_again_as_a_new_one(acting: Ladder) -> None:
    """Nobody swept yet: she gives it again, he did not keep it."""
    with later(actions.LEASE.total_seconds() + 1):
        acting.give("act")
        karim = Participant.objects.get(pk=acting.karim.pk)
        assert karim.hand_until == timezone.now() + actions.LEASE
    assert moments()[-2:] == [("hand_returned", "act", "", "Karim"), ("hand_given", "act", "Jeanne", "Karim")]


def test_lease_that_is_over_may_be_asked_for_again(acting: Ladder) -> None:
    with later(actions.LEASE.total_seconds() + 1):
        asked = acting.ask("act")
    assert (asked.hand, asked.asked) == ("point", "act")


@pytest.mark.parametrize("way", ["stops", "leaves", "opens another page", "shows another window"])
def test_acting_stops_with_what_is_acted_on(acting: Ladder, way: str) -> None:
    """To point is another right: it comes back with the next screen."""
    actions.ask_hand(participant=acting.sophie, rung="act")
    Participant.objects.filter(pk=acting.jeanne.pk).update(connection=FIRST)
    if way == "stops":
        actions.set_sharing(participant=acting.jeanne, on=False)
    elif way == "leaves":
        actions.leave(participant=acting.jeanne, connection=FIRST)
    elif way == "opens another page":
        actions.enter(participant=acting.jeanne, connection=SECOND)
    else:
        actions.set_sharing(participant=acting.jeanne, on=True, surface="window")
    assert (acting.hand(), acting.asked(acting.sophie)) == ("point", "")
    assert rights_of(acting.karim) == {"point"}
    assert moments()[-1] == ("hand_returned", "act", "Jeanne", "Karim")


@pytest.mark.parametrize("way", ["leaves", "opens another page"])
def test_acting_stops_with_the_page_of_who_acts(acting: Ladder, way: str) -> None:
    acting.give("act", to=acting.sophie)
    Participant.objects.filter(pk=acting.karim.pk).update(connection=FIRST)
    if way == "leaves":
        actions.leave(participant=acting.karim, connection=FIRST)
    else:
        assert actions.enter(participant=acting.karim, connection=SECOND).hand == "point"
    assert (acting.hand(), acting.hand(acting.sophie)) == ("point", "act")


def test_pointing_survives_another_screen_and_another_page(ladder: Ladder) -> None:
    ladder.give("point")
    for on in (True, False, True):
        actions.set_sharing(participant=ladder.jeanne, on=on)
    actions.enter(participant=ladder.karim, connection=FIRST)
    actions.leave(participant=ladder.karim, connection=FIRST)
    assert ladder.hand() == "point"
    assert rights_of(ladder.karim) == {"point"}
