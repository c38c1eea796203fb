"""« Enregistrer »: proposed by one, accepted by the other on her own screen, stopped by either."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from epaule.replays import actions, subscribers, tasks
from epaule.replays.models import Recording
from epaule.safety.models import AuditEvent
from epaule.visits import actions as visits_actions
from epaule.visits.errors import VisitOver
from epaule.visits.events import VisitEnded
from epaule.visits.models import Consent, Visit
from tests.replays.studio import Studio
from tests.requests.test_accept_race import together


def agreed() -> set[str]:
    """First names of those whose consent to be recorded holds."""
    current = Consent.objects.filter(right="record", withdrawn_at=None)
    return set(current.values_list("person__first_name", flat=True))


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_nothing_is_proposed_after_the_end(studio: Studio, who: str) -> None:
    visits_actions.end_visit(participant=studio.jeanne)
    with pytest.raises(VisitOver):
        actions.propose(by=getattr(studio, who))
    assert agreed() == set()


def test_proposal_accepted_after_the_end_starts_nothing(studio: Studio) -> None:
    """The end is there, its news has not come yet."""
    actions.propose(by=studio.jeanne)
    visits_actions.end_visit(participant=studio.karim)
    with pytest.raises(VisitOver):
        actions.accept(by=studio.karim)
    assert (Recording.objects.get().state, agreed()) == ("proposed", set())


@pytest.mark.parametrize(("by", "other"), [("jeanne", "karim"), ("karim", "jeanne")])
def test_it_starts_when_both_have_said_yes(
    studio: Studio,
    told: list[dict[str, Any]],
    django_capture_on_commit_callbacks: Any,
    by: str,
    other: str,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        recording = actions.propose(by=getattr(studio, by))
    assert (recording.state, recording.started_at, agreed()) == ("proposed", None, {by.capitalize()})
    with django_capture_on_commit_callbacks(execute=True):
        recording = actions.accept(by=getattr(studio, other))
    assert (recording.state, agreed()) == ("recording", {"Jeanne", "Karim"})
    assert recording.started_at is not None
    common = {
        "type": "recording",
        "id": recording.public_id,
        "proposed_by": getattr(studio, by).public_id,
        "recorder": studio.karim.public_id,
    }
    assert told == [
        common | {"seq": 1, "state": "proposed", "awaited": [getattr(studio, other).public_id]},
        common | {"seq": 2, "state": "recording", "awaited": []},
    ]
    traces = AuditEvent.objects.filter(event__startswith="recording.").order_by("pk").values_list("event", "by")
    assert list(traces) == [
        ("recording.proposed", getattr(studio, by).person.public_id),
        ("recording.started", getattr(studio, other).person.public_id),
    ]


@pytest.mark.parametrize(("way", "by"), [("decline", "karim"), ("cancel", "jeanne")])
def test_no_leaves_no_consent(studio: Studio, way: str, by: str) -> None:
    actions.propose(by=studio.jeanne)
    getattr(actions, way)(by=getattr(studio, by))
    assert agreed() == set()
    assert actions.propose(by=studio.karim).state == "proposed"


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_either_stops_it(studio: Studio, who: str) -> None:
    studio.start()
    recording = actions.stop(by=getattr(studio, who), visit_id=studio.visit.pk)
    assert recording is not None
    assert recording.stopped_at is not None
    assert agreed() == set()
    assert AuditEvent.objects.get(event="recording.stopped").by == getattr(studio, who).person.public_id


@pytest.mark.parametrize(("seconds", "state"), [(59, "proposed"), (61, "cancelled")])
def test_proposal_nobody_answers_is_withdrawn_after_a_minute(studio: Studio, seconds: int, state: str) -> None:
    recording = actions.propose(by=studio.jeanne)
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False):
        assert actions.cancel_old_proposals() == (state == "cancelled")
        assert actions.cancel_old_proposals() == 0
    recording.refresh_from_db()
    assert recording.state == state
    assert agreed() == ({"Jeanne"} if state == "proposed" else set())


def test_old_film_in_the_making_is_no_proposal(studio: Studio) -> None:
    recording = studio.start()
    with time_machine.travel(timezone.now() + timedelta(minutes=30), tick=False):
        assert actions.cancel_old_proposals() == 0
    recording.refresh_from_db()
    assert recording.state == "recording"


@pytest.mark.parametrize(("accepted", "state"), [(True, "uploading"), (False, "cancelled")])
def test_end_of_the_visit_stops_it(
    studio: Studio, django_capture_on_commit_callbacks: Any, accepted: bool, state: str
) -> None:
    recording = actions.propose(by=studio.jeanne)
    if accepted:
        actions.accept(by=studio.karim)
    with django_capture_on_commit_callbacks(execute=True):
        visits_actions.end_visit(participant=studio.jeanne)
    recording.refresh_from_db()
    assert recording.state == state


@pytest.mark.parametrize(("accepted", "state"), [(True, "uploading"), (False, "cancelled")])
def test_server_killed_as_the_visit_ends_stops_it_later(studio: Studio, accepted: bool, state: str) -> None:
    recording = actions.propose(by=studio.jeanne)
    if accepted:
        actions.accept(by=studio.karim)
    visits_actions.end_visit(participant=studio.jeanne)
    tasks.sweep_recordings.call_local()
    recording.refresh_from_db()
    assert recording.state == state


def test_sweep_stops_no_film_of_an_open_visit(studio: Studio) -> None:
    recording = studio.start()
    tasks.sweep_recordings.call_local()
    recording.refresh_from_db()
    assert recording.state == "recording"


def test_news_of_an_end_without_film_change_nothing(studio: Studio) -> None:
    subscribers.stop_with_visit(VisitEnded(studio.visit.pk))
    assert not Recording.objects.exists()
    assert Visit.objects.get().state == "open"


def test_both_proposing_at_once_make_one_proposal(open_studio: Studio) -> None:
    proposed = together(
        *[lambda by=by: actions.propose(by=by) for by in (open_studio.jeanne, open_studio.karim) * 2]
    )
    assert proposed == {"done": 1, "recording_under_way": 3}
    assert (Recording.objects.count(), len(agreed())) == (1, 1)


def test_accepting_and_taking_back_at_once_is_one_or_the_other(open_studio: Studio) -> None:
    actions.propose(by=open_studio.jeanne)
    outcomes = together(
        lambda: actions.accept(by=open_studio.karim), lambda: actions.cancel(by=open_studio.jeanne)
    )
    assert outcomes == {"done": 1, "nothing_proposed": 1}
    state = Recording.objects.get().state
    assert (state, agreed()) in (("recording", {"Jeanne", "Karim"}), ("cancelled", set()))
