"""Some time after a visit, nothing is left of what was written and sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as project_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from epaule.safety.models import AuditEvent
from epaule.visits import actions, tasks
from epaule.visits.models import ChatFile, ChatMessage, Visit
from tests.factories import Scene
from tests.visits.documents import jpeg, kept_files, pdf


def conversation(scene: Scene) -> Visit:
    """Two lines, a photo on the stage and a PDF."""
    visit = scene.visit()
    jeanne, karim = scene.participants(visit)
    actions.say(participant=karim, client_id="line-0001", text="Une photo ?")
    actions.send_file(participant=jeanne, client_id="line-0002", name="a.jpg", body=jpeg())
    actions.send_file(participant=jeanne, client_id="line-0003", name="a.pdf", body=pdf())
    actions.set_stage(participant=jeanne, file=ChatFile.objects.filter(visit=visit, kind="photo").get().public_id)
    return visit


def folders() -> list[str]:
    root = project_settings.MEDIA_ROOT / "visites"
    return sorted(one.name for one in root.iterdir()) if root.exists() else []


def in_days(days: int) -> Any:
    return timezone.now() + timedelta(days=days)


def test_conversation_is_forgotten_after_its_time(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    visit = conversation(scene)
    actions.end_visit(participant=scene.participants(visit)[0])
    assert actions.forget_conversations(now=in_days(29)) == 0
    assert (ChatMessage.objects.count(), len(kept_files())) == (3, 2)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.forget_conversations(now=in_days(31)) == 1
    assert (ChatMessage.objects.count(), ChatFile.objects.count(), kept_files(), folders()) == (0, 0, [], [])
    visit.refresh_from_db()
    assert (visit.state, visit.photo) == ("ended", None)
    assert actions.forget_conversations(now=in_days(31)) == 0
    assert AuditEvent.objects.get(event="visit.chat_erased").data == {"lines": 3, "files": 2}


def test_how_long_is_the_operators_choice(scene: Scene, settings: Any) -> None:
    settings.CHAT_DAYS = 7
    visit = conversation(scene)
    actions.end_visit(participant=scene.participants(visit)[0])
    assert actions.forget_conversations(now=in_days(6)) == 0
    assert actions.forget_conversations(now=in_days(8)) == 1


def test_open_visit_forgets_nothing(scene: Scene) -> None:
    conversation(scene)
    assert actions.forget_conversations(now=in_days(3650)) == 0
    assert actions.erase_stray_folders() == 0
    assert len(kept_files()) == 2


def test_visit_deleted_in_cascade_leaves_no_file(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    visit = conversation(scene)
    with django_capture_on_commit_callbacks(execute=True):
        visit.request.delete()
    assert not Visit.objects.exists()
    assert kept_files() == []
    actions.erase_stray_folders()
    assert folders() == []


@pytest.mark.parametrize("over", ["gone", "ended"])
def test_what_a_killed_server_left_goes(scene: Scene, over: str) -> None:
    kept = conversation(scene)
    actions.end_visit(participant=scene.participants(kept)[0])
    stray = scene.visit()
    default_storage.save(f"visites/{stray.public_id}/half.jpg", ContentFile(b"half"))
    assert actions.erase_stray_folders() == 0
    if over == "gone":
        stray.delete()
    else:
        actions.end_visit(participant=scene.participants(stray)[0])
    assert actions.erase_stray_folders() == 1
    assert folders() == [kept.public_id]
    assert len(kept_files()) == 2


def test_no_folder_at_all_is_no_trouble(scene: Scene) -> None:
    assert actions.erase_stray_folders() == 0


def test_every_night(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    visit = conversation(scene)
    actions.end_visit(participant=scene.participants(visit)[0])
    Visit.objects.update(opened_at=in_days(-40), ended_at=in_days(-31))
    with django_capture_on_commit_callbacks(execute=True):
        tasks.forget_conversations()
    assert (ChatFile.objects.count(), kept_files(), folders()) == (0, [], [])
