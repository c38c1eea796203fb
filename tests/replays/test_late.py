"""Pieces that come hours after the stop, and the two who need not wait for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from epaule.replays import actions, tasks
from epaule.replays.models import Recording
from epaule.replays.queries import Progress, progress_of
from epaule.safety.models import AuditEvent
from epaule.visits import actions as visits_actions
from epaule.visits.models import AlarmKind
from tests.pages import said
from tests.replays.footage import in_pieces, take
from tests.replays.studio import JSON, Studio


def after(**time: float) -> Any:
    return time_machine.travel(timezone.now() + timedelta(**time), tick=False)


def test_laptop_opened_again_in_the_evening_loses_nothing(
    studio: Studio, django_capture_on_commit_callbacks: Any
) -> None:
    pieces = in_pieces(take(2), 4)
    studio.start()
    studio.keep_all(pieces[:2])
    studio.stop()
    studio.end()
    with after(hours=10):
        tasks.sweep_recordings.call_local()
        assert studio.recording.state == "uploading"
        for number in (3, 2):
            studio.keep(pieces[number], number)
        with django_capture_on_commit_callbacks(execute=True):
            studio.all_sent({0: 4})
    recording = studio.recording
    assert (recording.state, recording.gaps) == ("ready", [])
    assert recording.duration_ms == pytest.approx(2000, abs=60)


@pytest.mark.parametrize(("hours", "state"), [(23, "uploading"), (25, "ready")])
def test_a_day_later_the_film_is_made_of_what_came(
    studio: Studio, django_capture_on_commit_callbacks: Any, hours: int, state: str
) -> None:
    studio.start()
    studio.keep_all(in_pieces(take(2), 4)[:3])
    studio.stop()
    with after(hours=hours), django_capture_on_commit_callbacks(execute=True):
        tasks.sweep_recordings.call_local()
    assert studio.recording.state == state


def test_film_begun_to_be_made_a_day_late_is_made_once(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep repairs what was forgotten since its making began, not since the stop."""
    studio.start()
    studio.keep(take())
    studio.stop()
    made: list[int] = []
    monkeypatch.setattr("epaule.replays.finishing.finish_recording", made.append)
    with after(hours=25):
        tasks.sweep_recordings.call_local()
        assert (studio.recording.state, made) == ("finishing", [])
    with after(hours=26):
        tasks.sweep_recordings.call_local()
    assert made == [studio.recording.pk]


# --- « Préparer le film sans attendre »


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_either_waits_no_longer(
    studio: Studio, as_person: Any, django_capture_on_commit_callbacks: Any, who: str
) -> None:
    studio.start()
    studio.keep_all(in_pieces(take(2), 4)[:3])
    studio.stop()
    client = as_person(getattr(studio, who).person)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(studio.film_url("finish_now"))
    assert (answer.status_code, answer["Location"]) == (302, studio.url("keepsake"))
    assert studio.recording.state == "ready"
    assert AuditEvent.objects.get(event="recording.uploaded").by == getattr(studio, who).person.public_id
    # Pressed again on a page that was left open.
    assert client.post(studio.film_url("finish_now")).status_code == 302
    assert studio.recording.state == "ready"


def test_nobody_else_makes_them_stop_waiting(studio: Studio, as_person: Any, client: Client) -> None:
    studio.start()
    paul = studio.let_in(studio.scene.paul)
    actions.accept(by=paul)
    studio.stop()
    assert client.post(studio.film_url("finish_now")).status_code == 302
    for who in ("paul", "sophie", "claire"):
        answer = as_person(getattr(studio.scene, who)).post(studio.film_url("finish_now"), headers=JSON)
        assert answer.status_code == 404
    visits_actions.raise_alarm(by=studio.jeanne, kind=AlarmKind.CARD)
    assert as_person(studio.scene.karim).post(studio.film_url("finish_now"), headers=JSON).status_code == 404
    assert studio.recording.state == "uploading"


def test_film_still_made_is_stopped_first(studio: Studio, as_person: Any) -> None:
    studio.start()
    answer = as_person(studio.jeanne.person).post(studio.film_url("finish_now"), headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (409, "still_filming")


# --- How far it is


def test_progress_is_told(studio: Studio, django_assert_num_queries: Any) -> None:
    studio.start()
    assert progress_of(studio.recording) == Progress(0, None, 0)
    studio.keep(b"four")
    studio.close(0, 3)
    recording = studio.recording
    with django_assert_num_queries(2):
        progress = progress_of(recording)
    assert progress == Progress(1, 3, 4)
    assert progress.seconds == 2
    studio.segment()
    assert progress_of(studio.recording).expected is None


def test_word_of_a_page_that_knows_of_nothing_counts_what_is_here(studio: Studio) -> None:
    studio.start()
    studio.keep(b"0")
    studio.segment()
    studio.stop()
    studio.all_sent({1: 2})
    assert progress_of(studio.recording).expected == 2


# --- When it goes


def test_film_that_stops_knows_the_day_it_goes(studio: Studio) -> None:
    territory = studio.visit.territory
    territory.keeping_days = 7
    territory.save()
    studio.start()
    assert studio.recording.delete_on is None
    studio.stop()
    recording = Recording.objects.get()
    assert (recording.keeping_days, recording.delete_on) == (7, timezone.localdate() + timedelta(days=7))


def test_page_of_what_stays_says_how_far_it_is(studio: Studio, as_person: Any) -> None:
    studio.start()
    studio.keep(b"0")
    studio.stop()
    jeanne = as_person(studio.jeanne.person)
    assert "Environ 2 secondes de film sont arrivées." in said(jeanne.get(studio.url("keepsake")))
    studio.close(0, 30)
    assert "1 morceau arrivé sur 30" in said(jeanne.get(studio.url("keepsake")))
