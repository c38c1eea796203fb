"""A film with more than two: everybody's yes, a pause for each who comes, and whose the film is."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import TestCase

from epaule.replays import actions, tasks
from epaule.replays.errors import NothingProposed, OnlyTheTwoPropose, RecordingOver, RecordingUnknown
from epaule.replays.models import Recording
from epaule.replays.queries import awaited_by
from epaule.safety.models import AuditEvent
from epaule.visits import actions as visits_actions
from epaule.visits.models import Role
from tests.replays.studio import JSON, Studio


def state() -> str:
    return Recording.objects.get().state


def awaited() -> list[str]:
    return [participant.person.first_name for participant in awaited_by(Recording.objects.get())]


def events() -> list[str]:
    told = AuditEvent.objects.filter(event__startswith="recording.").order_by("pk")
    return [event.removeprefix("recording.") for event in told.values_list("event", flat=True)]


# --- Proposed among three


def test_nothing_is_filmed_before_the_last_yes(studio: Studio) -> None:
    paul = studio.let_in(studio.scene.paul)
    actions.propose(by=studio.karim)
    assert awaited() == ["Jeanne", "Paul"]
    actions.accept(by=studio.jeanne)
    actions.accept(by=studio.jeanne)
    assert (state(), awaited()) == ("proposed", ["Paul"])
    with pytest.raises(RecordingOver):
        studio.segment()
    actions.accept(by=paul)
    assert (state(), awaited()) == ("recording", [])
    assert events() == ["proposed", "agreed", "started"]


def test_one_no_is_enough(studio: Studio) -> None:
    paul = studio.let_in(studio.scene.paul)
    actions.propose(by=studio.karim)
    actions.accept(by=studio.jeanne)
    actions.decline(by=paul)
    assert state() == "declined"
    assert not studio.visit.consents.filter(right="record", withdrawn_at=None).exists()


def test_newcomers_propose_nothing(studio: Studio) -> None:
    paul = studio.let_in(studio.scene.paul)
    with pytest.raises(OnlyTheTwoPropose):
        actions.propose(by=paul)
    assert not Recording.objects.exists()


def test_who_waits_at_the_door_is_not_waited_for(studio: Studio) -> None:
    invitation = visits_actions.invite_more(by=studio.jeanne, role=Role.RELATIVE)
    visits_actions.knock(by=studio.scene.paul, invitation=invitation)
    studio.start()
    assert (state(), awaited()) == ("recording", [])


@pytest.mark.parametrize("leaves", ["shown out", "steps out"])
def test_who_leaves_a_proposal_is_waited_for_no_longer(studio: Studio, leaves: str) -> None:
    paul = studio.let_in(studio.scene.paul)
    actions.propose(by=studio.karim)
    actions.accept(by=studio.jeanne)
    leave(studio, paul, leaves)
    assert state() == "recording"


def leave(studio: Studio, newcomer: Any, way: str) -> None:
    if way == "shown out":
        studio.admit(newcomer, yes=False)
    else:
        with TestCase.captureOnCommitCallbacks(execute=True):
            visits_actions.step_out(participant=newcomer)


# --- Coming in while it is filmed


def test_it_pauses_until_who_comes_in_agrees(studio: Studio, told: list[dict[str, Any]]) -> None:
    studio.start()
    paul = studio.let_in(studio.scene.paul)
    assert (state(), awaited()) == ("paused", ["Paul"])
    news = [one for one in told if one["type"] == "recording"]
    assert (news[-1]["state"], news[-1]["awaited"]) == ("paused", [paul.public_id])
    actions.accept(by=paul)
    assert state() == "recording"
    assert studio.segment() == 1
    assert events() == ["proposed", "started", "paused", "resumed"]


def test_last_pieces_of_the_take_still_arrive_while_it_pauses(studio: Studio) -> None:
    studio.start()
    studio.let_in(studio.scene.paul)
    assert studio.keep(b"the end of the take").number == 0
    with pytest.raises(RecordingOver):
        studio.segment()


def test_his_no_keeps_it_paused_until_he_leaves(studio: Studio) -> None:
    studio.start()
    paul = studio.let_in(studio.scene.paul)
    actions.decline(by=paul)
    assert (state(), awaited()) == ("paused", ["Paul"])
    # He may change his mind; the two have nothing to answer.
    for by in (studio.jeanne, studio.karim):
        with pytest.raises(NothingProposed):
            actions.decline(by=by)
    leave(studio, paul, "steps out")
    assert state() == "recording"


def test_his_no_then_yes(studio: Studio) -> None:
    studio.start()
    paul = studio.let_in(studio.scene.paul)
    actions.decline(by=paul)
    actions.accept(by=paul)
    assert state() == "recording"


@pytest.mark.parametrize("who", ["jeanne", "karim", "paul"])
def test_anyone_stops_it_while_it_pauses(studio: Studio, who: str) -> None:
    studio.start()
    people = {"jeanne": studio.jeanne, "karim": studio.karim, "paul": studio.let_in(studio.scene.paul)}
    actions.stop(by=people[who], visit_id=studio.visit.pk)
    assert (state(), awaited()) == ("uploading", [])


def test_two_who_come_are_both_waited_for(studio: Studio) -> None:
    studio.start()
    paul, claire = studio.let_in(studio.scene.paul), studio.let_in(studio.scene.claire, Role.INTERPRETER)
    assert awaited() == ["Paul", "Claire"]
    actions.accept(by=paul)
    assert (state(), awaited()) == ("paused", ["Claire"])
    leave(studio, claire, "shown out")
    assert state() == "recording"


def test_who_agreed_and_leaves_changes_nothing(studio: Studio) -> None:
    studio.start()
    paul = studio.let_in(studio.scene.paul)
    actions.accept(by=paul)
    leave(studio, paul, "shown out")
    assert state() == "recording"
    # Let in again, he is asked again.
    studio.let_in(studio.scene.paul)
    assert (state(), awaited()) == ("paused", ["Paul"])


def test_server_killed_as_he_came_in_pauses_it_later(studio: Studio) -> None:
    studio.start()
    invitation = visits_actions.invite_more(by=studio.jeanne, role=Role.RELATIVE)
    paul = visits_actions.knock(by=studio.scene.paul, invitation=invitation)
    visits_actions.admit(by=studio.jeanne, participant_id=paul.public_id, yes=True)
    assert state() == "recording"
    tasks.sweep_recordings.call_local()
    assert state() == "paused"


def test_the_end_of_the_visit_ends_a_film_that_pauses(
    studio: Studio, django_capture_on_commit_callbacks: Any
) -> None:
    studio.start()
    studio.let_in(studio.scene.paul)
    with django_capture_on_commit_callbacks(execute=True):
        visits_actions.end_visit(participant=studio.jeanne)
    assert state() == "uploading"


# --- Whose film it is


def test_the_film_is_for_the_two_only(studio: Studio, as_person: Any) -> None:
    studio.start()
    paul = studio.let_in(studio.scene.paul)
    actions.accept(by=paul)
    studio.stop()
    recording = studio.all_sent({})
    client = as_person(studio.scene.paul)
    for state in ("finishing", "ready"):
        if state == "ready":
            Recording.objects.update(state="ready", film="films/x.webm", duration_ms=1)
        assert client.get(studio.url("keepsake")).status_code == 404
        for name in ("watch", "film_address", "download", "chapters", "poster"):
            assert client.get(studio.url(name, recording.public_id), headers=JSON).status_code == 404
        assert client.get(studio.signed_url(recording, paul), headers=JSON).status_code == 404
        assert client.post(studio.url("delete", recording.public_id)).status_code == 404
    with pytest.raises(RecordingUnknown):
        actions.delete(by=paul, recording=recording)
    assert Recording.objects.get().state == "ready"
    assert not AuditEvent.objects.filter(event="recording.viewed").exists()
