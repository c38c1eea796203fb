"""The background step from pieces to film: once, whatever is asked twice, killed or short of room."""

from __future__ import annotations

import errno
import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import pytest
import time_machine
from django.conf import settings as project_settings
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError
from django.utils import timezone

from epaule.replays import actions, finishing, tasks
from epaule.replays.film import Made, make_film
from epaule.replays.models import Piece, Recording
from epaule.safety.models import AuditEvent
from tests.replays.footage import in_pieces, take
from tests.replays.studio import Studio, files_kept
from tests.replays.test_pieces import half_write_then_fail
from tests.requests.test_accept_race import together


def test_pieces_become_a_film(studio: Studio) -> None:
    recording = studio.finish(in_pieces(take(2), 5), in_pieces(take(1), 2))
    assert recording.state == "ready"
    assert recording.duration_ms == pytest.approx(3000, abs=120)
    with av.open(recording.film.path) as made:
        assert made.duration == pytest.approx(recording.duration_ms * 1000, abs=20_000)
    assert not Piece.objects.exists()
    assert files_kept() == [f"files/{recording.film.name}"]
    assert (Path(recording.film.path).stat().st_mode & 0o777) == 0o600
    assert AuditEvent.objects.filter(event="recording.finished", by="").count() == 1


def test_both_pages_are_told_at_each_step(
    studio: Studio, told: list[dict[str, Any]], django_capture_on_commit_callbacks: Any
) -> None:
    """The background work runs at once here: the last word of the page leads to a film."""
    studio.start()
    studio.keep(take())
    with django_capture_on_commit_callbacks(execute=True):
        studio.stop()
    with django_capture_on_commit_callbacks(execute=True):
        studio.all_sent({0: 1})
    assert [message["state"] for message in told] == ["uploading", "finishing", "ready"]
    assert Recording.objects.get().state == "ready"


@pytest.mark.parametrize("pieces", [[], [b""], [b"not a film", b"at all"]], ids=["none", "empty", "text"])
def test_nothing_to_show_is_told_and_can_be_deleted(studio: Studio, pieces: list[bytes]) -> None:
    recording = studio.finish(pieces)
    assert (recording.state, bool(recording.film)) == ("failed", False)
    assert AuditEvent.objects.filter(event="recording.failed").count() == 1
    assert len(files_kept()) == len(pieces)
    assert actions.delete(by=studio.jeanne, recording=recording).state == "deleted"


@pytest.mark.parametrize("gone", [1, 2])
def test_lost_piece_in_the_middle_is_still_a_film(studio: Studio, gone: int) -> None:
    pieces = in_pieces(take(3), 6)
    studio.start()
    for number, body in enumerate(pieces):
        if number not in {2, 1 + gone}:
            studio.keep(body, number)
    studio.stop()
    recording = studio.all_sent({0: 6})
    assert recording.state == "uploading"
    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=False):
        actions.finish_late_uploads()
    finishing.finish_recording(recording.pk)
    recording.refresh_from_db()
    assert recording.state == "ready"
    assert recording.duration_ms == pytest.approx(3000, abs=120)


def test_segment_without_pieces_costs_nothing(studio: Studio) -> None:
    recording = studio.finish([], in_pieces(take(1), 2), [])
    assert recording.state == "ready"
    assert recording.duration_ms == pytest.approx(1000, abs=60)


def test_finishing_twice_is_once(studio: Studio) -> None:
    recording = studio.finish()
    film, kept = recording.film.name, files_kept()
    finishing.finish_recording(recording.pk)
    recording.refresh_from_db()
    assert (recording.film.name, files_kept()) == (film, kept)
    assert AuditEvent.objects.filter(event="recording.finished").count() == 1


def test_recording_that_does_not_exist_is_left_alone(db: None) -> None:
    finishing.finish_recording(10**9)


