"""Takes of a film: one page at a time makes them, and each ends where its page, a pause or silence ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from epaule.kernel.errors import Refusal
from epaule.replays import actions
from epaule.replays.errors import RecorderBusy, RecordingOver, TakeOver
from epaule.replays.models import Segment
from epaule.visits import actions as visits_actions
from epaule.visits.models import Role
from tests.replays.studio import Studio
from tests.replays.test_pieces import refused
from tests.requests.test_accept_race import together


def after(**time: float) -> Any:
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


@pytest.fixture
def rolling(studio: Studio) -> Studio:
    """Everybody agreed; no page has begun."""
    actions.propose(by=studio.jeanne)
    actions.accept(by=studio.karim)
    return studio


# --- Two recorders at once


def test_another_page_is_refused_while_one_films(rolling: Studio, as_person: Any) -> None:
    rolling.segment("first")
    answer = rolling.post(as_person(rolling.karim.person), "segment", {"page": "second"})
    assert refused(answer) == (409, "recorder_busy")
    assert rolling.recording.takes.count() == 1


@pytest.mark.parametrize(("seconds", "lets_in"), [(5, False), (7, True)])
def test_a_page_that_is_silent_is_taken_over(rolling: Studio, seconds: int, lets_in: bool) -> None:
    rolling.segment("first")
    with after(seconds=seconds):
        if lets_in:
            assert rolling.segment("second") == 1
            assert rolling.recording.takes.get(number=0).closed_at is not None
        else:
            with pytest.raises(RecorderBusy):
                rolling.segment("second")


def test_a_piece_is_a_sign_of_life(rolling: Studio) -> None:
    rolling.segment("first")
    with after(seconds=5):
        rolling.keep(b"0")
    with after(seconds=10), pytest.raises(RecorderBusy):
        rolling.segment("second")
    with after(seconds=12):
        assert rolling.segment("second") == 1


def test_a_page_that_closed_its_take_lets_another_in(rolling: Studio) -> None:
    rolling.segment("first")
    rolling.close(0, 0)
    assert rolling.segment("second") == 1


def test_the_same_page_begins_again(rolling: Studio) -> None:
    assert [rolling.segment("first"), rolling.segment("first")] == [0, 1]
    assert rolling.recording.takes.filter(closed_at=None).count() == 1


def test_who_was_taken_over_is_refused_but_its_pieces_are_kept(rolling: Studio) -> None:
    rolling.segment("first")
    with after(seconds=7):
        rolling.segment("second")
        rolling.keep(b"filmed before the network went", 0, 0)
        with pytest.raises(RecorderBusy):
            rolling.segment("first")


def test_two_pages_at_once_have_one_winner(open_studio: Studio) -> None:
    actions.propose(by=open_studio.jeanne)
    actions.accept(by=open_studio.karim)
    pages = [lambda page=page: open_studio.segment(page) for page in "abcd"]
    assert together(*pages) == {"done": 1, "recorder_busy": 3}
    assert Segment.objects.count() == 1


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b"[" * 50_000, {}, {"page": ""}, {"page": "x" * 41}, {"page": 1}]
)
def test_page_that_does_not_say_which_it_is(rolling: Studio, as_person: Any, body: Any) -> None:
    answer = rolling.post(as_person(rolling.karim.person), "segment", body)
    assert refused(answer) == (400, "page_not_understood")
    assert not Segment.objects.exists()


# --- Closing


def close(studio: Studio, client: Any, number: int, body: Any) -> Any:
    return client.post(
        studio.film_url("close_segment", number),
        body,
        content_type="application/json",
        headers={"Accept": "application/json"},
    )


def test_its_page_closes_a_take(studio: Studio, as_person: Any) -> None:
    studio.start()
    karim = as_person(studio.karim.person)
    assert close(studio, karim, 0, {}).json() == {"segment": 0, "pieces": None}
    closed_at = Segment.objects.get().closed_at
    assert close(studio, karim, 0, {"pieces": 2}).json() == {"segment": 0, "pieces": 2}
    # The first word stands.
    assert close(studio, karim, 0, {"pieces": 9}).json() == {"segment": 0, "pieces": 2}
    assert Segment.objects.get().closed_at == closed_at
    assert refused(close(studio, karim, 1, {})) == (409, "recording_over")
    assert refused(close(studio, karim, 10**30, {})) == (409, "recording_over")
    assert refused(close(studio, karim, 0, {"pieces": -1})) == (400, "page_not_understood")
    assert refused(close(studio, as_person(studio.jeanne.person), 0, {})) == (403, "not_the_recorder")
    assert refused(close(studio, as_person(studio.scene.paul), 0, {})) == (404, "not_your_visit")


def test_piece_beyond_the_count_is_refused_whatever_the_state(studio: Studio, as_person: Any) -> None:
    studio.start()
    studio.close(0, 2)
    karim = as_person(studio.karim.person)
    assert refused(studio.put(karim, b"2", 2)) == (409, "take_over")
    studio.stop()
    assert refused(studio.put(karim, b"2", 2)) == (409, "take_over")
    assert studio.put(karim, b"1", 1).status_code == 200


def test_film_whose_takes_are_all_counted_and_here_waits_for_no_word(studio: Studio) -> None:
    studio.start()
    studio.close(0, 2)
    studio.keep(b"0", 0)
    studio.stop()
    studio.keep(b"1", 1)
    assert studio.recording.state == "finishing"


def test_take_counted_after_the_stop_may_be_the_last_word(studio: Studio) -> None:
    studio.start()
    studio.keep(b"0")
    studio.stop()
    studio.close(0)
    assert studio.recording.state == "uploading"
    studio.close(0, 1)
    assert studio.recording.state == "finishing"


# --- A pause


def outcome(studio: Studio, number: int) -> str:
    try:
        studio.keep(b"%d" % number, number)
    except Refusal as refusal:
        return refusal.code
    return "kept"


@pytest.mark.parametrize(("seconds", "kept"), [(25, "kept"), (35, "take_over")])
@pytest.mark.parametrize("then", ["paused", "recording", "uploading"])
def test_take_cut_by_a_pause_has_a_short_grace(studio: Studio, seconds: int, kept: str, then: str) -> None:
    studio.start()
    paul = studio.let_in(studio.scene.paul)
    if then == "recording":
        actions.accept(by=paul)
        studio.segment()
    elif then == "uploading":
        studio.stop()
    assert studio.recording.state == then
    with after(seconds=seconds):
        assert outcome(studio, 0) == kept


def test_take_cut_by_a_pause_is_awaited_up_to_its_count(studio: Studio) -> None:
    studio.start()
    studio.let_in(studio.scene.paul)
    studio.close(0, 2)
    with after(hours=3):
        assert [outcome(studio, number) for number in range(3)] == ["kept", "kept", "take_over"]
        # One that is here already is acknowledged, as ever.
        assert outcome(studio, 1) == "kept"


def test_paused_film_begins_no_take(studio: Studio) -> None:
    studio.start()
    studio.let_in(studio.scene.paul)
    with pytest.raises(RecordingOver):
        studio.segment()


def test_server_that_hears_of_a_pause_late_closes_the_take_too(studio: Studio) -> None:
    studio.start()
    invitation = visits_actions.invite_more(by=studio.jeanne, role=Role.RELATIVE)
    paul = visits_actions.knock(by=studio.scene.paul, invitation=invitation)
    visits_actions.admit(by=studio.jeanne, participant_id=paul.public_id, yes=True)
    actions.pause_for_newcomers()
    with after(seconds=31), pytest.raises(TakeOver):
        studio.keep(b"0")
