"""Simultaneous clicks, in threads with their own connections, on a database as the server meets it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from epaule.kernel.errors import Refusal
from epaule.people.models import Person, Status
from epaule.requests import actions
from epaule.requests.models import HelpRequest, Pass
from epaule.safety.models import AuditEvent
from epaule.visits import actions as visits_actions
from tests.factories import Scene

HELPERS = 8


@pytest.fixture
def played(kept_scene: None, transactional_db: None) -> Scene:
    return Scene.build()


def together(*clicks: Callable[[], Any]) -> Counter[str]:
    """Do all `clicks` at the same instant; count those done and those refused, by code. Other errors raise."""
    start = Barrier(len(clicks))

    def click(action: Callable[[], Any]) -> str:
        try:
            start.wait(timeout=10)
            action()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(clicks)) as pool:
        return Counter(pool.map(click, clicks))


def make_helpers(scene: Scene, count: int = HELPERS) -> list[Person]:
    return [
        scene._person(scene.territory, f"Aidant{n}", "50025", Status.VOLUNTEER, scene.claire) for n in range(count)
    ]


def test_one_of_eight_helpers_gets_the_request(played: Scene) -> None:
    request = played.ask()
    helpers = make_helpers(played)
    outcomes = together(*(lambda by=by: actions.accept(by=by, request=request) for by in helpers))
    assert outcomes == {"done": 1, "already_taken": HELPERS - 1}
    request.refresh_from_db()
    assert (request.state, request.helper in helpers) == ("assigned", True)
    assert AuditEvent.objects.get(event="request.accepted").by == request.helper.public_id


FIFTY = 50


def test_one_of_fifty_gets_the_request(played: Scene) -> None:
    played.available(played.karim)
    request = played.ask()
    helpers = make_helpers(played, FIFTY)
    outcomes = together(*(lambda by=by: actions.accept(by=by, request=request) for by in helpers))
    assert outcomes == {"done": 1, "already_taken": FIFTY - 1}
    request.refresh_from_db()
    winner = request.rings.get(answer="accepted")
    assert (request.state, request.helper, request.next_wave_at) == ("assigned", winner.helper, None)


def due(request: HelpRequest) -> None:
    HelpRequest.objects.filter(pk=request.pk).update(next_wave_at=timezone.now())


def test_two_processes_advancing_at_once_make_one_wave(played: Scene) -> None:
    played.available(played.karim)
    request = played.ask(wished_helper=played.karim)
    played.available(played.sophie)
    due(request)
    advance = partial(actions.advance_dispatch, request.pk)
    assert together(*[advance] * 4) == {"done": 4}
    assert [wave.kind for wave in request.waves.all()] == ["usual", "fitting"]
    assert request.rings.count() == 2


def test_accept_against_advance_leaves_nobody_ringing_for_nothing(played: Scene) -> None:
    played.available(played.karim)
    request = played.ask()
    played.available(played.sophie)
    due(request)
    outcomes = together(
        lambda: actions.accept(by=played.karim, request=request), lambda: actions.advance_dispatch(request.pk)
    )
    assert outcomes == {"done": 2}
    request.refresh_from_db()
    assert (request.state, request.helper, request.next_wave_at) == ("assigned", played.karim, None)
    assert not actions.advance_dispatch(request.pk)


def late(played: Scene) -> HelpRequest:
    """Karim accepted a minute ago; Sophie is there."""
    played.available(played.karim, played.sophie)
    request = actions.accept(by=played.karim, request=played.ask())
    HelpRequest.objects.update(assigned_at=timezone.now() - timedelta(seconds=61))
    return request


def test_two_processes_replacing_at_once_replace_once(played: Scene) -> None:
    request = late(played)
    assert together(*[actions.replace_absent_helpers] * 3) == {"done": 3}
    request.refresh_from_db()
    assert (request.state, request.helper) == ("published", None)
    assert AuditEvent.objects.filter(event="request.helper_replaced").count() == 1


def test_accept_against_replace_has_one_helper_or_none(played: Scene) -> None:
    request = late(played)
    outcomes = together(lambda: actions.accept(by=played.sophie, request=request), actions.replace_absent_helpers)
    assert outcomes in ({"done": 2}, {"done": 1, "already_taken": 1})
    request.refresh_from_db()
    expected = ("assigned", played.sophie) if outcomes["done"] == 2 else ("published", None)
    assert (request.state, request.helper) == expected


def test_arriving_against_replace_is_one_or_the_other(played: Scene) -> None:
    visit = played.visit()
    HelpRequest.objects.update(assigned_at=timezone.now() - timedelta(seconds=61))
    _jeanne, karim = played.participants(visit)
    outcomes = together(
        lambda: visits_actions.enter(participant=karim, connection="01HZZZZZZZZZZZZZZZZZZZZZZA"),
        actions.replace_absent_helpers,
    )
    request = HelpRequest.objects.get()
    came = request.arrived_at is not None
    assert request.state == ("assigned" if came else "published")
    assert outcomes == ({"done": 2} if came else {"done": 1, "visit_over": 1})


def test_helpers_who_ask_while_they_are_rung_do_not_wait_for_each_other(played: Scene) -> None:
    played.available(played.karim, played.sophie)
    outcomes = together(lambda: played.ask(played.karim), lambda: played.ask(played.sophie))
    assert outcomes == {"done": 2}


def test_one_helper_accepting_two_requests_gets_one(played: Scene) -> None:
    requests = [played.ask(played.jeanne), played.ask(played.paul)]
    outcomes = together(
        *(lambda asked=asked: actions.accept(by=played.karim, request=asked) for asked in requests)
    )
    assert outcomes == {"done": 1, "helper_busy": 1}
    assert HelpRequest.objects.filter(helper=played.karim).count() == 1


def test_double_click_on_accept_is_one(played: Scene) -> None:
    request = played.ask()
    outcomes = together(*[lambda: actions.accept(by=played.karim, request=request)] * 4)
    assert outcomes == {"done": 4}
    assert AuditEvent.objects.filter(event="request.accepted").count() == 1


def test_accept_and_cancel_at_once_leave_a_legal_request(played: Scene) -> None:
    request = played.ask()
    outcomes = together(
        lambda: actions.accept(by=played.karim, request=request),
        lambda: actions.cancel(by=played.jeanne, request=request),
    )
    assert outcomes in ({"done": 2}, {"done": 1, "no_longer_waiting": 1})
    request.refresh_from_db()
    assert request.state == "cancelled"


def test_person_asking_in_two_tabs_has_one_request(played: Scene) -> None:
    assert together(played.ask, played.ask) == {"done": 1, "already_asking": 1}
    assert played.jeanne.requests.count() == 1


def test_passing_in_two_tabs_is_one(played: Scene) -> None:
    request = played.ask()
    assert together(*[lambda: actions.pass_on(by=played.karim, request=request)] * 3) == {"done": 3}
    assert Pass.objects.count() == 1


def test_switching_on_in_two_tabs_is_one(played: Scene) -> None:
    switch_on = partial(actions.become_available, by=played.karim, territory=played.territory)
    assert together(*[switch_on] * 3) == {"done": 3}
    assert played.karim.availabilities.count() == 1
    assert AuditEvent.objects.filter(event="helper.available").count() == 1
