"""A photo in the place of the screen."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from epaule.visits import actions
from epaule.visits.errors import FileUnknown, OnlyTheTwoShowPhotos, VisitOver
from epaule.visits.models import ChatFile, Participant, Role, TimelineEntry, Visit
from epaule.visits.snapshot import room_snapshot
from tests.factories import Scene
from tests.visits.documents import jpeg, pdf
from tests.visits.wire import Told, do, room_path


def sent(participant: Participant, body: bytes | None = None, client_id: str = "line-0001") -> ChatFile:
    line = actions.send_file(participant=participant, client_id=client_id, name="a", body=body or jpeg())
    assert line.file is not None
    return line.file


def on_stage(visit: Visit) -> str | None:
    photo = Visit.objects.get(pk=visit.pk).photo
    return photo.public_id if photo else None


def test_newcomers_only_look(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    now = timezone.now()
    paul = Participant.objects.create(
        visit=visit, person=scene.paul, role=Role.APPRENTICE, colour=2, seen_at=now, admitted_at=now
    )
    with pytest.raises(OnlyTheTwoShowPhotos):
        actions.set_stage(participant=paul, file=sent(paul).public_id)
    actions.set_stage(participant=jeanne, file=ChatFile.objects.get().public_id)
    with pytest.raises(OnlyTheTwoShowPhotos):
        actions.set_stage(participant=paul, file=None)
    assert on_stage(visit) == ChatFile.objects.get().public_id


def test_photo_of_another_visit_is_unknown(scene: Scene) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    photo = sent(jeanne)
    actions.end_visit(participant=jeanne)
    other = scene.visit()
    _jeanne, karim = scene.participants(other)
    for file in (photo.public_id, "01J00000000000000000000000"):
        with pytest.raises(FileUnknown):
            actions.set_stage(participant=karim, file=file)
    assert on_stage(other) is None


def test_pdf_is_no_photo(scene: Scene) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    with pytest.raises(FileUnknown):
        actions.set_stage(participant=jeanne, file=sent(jeanne, pdf()).public_id)


def test_nothing_is_put_after_the_end(scene: Scene) -> None:
    jeanne, karim = scene.participants(scene.visit())
    photo = sent(jeanne)
    actions.end_visit(participant=karim)
    with pytest.raises(VisitOver):
        actions.set_stage(participant=jeanne, file=photo.public_id)


@pytest.mark.parametrize("who", ["helped", "helper"])
def test_either_puts_and_takes_away(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any, who: str
) -> None:
    visit = scene.visit()
    both = dict(zip(("helped", "helper"), scene.participants(visit), strict=True))
    photo = sent(both["helper"])
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            actions.set_stage(participant=both[who], file=photo.public_id)
        assert on_stage(visit) == photo.public_id
        for _time in range(2):
            actions.set_stage(participant=both[who], file=None)
    assert on_stage(visit) is None
    stages = [one.message for one in told if one.kind == "stage"]
    assert [message.get("photo", {}).get("id") for message in stages] == [photo.public_id, None]
    assert [moment.event for moment in TimelineEntry.objects.filter(event__contains="photo")] == [
        "visit.photo_shown",
        "visit.photo_hidden",
    ]


def test_page_that_comes_back_finds_the_photo(scene: Scene) -> None:
    jeanne, karim = scene.participants(scene.visit())
    photo = sent(jeanne)
    assert room_snapshot(karim, 0).photo is None
    actions.set_stage(participant=jeanne, file=photo.public_id)
    shown = room_snapshot(karim, 0).photo
    assert shown is not None
    assert (shown.id, shown.url.endswith(f"/fichiers/{photo.public_id}/")) == (photo.public_id, True)


def test_screen_takes_the_place_of_the_photo(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    actions.set_stage(participant=jeanne, file=sent(jeanne).public_id)
    actions.set_sharing(participant=jeanne, on=True)
    assert on_stage(visit) is None
    actions.set_sharing(participant=jeanne, on=False)
    assert on_stage(visit) is None


async def test_stage_by_the_socket(played: Scene, open_page: Any) -> None:
    visit = await do(played.visit)
    jeanne, _karim = await do(played.participants, visit)
    photo = await do(sent, jeanne)
    page = await open_page(room_path(visit), played.karim)
    await page.join()
    await page.send(type="stage.set", file=photo.public_id)
    assert (await page.hear_of("stage"))["photo"]["id"] == photo.public_id
    await page.send(type="stage.set")
    assert "photo" not in await page.hear_of("stage")
    await page.send(type="stage.set", file="01J00000000000000000000000")
    assert await page.hear_error() == "file_unknown"
