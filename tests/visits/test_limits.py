"""An hour, a warning, half an hour more if she wants: a visit does not last by forgetting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from epaule.visits import actions, tasks
from epaule.visits.errors import NotLetInYet, OnlyTheHelpedProlongs, TooEarlyToProlong
from epaule.visits.models import Participant, TimelineEntry, Visit
from tests.factories import Scene
from tests.visits.wire import Told

PAGE = "01HZZZZZZZZZZZZZZZZZZZZZZA"


def start(scene: Scene) -> tuple[Visit, Participant, Participant]:
    visit = scene.visit()
    jeanne, karim = scene.participants(visit)
    for one in (jeanne, karim):
        actions.enter(participant=one, connection=PAGE)
    visit.refresh_from_db()
    return visit, jeanne, karim


def at_minute(visit: Visit, minute: float) -> Any:
    assert visit.started_at is not None
    return time_machine.travel(visit.started_at + timedelta(minutes=minute), tick=False)


def length(visit: Visit) -> timedelta:
    visit.refresh_from_db()
    assert visit.started_at is not None
    assert visit.ends_at is not None
    return visit.ends_at - visit.started_at


# --- Prolonging


@pytest.mark.parametrize("role", ["helper", "relative", "interpreter", "apprentice"])
def test_nobody_prolongs_for_her(scene: Scene, role: str) -> None:
    visit, _jeanne, karim = start(scene)
    who = karim if role == "helper" else scene.newcomer(visit, scene.sophie, role)
    with at_minute(visit, 50), pytest.raises(OnlyTheHelpedProlongs):
        actions.prolong(participant=who)
    assert length(visit) == timedelta(hours=1)


def test_nobody_prolongs_from_the_door(scene: Scene) -> None:
    visit, _jeanne, _karim = start(scene)
    with at_minute(visit, 50), pytest.raises(NotLetInYet):
        actions.prolong(participant=scene.newcomer(visit, scene.sophie, inside=False))


@pytest.mark.parametrize("minute", [0, 44.9])
def test_not_before_the_warning(scene: Scene, minute: float) -> None:
    visit, jeanne, _karim = start(scene)
    with at_minute(visit, minute), pytest.raises(TooEarlyToProlong):
        actions.prolong(participant=jeanne)
    assert length(visit) == timedelta(hours=1)


def test_not_before_the_start(scene: Scene) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    with pytest.raises(TooEarlyToProlong):
        actions.prolong(participant=jeanne)


@pytest.mark.parametrize(("minute", "minutes"), [(45, 90), (59, 90), (61, 91)])
def test_half_an_hour_more(scene: Scene, minute: float, minutes: int) -> None:
    """Also when the hour is just over and nobody ended it yet: then from now."""
    visit, jeanne, _karim = start(scene)
    with at_minute(visit, minute):
        actions.prolong(participant=jeanne)
    assert length(visit) == timedelta(minutes=minutes)
    assert TimelineEntry.objects.get(event="visit.prolonged").person == scene.jeanne


def test_the_same_message_twice_prolongs_once(scene: Scene) -> None:
    visit, jeanne, _karim = start(scene)
    with at_minute(visit, 50):
        actions.prolong(participant=jeanne)
        with pytest.raises(TooEarlyToProlong):
            actions.prolong(participant=jeanne)
    assert length(visit) == timedelta(minutes=90)


def test_she_may_prolong_again_near_the_new_end(scene: Scene) -> None:
    visit, jeanne, _karim = start(scene)
    for minute in (50, 80):
        with at_minute(visit, minute):
            actions.prolong(participant=jeanne)
    assert length(visit) == timedelta(minutes=120)


def test_everyone_is_told_the_time_at_the_start_and_when_it_changes(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        visit, jeanne, _karim = start(scene)
    with at_minute(visit, 50), django_capture_on_commit_callbacks(execute=True):
        actions.prolong(participant=jeanne)
        now = timezone.now().isoformat()
    first, second = [one for one in told if one.kind == "time"]
    assert first.group == second.group == f"visit.{visit.public_id}"
    assert first.message["ends_at"] == visit.ends_at.isoformat() if visit.ends_at else None
    visit.refresh_from_db()
    assert visit.ends_at is not None
    assert (second.message["now"], second.message["ends_at"]) == (now, visit.ends_at.isoformat())
    assert [one.message["seq"] for one in told if "seq" in one.message] == list(range(1, 5))


# --- The end


@pytest.mark.parametrize(("minute", "state"), [(59.9, "open"), (60, "ended")])
def test_visit_ends_with_its_time(scene: Scene, minute: float, state: str) -> None:
    visit, _jeanne, _karim = start(scene)
    with at_minute(visit, minute):
        tasks.keep_time.call_local()
    visit.refresh_from_db()
    assert (visit.state, visit.end_reason) == (state, "time" if state == "ended" else "")


def test_both_are_told_that_the_clock_ended_it(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    visit, _jeanne, _karim = start(scene)
    with at_minute(visit, 61), django_capture_on_commit_callbacks(execute=True):
        assert (actions.end_overdue(), actions.end_overdue()) == (1, 0)
    (news,) = [one for one in told if one.kind == "visit.ended"]
    assert (news.message["by"], news.message["reason"], news.close) == ("", "time", 4410)


def test_visit_that_has_not_started_is_not_overdue(scene: Scene) -> None:
    visit = scene.visit()
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        assert actions.end_overdue() == 0
    assert visit.state == "open"


def test_visit_prolonged_while_the_sweep_runs_goes_on(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    visit, _jeanne, _karim = start(scene)
    lock = Visit.objects.select_for_update

    def prolong_first() -> Any:
        Visit.objects.filter(pk=visit.pk).update(ends_at=timezone.now() + timedelta(minutes=30))
        return lock()

    with at_minute(visit, 61):
        monkeypatch.setattr(Visit.objects, "select_for_update", prolong_first)
        assert actions.end_overdue() == 0
    visit.refresh_from_db()
    assert visit.state == "open"
