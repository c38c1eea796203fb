"""« All is sent »: the film is finished as soon as the last piece that was told of is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from epaule.replays import actions
from epaule.replays.events import RecordingToFinish
from epaule.replays.models import Recording
from epaule.safety.models import AuditEvent
from tests.replays.studio import JSON, Studio
from tests.requests.test_accept_race import together


@pytest.fixture
def to_finish(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was handed to the background."""
    published: list[Any] = []
    monkeypatch.setattr("epaule.replays.actions.pieces.publish", published.append)
    return published


def told(*segments: tuple[int, int]) -> dict[str, Any]:
    return {"segments": [{"segment": segment, "pieces": pieces} for segment, pieces in segments]}


MALFORMED: list[Any] = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"\xff\xfe",
    b"[" * 50_000,
    {},
    {"segments": None},
    {"segments": {}},
    {"segments": [1]},
    {"segments": [{}]},
    {"segments": [{"segment": 0}]},
    {"segments": [{"segment": "0", "pieces": 1}]},
    {"segments": [{"segment": 0, "pieces": -1}]},
    {"segments": [{"segment": -1, "pieces": 1}]},
    {"segments": [{"segment": 0, "pieces": 1.5}]},
    {"segments": [{"segment": 0, "pieces": 10**40}]},
    {"segments": [{"segment": 0, "pieces": 1, "more": 1}]},
    {"segments": [], "more": 1},
    {"segments": [{"segment": 0, "pieces": 1}] * 1001},
]


@pytest.mark.parametrize("body", MALFORMED, ids=lambda body: repr(body)[:30])
def test_what_is_no_count_is_refused(studio: Studio, as_person: Any, to_finish: list[Any], body: Any) -> None:
    studio.start()
    studio.stop()
    answer = studio.post(as_person(studio.karim.person), "done", body)
    assert (answer.status_code, answer.json()["code"]) == (400, "count_not_understood")
    assert Recording.objects.get().state == "uploading"
    assert to_finish == []


def test_count_as_large_as_a_film_is_refused(studio: Studio, as_person: Any, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    studio.start()
    answer = studio.post(as_person(studio.karim.person), "done", told(*[(n, 1) for n in range(100)]))
    assert (answer.status_code, answer.json()["code"]) == (413, "piece_too_large")


def test_complete_film_is_finished_at_once(studio: Studio, as_person: Any, to_finish: list[Any]) -> None:
    recording = studio.start()
    studio.keep_all([b"0", b"1"])
    studio.segment()
    studio.keep_all([b"2"], segment=1)
    studio.stop()
    answer = studio.post(as_person(studio.karim.person), "done", told((0, 2), (1, 1)))
    assert answer.json()["recording"]["state"] == "finishing"
    assert to_finish == [RecordingToFinish(recording.pk)]


def test_missing_pieces_are_awaited_and_the_last_one_finishes(studio: Studio, to_finish: list[Any]) -> None:
    recording = studio.start()
    studio.segment()
    studio.keep(b"0")
    studio.stop()
    assert studio.all_sent({0: 3, 1: 1}).state == "uploading"
    for body, number, segment in ((b"2", 2, 0), (b"3", 0, 1)):
        studio.keep(body, number, segment)
        recording.refresh_from_db()
        assert (recording.state, to_finish) == ("uploading", [])
    studio.keep(b"1", 1)
    recording.refresh_from_db()
    assert recording.state == "finishing"
    assert to_finish == [RecordingToFinish(recording.pk)]
    assert AuditEvent.objects.get(event="recording.uploaded").by == studio.karim.person.public_id


def test_piece_before_anything_was_said_finishes_nothing(studio: Studio, to_finish: list[Any]) -> None:
    recording = studio.start()
    studio.stop()
    studio.keep(b"0")
    recording.refresh_from_db()
    assert (recording.state, to_finish) == ("uploading", [])


def test_page_that_was_reloaded_knows_of_no_piece(studio: Studio, to_finish: list[Any]) -> None:
    """The one that filmed is gone: what it stored is all there will be."""
    studio.start()
    studio.keep(b"0")
    studio.stop()
    assert studio.all_sent({}).state == "finishing"
    assert len(to_finish) == 1


def test_answer_that_got_lost_is_given_again(studio: Studio, as_person: Any, to_finish: list[Any]) -> None:
    studio.start()
    studio.keep(b"0")
    first = studio.stop()
    karim = as_person(studio.karim.person)
    answers = [studio.post(karim, "done", told((0, 1))) for _ in range(2)]
    assert [answer.json()["recording"]["state"] for answer in answers] == ["finishing", "finishing"]
    actions.propose(by=studio.jeanne)
    assert studio.all_sent({0: 1}, first).state == "finishing"
    assert len(to_finish) == 1


def test_said_before_the_stop_is_refused(studio: Studio, as_person: Any) -> None:
    studio.start()
    answer = studio.post(as_person(studio.karim.person), "done", told((0, 0)))
    assert (answer.status_code, answer.json()["code"]) == (409, "recording_over")


@pytest.mark.parametrize(("seconds", "state"), [(110, "uploading"), (130, "finishing")])
def test_recorder_that_never_says_so_is_not_awaited_for_ever(
    studio: Studio, to_finish: list[Any], seconds: int, state: str
) -> None:
    recording = studio.start()
    studio.keep(b"0")
    studio.stop()
    studio.all_sent({0: 2})
    with time_machine.travel(timezone.now() + timedelta(seconds=seconds), tick=False):
        assert actions.finish_late_uploads() == (state == "finishing")
        assert actions.finish_late_uploads() == 0
    recording.refresh_from_db()
    assert recording.state == state
    assert len(to_finish) == (state == "finishing")


def test_stopping_again_tells_where_the_film_is(studio: Studio, as_person: Any) -> None:
    recording = studio.start()
    for who in (studio.jeanne, studio.karim):
        answer = as_person(who.person).post(studio.url("stop"), headers=JSON)
        told_of = answer.json()["recording"]
        assert (told_of["id"], told_of["state"]) == (recording.public_id, "uploading")


def test_stopping_what_never_was_tells_so(studio: Studio, as_person: Any, client: Client) -> None:
    assert as_person(studio.jeanne.person).post(studio.url("stop"), headers=JSON).json() == {"recording": None}


def test_last_piece_and_word_at_once_finish_the_film(open_studio: Studio, to_finish: list[Any]) -> None:
    """Whichever comes first, the other must see it."""
    recording = open_studio.start()
    open_studio.stop()
    outcomes = together(
        lambda: open_studio.keep(b"0"),
        lambda: open_studio.all_sent({0: 2}),
        lambda: open_studio.keep(b"1", 1),
    )
    assert outcomes == {"done": 3}
    recording.refresh_from_db()
    assert recording.state == "finishing"
    assert len(to_finish) == 1
