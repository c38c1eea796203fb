"""« Terminer la visite », by either, once; and the visit of a request that was taken back."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.kernel.events import _subscribers
from epaule.requests import actions as requests_actions
from epaule.requests.models import HelpRequest
from epaule.safety.models import AuditEvent
from epaule.visits import actions
from epaule.visits.actions import rooms
from epaule.visits.events import VisitEnded
from epaule.visits.models import Consent, Participant, Right, TimelineEntry, Visit
from tests.factories import Scene
from tests.requests.test_accept_race import together
from tests.visits.wire import Told


@pytest.mark.parametrize("role", ["helped", "helper"])
def test_either_ends_it(scene: Scene, role: str) -> None:
    visit = scene.visit()
    by = visit.participants.get(role=role)
    ended = actions.end_visit(participant=by)
    assert (ended.state, ended.end_reason, ended.ended_by) == ("ended", "finished", by.person)
    assert ended.ended_at is not None
    assert HelpRequest.objects.get().state == "closed"
    assert AuditEvent.objects.get(event="visit.ended").by == by.person.public_id
    assert TimelineEntry.objects.get(event="visit.ended").person == by.person


def test_consents_and_sharing_end_with_it(scene: Scene) -> None:
    jeanne, karim = scene.participants(scene.visit())
    actions.set_sharing(participant=jeanne, on=True)
    for one in (jeanne, karim):
        actions.give_consent(participant=one, right=Right.RECORD)
    actions.end_visit(participant=karim)
    assert Consent.objects.count() == 3
    assert not Consent.objects.filter(withdrawn_at=None).exists()
    assert not Participant.objects.filter(sharing=True).exists()


def test_pages_are_told_who_ended_it_then_hung_up_on(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    with django_capture_on_commit_callbacks(execute=True):
        actions.end_visit(participant=jeanne)
    (news,) = [one for one in told if one.kind == "visit.ended"]
    assert news.message == {"type": "visit.ended", "seq": 1, "by": "Jeanne", "reason": "finished"}
    assert (news.group, news.close) == (f"visit.{visit.public_id}", 4410)


def test_apps_after_this_one_are_told(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    published: list[object] = []
    monkeypatch.setattr(rooms, "publish", published.append)
    visit = scene.visit()
    actions.end_visit(participant=scene.participants(visit)[0])
    assert published == [VisitEnded(visit.pk)]


def test_ending_it_again_changes_and_tells_nothing(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    jeanne, karim = scene.participants(scene.visit())
    first = actions.end_visit(participant=jeanne)
    with django_capture_on_commit_callbacks(execute=True):
        again = actions.end_visit(participant=karim)
    assert (again.ended_at, again.ended_by) == (first.ended_at, scene.jeanne)
    assert told == []
    assert AuditEvent.objects.filter(event="visit.ended").count() == 1


def test_person_may_ask_again_and_helper_may_accept_again(scene: Scene) -> None:
    visit = scene.visit()
    actions.end_visit(participant=scene.participants(visit)[0])
    assert scene.visit().pk != visit.pk


def test_broken_channel_layer_keeps_nobody_from_hearing_of_the_end(
    played: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(group: str, message: object) -> None:
        raise ConnectionError("no Redis")

    heard: list[object] = []
    visit = played.visit()
    monkeypatch.setattr("epaule.visits.live.send_to_group", fail)
    monkeypatch.setitem(_subscribers, VisitEnded, [heard.append])
    actions.end_visit(participant=played.participants(visit)[0])
    assert heard == [VisitEnded(visit.pk)]


@pytest.mark.parametrize("entered", [True, False])
def test_cancelling_the_request_ends_the_visit(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any, entered: bool
) -> None:
    visit = scene.visit()
    if entered:
        for one in scene.participants(visit):
            actions.enter(participant=one, connection="01HZZZZZZZZZZZZZZZZZZZZZZA")
    with django_capture_on_commit_callbacks(execute=True):
        requests_actions.cancel(by=scene.jeanne, request=visit.request)
    visit.refresh_from_db()
    assert (visit.state, visit.end_reason, visit.ended_by) == ("ended", "finished", scene.jeanne)
    assert HelpRequest.objects.get().state == "cancelled"
    (news,) = [one.message for one in told if one.kind == "visit.ended"]
    assert (news["by"], news["reason"]) == ("Jeanne", "finished")


def test_cancelling_a_request_nobody_opened_the_room_of_ends_no_visit(
    scene: Scene, django_capture_on_commit_callbacks: Any
) -> None:
    other = scene.visit()
    with django_capture_on_commit_callbacks(execute=True):
        requests_actions.cancel(by=scene.paul, request=scene.ask(scene.paul))
    assert list(Visit.objects.filter(state="open")) == [other]


def test_both_ending_it_at_once_end_it_once(played: Scene) -> None:
    both = played.participants(played.visit())
    ended = together(*[lambda by=by: actions.end_visit(participant=by) for by in both * 3])
    assert ended == {"done": 6}
    assert AuditEvent.objects.filter(event="visit.ended").count() == 1


def test_ending_while_the_request_is_cancelled_ends_it_once(played: Scene) -> None:
    visit = played.visit()
    _jeanne, karim = played.participants(visit)
    outcomes = together(
        lambda: actions.end_visit(participant=karim),
        lambda: requests_actions.cancel(by=played.jeanne, request=visit.request),
    )
    assert outcomes in ({"done": 2}, {"done": 1, "cannot_cancel": 1})
    assert AuditEvent.objects.filter(event="visit.ended").count() == 1
    visit.refresh_from_db()
    assert visit.state == "ended"