def test_film_deleted_meanwhile_stays_deleted(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    recording = studio.finishing()

    def make_while_she_deletes(*given: Any) -> Made:
        made = make_film(*given)
        actions.delete(by=studio.jeanne, recording=recording)
        return made

    monkeypatch.setattr(finishing, "make_film", make_while_she_deletes)
    finishing.finish_recording(recording.pk)
    recording.refresh_from_db()
    assert (recording.state, recording.film.name) == ("deleted", "")
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    assert [name for name in files_kept() if "films" in name] == []


def test_film_that_breaks_our_code_has_failed(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: Any) -> Made:
        raise ValueError("never seen before")

    monkeypatch.setattr(finishing, "make_film", fail)
    assert studio.finish().state == "failed"
    assert len(files_kept()) == 3


def test_full_disk_waits_for_room(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = studio.finishing()
    with monkeypatch.context() as full:
        full.setattr(FileSystemStorage, "_save", half_write_then_fail(errno.ENOSPC))
        finishing.finish_recording(recording.pk)
    recording.refresh_from_db()
    assert recording.state == "finishing"
    assert [name for name in files_kept() if "films" in name or "montage" in name] == []
    finishing.finish_recording(recording.pk)
    recording.refresh_from_db()
    assert recording.state == "ready"


def test_database_that_does_not_answer_is_asked_again(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise OperationalError("database is locked")

    recording = studio.finishing()
    with monkeypatch.context() as locked:
        locked.setattr(finishing, "lock", fail)
        with pytest.raises(OperationalError):
            finishing.finish_recording(recording.pk)
    recording.refresh_from_db()
    assert recording.state == "finishing"
    assert [name for name in files_kept() if "films" in name] == []
    finishing.finish_recording(recording.pk)
    recording.refresh_from_db()
    assert recording.state == "ready"


# --- What a killed server leaves


@pytest.mark.parametrize(("minutes", "state"), [(14, "finishing"), (16, "ready")])
def test_sweep_repairs_what_a_killed_server_left(studio: Studio, minutes: int, state: str) -> None:
    recording = studio.finishing()
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        tasks.sweep_recordings.call_local()
    recording.refresh_from_db()
    assert recording.state == state


def test_sweep_finishes_uploads_nobody_ended(studio: Studio, django_capture_on_commit_callbacks: Any) -> None:
    studio.start()
    studio.keep(take())
    recording = studio.stop()
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.sweep_recordings.call_local()
    recording.refresh_from_db()
    assert recording.state == "ready"


def test_sweep_clears_the_workshop_of_old_work_only(studio: Studio) -> None:
    workshop = Path(project_settings.DATA_DIR) / "montage"
    for name, age in (("old", finishing.LONGEST_WORK_SECONDS + 60), ("new", 60)):
        (workshop / name).mkdir(parents=True)
        (workshop / name / "film.webm").write_bytes(b"film")
        os.utime(workshop / name, (time.time() - age,) * 2)
    tasks.sweep_recordings.call_local()
    assert files_kept() == ["montage/new/film.webm"]


def test_workshop_is_closed_to_others_and_empty_after_work(studio: Studio) -> None:
    studio.finish()
    workshop = Path(project_settings.DATA_DIR) / "montage"
    assert workshop.stat().st_mode & 0o777 == 0o700
    assert list(workshop.iterdir()) == []


def test_two_workers_on_one_film_make_one(open_studio: Studio) -> None:
    # Nothing is queued here: the two workers are ours.
    open_studio.start()
    open_studio.keep(take())
    recording = open_studio.stop()
    Recording.objects.update(state="finishing")
    assert together(*[lambda: finishing.finish_recording(recording.pk)] * 3) == {"done": 3}
    recording.refresh_from_db()
    assert recording.state == "ready"
    assert files_kept() == [f"files/{recording.film.name}"]
    assert AuditEvent.objects.filter(event="recording.finished").count() == 1


def test_late_uploads_swept_twice_at_once_are_finished_once(open_studio: Studio) -> None:
    open_studio.start()
    open_studio.keep(take())
    open_studio.stop()
    Recording.objects.update(stopped_at=timezone.now() - timedelta(hours=25))
    assert together(*[actions.finish_late_uploads] * 3) == {"done": 3}
    assert Recording.objects.get().state == "ready"
    assert AuditEvent.objects.filter(event="recording.uploaded").count() == 1
