"""A helper who accepted and does not come is replaced; one who comes, or was not rung, is not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from epaule.requests import actions, subscribers, tasks
from epaule.requests.errors import OthersAreRung
from epaule.requests.events import RequestAccepted
from epaule.requests.models import Availability, HelpRequest
from epaule.requests.queries import absence_of
from epaule.safety.models import AuditEvent
from epaule.territory.models import Commune
from tests.factories import Scene

MINUTE = timedelta(seconds=60)


@pytest.fixture
def accepted(scene: Scene) -> HelpRequest:
    """Karim, rung alone in the first wave, said yes; Sophie is there too."""
    scene.available(scene.karim, scene.sophie)
    request = scene.ask(wished_helper=scene.karim)
    return actions.accept(by=scene.karim, request=request)


def replace_after(request: HelpRequest, time: timedelta) -> int:
    with time_machine.travel(timezone.now() + time, tick=False):
        Availability.objects.update(seen_at=timezone.now())
        count = actions.replace_absent_helpers()
    request.refresh_from_db()
    return count


def test_accepting_is_kept_beside_the_ring(accepted: HelpRequest) -> None:
    ring = accepted.rings.get()
    assert (ring.answer, ring.answered_at) == ("accepted", accepted.assigned_at)


def test_absent_helper_is_replaced_and_others_are_rung_at_once(scene: Scene, accepted: HelpRequest) -> None:
    assert replace_after(accepted, MINUTE - timedelta(seconds=1)) == 0
    assert accepted.state == "assigned"
    assert replace_after(accepted, MINUTE) == 1
    assert (accepted.state, accepted.helper, accepted.assigned_at) == ("published", None, None)
    assert [(ring.helper, ring.answer) for ring in accepted.rings.all()] == [
        (scene.karim, "absent"),
        (scene.sophie, ""),
    ]
    assert accepted.next_wave_at is not None
    assert AuditEvent.objects.filter(event="request.helper_replaced").count() == 1
    assert replace_after(accepted, MINUTE) == 0
    assert actions.accept(by=scene.sophie, request=accepted).helper == scene.sophie


def test_setting_says_how_long_he_is_expected(settings: Any, accepted: HelpRequest) -> None:
    settings.ARRIVAL_SECONDS = 300
    assert replace_after(accepted, 4 * MINUTE) == 0
    assert replace_after(accepted, 5 * MINUTE) == 1


def test_helper_who_came_in_time_is_not_replaced(scene: Scene, accepted: HelpRequest) -> None:
    assert actions.note_arrival(request=accepted, helper=scene.karim)
    accepted.refresh_from_db()
    came = accepted.arrived_at
    assert came is not None
    assert actions.note_arrival(request=accepted, helper=scene.karim)
    assert replace_after(accepted, 10 * MINUTE) == 0
    assert (accepted.state, accepted.arrived_at) == ("assigned", came)


@pytest.mark.parametrize("who", ["sophie", "jeanne", "paul"])
def test_nobody_else_arrives_in_his_place(scene: Scene, accepted: HelpRequest, who: str) -> None:
    assert not actions.note_arrival(request=accepted, helper=getattr(scene, who))
    accepted.refresh_from_db()
    assert accepted.arrived_at is None


def test_arriving_too_late_is_not_arriving(scene: Scene, accepted: HelpRequest) -> None:
    replace_after(accepted, MINUTE)
    assert not actions.note_arrival(request=accepted, helper=scene.karim)
    assert accepted.state == "published"


def from_the_desk(scene: Scene) -> HelpRequest:
    return actions.accept(by=scene.karim, request=scene.ask())


def by_her_code(scene: Scene) -> HelpRequest:
    return actions.accept(by=scene.karim, request=scene.ask(), invited=True)


def by_his_code(scene: Scene) -> HelpRequest:
    return actions.ask_known_helper(
        by=scene.jeanne,
        helper=scene.karim,
        first_name="Jeanne",
        commune=Commune.objects.get(pk="50502"),
        text="Aide convenue",
    )


def by_his_code_while_it_rang(scene: Scene) -> HelpRequest:
    scene.available(scene.karim)
    scene.ask()
    return by_his_code(scene)


def not_urgent(scene: Scene) -> HelpRequest:
    return actions.accept(by=scene.karim, request=scene.ask(urgency="this_week"))


def cancelled(scene: Scene) -> HelpRequest:
    return actions.cancel(by=scene.jeanne, request=from_the_desk(scene))


def closed(scene: Scene) -> HelpRequest:
    return actions.close(by=scene.jeanne, request=from_the_desk(scene))


@pytest.mark.parametrize(
    ("way", "replaced"),
    [
        (from_the_desk, True),
        (by_her_code, False),
        (by_his_code, False),
        (by_his_code_while_it_rang, False),
        (not_urgent, False),
        (cancelled, False),
        (closed, False),
    ],
)
def test_only_who_answered_a_ring_is_replaced(scene: Scene, way: Any, replaced: bool) -> None:
    request = way(scene)
    before = request.state
    assert replace_after(request, 2 * MINUTE) == replaced
    assert request.state == ("published" if replaced else before)


def test_absent_helper_may_try_again_only_once_nobody_else_is_left(scene: Scene, accepted: HelpRequest) -> None:
    replace_after(accepted, MINUTE)
    with pytest.raises(OthersAreRung):
        actions.accept(by=scene.karim, request=accepted)
    accepted.refresh_from_db()
    assert accepted.state == "published"
    HelpRequest.objects.update(next_wave_at=None)
    assert actions.accept(by=scene.karim, request=accepted).helper == scene.karim
    assert accepted.rings.get(helper=scene.karim).answer == "accepted"


def test_absent_helper_is_not_rung_again(scene: Scene, accepted: HelpRequest) -> None:
    replace_after(accepted, MINUTE)
    actions.pass_on(by=scene.sophie, request=accepted)
    assert accepted.rings.count() == 2
    accepted.refresh_from_db()
    assert accepted.next_wave_at is None


def test_desk_knows_who_came_too_late_until_the_person_is_helped(scene: Scene, accepted: HelpRequest) -> None:
    since = timezone.now()
    assert absence_of(scene.karim, since) is None
    replace_after(accepted, MINUTE)
    assert absence_of(scene.karim, since) == accepted.rings.get(helper=scene.karim)
    assert absence_of(scene.sophie, since) is None
    assert absence_of(scene.karim, since + timedelta(hours=1)) is None
    actions.close(by=None, request=actions.accept(by=scene.sophie, request=accepted))
    assert absence_of(scene.karim, since) is None


def test_after_a_restart_helpers_get_their_whole_time_again(
    accepted: HelpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = timezone.now() + 2 * MINUTE
    with time_machine.travel(late, tick=False):
        now = tasks.time.monotonic()
        monkeypatch.setattr(tasks, "_STARTED", now - 59)
        tasks.keep_searching.call_local()
        accepted.refresh_from_db()
        assert accepted.state == "assigned"
        monkeypatch.setattr(tasks, "_STARTED", now - 61)
        tasks.keep_searching.call_local()
        accepted.refresh_from_db()
        assert accepted.state == "published"


def test_the_look_is_put_in_the_queue(accepted: HelpRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    planned: list[float] = []
    monkeypatch.setattr(tasks.replace_absent, "schedule", lambda delay: planned.append(delay))
    subscribers.expect_helper(RequestAccepted(accepted.pk))
    assert planned == [60]
