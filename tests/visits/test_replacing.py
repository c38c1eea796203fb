"""The room of a helper who did not come: it goes, both pages open another, and the next helper has a clean one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from epaule.requests import actions as requests_actions
from epaule.requests.models import HelpRequest
from epaule.visits import actions
from epaule.visits.errors import VisitOver
from epaule.visits.models import ChatMessage, Visit
from tests.factories import Scene
from tests.visits.wire import Page, Told, do, room_path

PAGE = "01HZZZZZZZZZZZZZZZZZZZZZZA"


def give_up() -> int:
    """A minute later, nobody has come."""
    HelpRequest.objects.filter(state="assigned").update(assigned_at=timezone.now() - timedelta(seconds=61))
    return requests_actions.replace_absent_helpers()


@pytest.fixture
def room(scene: Scene) -> Visit:
    """Jeanne is in the room and wrote to Karim, who is not."""
    scene.available(scene.karim, scene.sophie)
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    actions.enter(participant=jeanne, connection=PAGE)
    actions.say(participant=jeanne, client_id="line-0001", text="Bonjour Karim")
    return visit


def test_both_open_another_page_and_the_room_goes(
    room: Visit, scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    jeanne, karim = scene.participants(room)
    told.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert give_up() == 1
    assert not Visit.objects.exists()
    assert not ChatMessage.objects.exists()
    to = {one.group: (one.message, one.close) for one in told if one.kind == "go"}
    assert to == {
        f"participant.{jeanne.public_id}": ({"type": "go", "path": f"/demande/{room.request.public_id}/"}, 4410),
        f"participant.{karim.public_id}": ({"type": "go", "path": "/aider/"}, 4410),
    }
    kinds = [(one.group, one.kind) for one in told]
    assert (f"bell.{scene.karim.pk}", "desk") in kinds
    assert (f"bell.{scene.sophie.pk}", "ring") in kinds
    assert (f"waiting.{room.request.public_id}", "request") in kinds


def test_next_helper_has_a_clean_room(room: Visit, scene: Scene) -> None:
    """Also when nothing was told of the first one: the subscriber failed, or both clicked at once."""
    give_up()
    request = requests_actions.accept(by=scene.sophie, request=room.request)
    fresh = actions.open_visit(by=scene.sophie, request=request)
    assert fresh.pk != room.pk
    assert {one.person for one in fresh.participants.all()} == {scene.jeanne, scene.sophie}
    assert not ChatMessage.objects.exists()
    assert actions.open_visit(by=scene.jeanne, request=request) == fresh


def test_helper_who_enters_in_time_is_not_replaced(room: Visit, scene: Scene) -> None:
    _jeanne, karim = scene.participants(room)
    actions.enter(participant=karim, connection=PAGE)
    room.request.refresh_from_db()
    assert room.request.arrived_at is not None
    assert give_up() == 0
    # Nor once his page is cut: the absence of the visit counts from there.
    actions.leave(participant=karim, connection=PAGE)
    assert give_up() == 0


def test_helper_who_enters_too_late_is_turned_away(room: Visit, scene: Scene) -> None:
    _jeanne, karim = scene.participants(room)
    give_up()
    with pytest.raises(VisitOver):
        actions.enter(participant=karim, connection=PAGE)
    room.refresh_from_db()
    assert room.started_at is None


def test_room_where_help_began_is_never_taken_away(room: Visit, scene: Scene) -> None:
    _jeanne, karim = scene.participants(room)
    actions.enter(participant=karim, connection=PAGE)
    actions.discard_room(request=room.request)
    HelpRequest.objects.update(state="published", helper=None, assigned_at=None, arrived_at=None)
    actions.discard_room(request=room.request)
    assert Visit.objects.get() == room


def test_room_of_the_helper_who_is_expected_stays(room: Visit) -> None:
    actions.discard_room(request=room.request)
    assert Visit.objects.get() == room


async def test_her_page_leaves_the_room_by_itself(played: Scene, open_page: Any) -> None:
    await do(played.available, played.karim)
    visit = await do(played.visit)
    page: Page = await open_page(room_path(visit), played.jeanne)
    await page.join()
    await do(give_up)
    went = await page.hear_of("go")
    assert went["path"] == f"/demande/{visit.request.public_id}/"
    assert await page.closing_code() == 4410


async def test_page_of_who_comes_too_late_has_no_room(played: Scene, open_page: Any) -> None:
    visit = await do(played.visit)
    await do(give_up)
    page = await open_page(room_path(visit), played.karim)
    assert await page.hear_error() == "not_your_visit"
