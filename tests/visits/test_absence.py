"""Who does not come back in time ends the visit; a restarted server is patient."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from epaule.requests import actions as requests_actions
from epaule.visits import actions, tasks
from epaule.visits.models import Participant, Visit
from tests.factories import Scene
from tests.visits.wire import Told

PAGE = "01HZZZZZZZZZZZZZZZZZZZZZZA"


def both_enter(scene: Scene, visit: Visit) -> tuple[Participant, Participant]:
    jeanne, karim = scene.participants(visit)
    for one in (jeanne, karim):
        actions.enter(participant=one, connection=PAGE)
    return jeanne, karim


@pytest.fixture
def long_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that has been up for an hour."""
    monkeypatch.setattr(tasks, "_STARTED", tasks.time.monotonic() - 3600)


def later(seconds: float) -> Any:
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False)


@pytest.mark.parametrize(("seconds", "state"), [(290, "open"), (310, "ended")])
def test_five_minutes_of_absence_end_a_started_visit(scene: Scene, seconds: int, state: str) -> None:
    visit = scene.visit()
    jeanne, karim = both_enter(scene, visit)
    actions.leave(participant=jeanne, connection=PAGE)
    with later(seconds):
        actions.note_alive(participant=karim, connection=PAGE)
        assert actions.end_abandoned() == (state == "ended")
    visit.refresh_from_db()
    assert (visit.state, visit.end_reason) == (state, "absence" if state == "ended" else "")


def test_page_that_stopped_giving_signs_of_life_counts_as_gone(scene: Scene) -> None:
    visit = scene.visit()
    _jeanne, karim = both_enter(scene, visit)
    with later(310):
        actions.note_alive(participant=karim, connection=PAGE)
        assert actions.end_abandoned() == 1


def test_signs_of_life_of_both_keep_it_open(scene: Scene) -> None:
    visit = scene.visit()
    both = both_enter(scene, visit)
    with later(310):
        for one in both:
            actions.note_alive(participant=one, connection=PAGE)
        assert actions.end_abandoned() == 0


def test_who_comes_back_in_time_is_awaited_no_more(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, karim = both_enter(scene, visit)
    actions.leave(participant=jeanne, connection=PAGE)
    with later(290):
        actions.enter(participant=jeanne, connection="01HZZZZZZZZZZZZZZZZZZZZZZB")
        actions.note_alive(participant=karim, connection=PAGE)
    with later(320):
        assert actions.end_abandoned() == 0


def test_who_comes_back_while_the_sweep_runs_is_not_swept(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = scene.visit()
    jeanne, karim = both_enter(scene, visit)

    def come_back(*args: Any) -> Any:
        for one in (jeanne, karim):
            actions.note_alive(participant=one, connection=PAGE)
        return lock(*args)

    lock = Visit.objects.select_for_update
    monkeypatch.setattr(Visit.objects, "select_for_update", come_back)
    with later(310):
        assert actions.end_abandoned() == 0
    visit.refresh_from_db()
    assert visit.state == "open"


@pytest.mark.parametrize(("seconds", "state"), [(590, "open"), (610, "ended")])
def test_first_arrival_is_awaited_ten_minutes(scene: Scene, seconds: int, state: str) -> None:
    visit = scene.visit()
    _jeanne, karim = scene.participants(visit)
    actions.enter(participant=karim, connection=PAGE)
    with later(seconds):
        actions.note_alive(participant=karim, connection=PAGE)
        actions.end_abandoned()
    visit.refresh_from_db()
    assert visit.state == state


def test_visit_where_nobody_ever_came_ends_too(scene: Scene) -> None:
    visit = scene.visit()
    with later(610):
        assert actions.end_abandoned() == 1
        assert actions.end_abandoned() == 0
    visit.request.refresh_from_db()
    assert visit.request.state == "closed"


def test_both_are_told_that_an_absence_ended_it(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    visit = scene.visit()
    both_enter(scene, visit)
    with later(310), django_capture_on_commit_callbacks(execute=True):
        actions.end_abandoned()
    (news,) = [one for one in told if one.kind == "visit.ended"]
    assert (news.message["by"], news.message["reason"]) == ("", "absence")
    assert (news.group, news.close) == (f"visit.{visit.public_id}", 4410)


def test_one_absence_ends_one_visit(scene: Scene) -> None:
    first = scene.visit()
    both_enter(scene, first)
    request = scene.ask(scene.paul)
    requests_actions.accept(by=scene.sophie, request=request)
    second = actions.open_visit(by=scene.sophie, request=request)
    with later(310):
        for one in scene.participants(second):
            actions.enter(participant=one, connection=PAGE)
        assert actions.end_abandoned() == 1
    second.refresh_from_db()
    assert second.state == "open"


def test_every_minute_task_sweeps(scene: Scene, long_started: None) -> None:
    visit = scene.visit()
    both_enter(scene, visit)
    with later(310):
        tasks.end_abandoned_visits.call_local()
    visit.refresh_from_db()
    assert visit.state == "ended"


def test_server_just_restarted_lets_everyone_come_back(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    visit = scene.visit()
    both_enter(scene, visit)
    with later(3600):
        monkeypatch.setattr(tasks, "_STARTED", tasks.time.monotonic() - 60)
        tasks.end_abandoned_visits.call_local()
        visit.refresh_from_db()
        assert visit.state == "open"
        monkeypatch.setattr(tasks, "_STARTED", tasks.time.monotonic() - 301)
        tasks.end_abandoned_visits.call_local()
    visit.refresh_from_db()
    assert visit.state == "ended"
