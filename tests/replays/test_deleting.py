"""Deleting a film: by either, for both, really."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.core.files.storage import FileSystemStorage
from django.test import Client

from epaule.replays import actions, finishing
from epaule.replays.errors import RecordingUnknown
from epaule.replays.models import Piece, Recording
from epaule.safety.models import AuditEvent
from epaule.visits import actions as visits_actions
from epaule.visits.models import Consent
from tests.pages import said
from tests.replays.studio import Studio, files_kept
from tests.replays.test_states import recording_in
from tests.requests.test_accept_race import together


def delete_url(studio: Studio, recording: Recording) -> str:
    return studio.url("delete", recording.public_id)


def test_others_delete_nothing(studio: Studio, client: Client, as_person: Any) -> None:
    recording = studio.finish()
    kept = files_kept()
    assert client.post(delete_url(studio, recording)).status_code == 302
    for who in ("sophie", "claire", "paul"):
        assert as_person(getattr(studio.scene, who)).post(delete_url(studio, recording)).status_code == 404
    recording.refresh_from_db()
    assert (recording.state, files_kept()) == ("ready", kept)


def test_film_of_another_visit_is_not_deleted_through_ones_own(studio: Studio, as_person: Any) -> None:
    recording = studio.finish()
    visits_actions.end_visit(participant=studio.jeanne)
    other = Studio.of(studio.scene)
    with pytest.raises(RecordingUnknown):
        actions.delete(by=other.jeanne, recording=recording)
    assert as_person(studio.scene.jeanne).post(other.url("delete", recording.public_id)).status_code == 404
    assert len(files_kept()) == 1


def test_following_a_link_deletes_nothing(studio: Studio, as_person: Any) -> None:
    recording = studio.finish()
    assert as_person(studio.scene.jeanne).get(delete_url(studio, recording)).status_code == 405
    assert len(files_kept()) == 1


@pytest.mark.parametrize("who", ["jeanne", "karim"])
@pytest.mark.parametrize("state", ["recording", "uploading", "finishing", "ready", "failed"])
def test_either_deletes_film_and_pieces_from_the_disk(
    studio: Studio, django_capture_on_commit_callbacks: Any, state: str, who: str
) -> None:
    recording = recording_in(studio, state)
    if state in {"recording", "uploading"}:
        studio.keep(b"a piece")
    assert files_kept()
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete(by=getattr(studio, who), recording=recording)
    assert files_kept() == []
    assert list(Path(project_settings.MEDIA_ROOT).glob("*/*")) == []
    recording.refresh_from_db()
    assert (recording.state, recording.film.name, recording.duration_ms) == ("deleted", "", 0)
    assert not Piece.objects.exists()
    assert not Consent.objects.filter(right="record", withdrawn_at=None).exists()
    assert AuditEvent.objects.get(event="recording.deleted").by == getattr(studio, who).person.public_id


def test_page_says_that_nothing_remains(
    studio: Studio, as_person: Any, django_capture_on_commit_callbacks: Any
) -> None:
    recording = studio.finish()
    jeanne = as_person(studio.scene.jeanne)
    with django_capture_on_commit_callbacks(execute=True):
        answer = jeanne.post(delete_url(studio, recording), follow=True)
    assert "Le film est supprimé. Il n’en reste rien" in said(answer)
    assert "Aucun film n’a été gardé" in said(answer)
    assert jeanne.get(studio.signed_url(recording)).status_code == 404
    assert files_kept() == []


def test_deleting_it_again_is_the_same(studio: Studio, as_person: Any) -> None:
    recording = studio.finish()
    for who in (studio.scene.jeanne, studio.scene.karim):
        assert as_person(who).post(delete_url(studio, recording)).status_code == 302
    assert AuditEvent.objects.filter(event="recording.deleted").count() == 1


def test_deleting_a_film_leaves_the_others(studio: Studio, django_capture_on_commit_callbacks: Any) -> None:
    first, second = studio.finish(), studio.finish()
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete(by=studio.jeanne, recording=first)
    assert files_kept() == [f"files/{second.film.name}"]


def test_deleting_an_older_film_keeps_the_consent_to_the_one_that_runs(studio: Studio) -> None:
    first = studio.finish()
    studio.start()
    actions.delete(by=studio.jeanne, recording=first)
    assert Consent.objects.filter(right="record", withdrawn_at=None).count() == 2


def test_file_that_cannot_be_removed_does_not_save_the_others(
    studio: Studio, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    recording = studio.finishing()
    delete, stuck = FileSystemStorage.delete, recording.pieces.get(number=1).file.name

    def fail_once(self: FileSystemStorage, name: str) -> None:
        if name == stuck:
            raise PermissionError(name)
        delete(self, name)

    monkeypatch.setattr(FileSystemStorage, "delete", fail_once)
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete(by=studio.jeanne, recording=recording)
    assert files_kept() == [f"files/{stuck}"]


def test_deleting_and_finishing_at_once_leaves_nothing(open_studio: Studio) -> None:
    open_studio.start()
    open_studio.keep(b"x")
    recording = open_studio.stop()
    Recording.objects.update(state="finishing")
    outcomes = together(
        lambda: finishing.finish_recording(recording.pk),
        lambda: actions.delete(by=open_studio.jeanne, recording=recording),
        lambda: actions.delete(by=open_studio.karim, recording=recording),
    )
    assert outcomes == {"done": 3}
    recording.refresh_from_db()
    assert (recording.state, files_kept()) == ("deleted", [])
