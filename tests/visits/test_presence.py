"""Coming in, going away, coming back, and the same person in two tabs."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.visits import actions
from epaule.visits.errors import VisitOver
from epaule.visits.models import Participant, TimelineEntry, Visit
from tests.factories import Scene
from tests.visits.wire import Told

FIRST, SECOND = "01HZZZZZZZZZZZZZZZZZZZZZZA", "01HZZZZZZZZZZZZZZZZZZZZZZB"


def enter(participant: Participant, connection: str = FIRST) -> Participant:
    return actions.enter(participant=participant, connection=connection)


def test_nobody_enters_an_ended_visit(scene: Scene) -> None:
    jeanne, karim = scene.participants(scene.visit())
    actions.end_visit(participant=karim)
    with pytest.raises(VisitOver):
        enter(jeanne)
    jeanne.refresh_from_db()
    assert jeanne.connection == ""


def test_the_other_is_told_who_came(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    with django_capture_on_commit_callbacks(execute=True):
        assert enter(jeanne).connection == FIRST
    (news,) = [one for one in told if one.kind == "participant"]
    assert news.group == f"visit.{visit.public_id}"
    assert news.message["participant"] == {
        "id": jeanne.public_id,
        "first_name": "Jeanne",
        "role": "helped",
        "colour": 0,
        "admitted": True,
        "present": True,
        "sharing": False,
        "surface": None,
        "hidden": False,
        "hand": "see",
        "hand_until": None,
        "asked": None,
    }


def test_visit_starts_when_both_are_there_and_only_once(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, karim = scene.participants(visit)
    enter(jeanne)
    visit.refresh_from_db()
    assert visit.started_at is None
    enter(karim)
    visit.refresh_from_db()
    started_at = visit.started_at
    assert started_at is not None
    enter(karim, SECOND)
    visit.refresh_from_db()
    assert visit.started_at == started_at
    assert TimelineEntry.objects.filter(event="visit.started").count() == 1


def test_newest_page_wins_and_the_older_one_is_told(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    enter(jeanne)
    with django_capture_on_commit_callbacks(execute=True):
        assert enter(jeanne, SECOND).connection == SECOND
    (replaced,) = [one for one in told if one.kind == "replaced"]
    assert (replaced.group, replaced.but, replaced.close) == (f"participant.{jeanne.public_id}", SECOND, 4409)


def test_closing_the_older_page_afterwards_does_not_mark_her_absent(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    enter(jeanne)
    enter(jeanne, SECOND)
    with django_capture_on_commit_callbacks(execute=True):
        actions.leave(participant=jeanne, connection=FIRST)
    jeanne.refresh_from_db()
    assert jeanne.connection == SECOND
    assert told == []


def test_page_that_goes_away_leaves_the_visit_open(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    enter(jeanne)
    with django_capture_on_commit_callbacks(execute=True):
        actions.leave(participant=jeanne, connection=FIRST)
    jeanne.refresh_from_db()
    assert jeanne.connection == ""
    assert [one.message["participant"]["present"] for one in told] == [False]
    visit.refresh_from_db()
    assert visit.state == "open"
    assert enter(jeanne, SECOND).connection == SECOND


def test_page_that_goes_away_after_the_end_tells_nobody(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    jeanne, karim = scene.participants(scene.visit())
    enter(jeanne)
    actions.end_visit(participant=karim)
    with django_capture_on_commit_callbacks(execute=True):
        actions.leave(participant=jeanne, connection=FIRST)
    jeanne.refresh_from_db()
    assert (jeanne.connection, told) == ("", [])


def test_only_the_page_in_the_room_gives_signs_of_life(scene: Scene) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    enter(jeanne)
    Participant.objects.update(seen_at="2026-01-01T00:00:00Z")
    actions.note_alive(participant=jeanne, connection=SECOND)
    jeanne.refresh_from_db()
    assert jeanne.seen_at.year == 2026
    assert jeanne.seen_at.month == jeanne.seen_at.day == 1
    actions.note_alive(participant=jeanne, connection=FIRST)
    before = jeanne.seen_at
    jeanne.refresh_from_db()
    assert jeanne.seen_at > before


def test_presence_of_one_visit_says_nothing_of_another(scene: Scene) -> None:
    jeanne, karim = scene.participants(scene.visit())
    enter(karim)
    actions.end_visit(participant=karim)
    again = scene.visit()
    _jeanne, karim_again = scene.participants(again)
    assert karim_again.connection == ""
    enter(karim_again)
    assert Visit.objects.get(pk=again.pk).started_at is None
    assert jeanne.visit_id != again.pk
