"""Simultaneous clicks, in threads with their own connections, on a database as the server meets it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from epaule.kernel.errors import Refusal
from epaule.people.models import Person, Status
from epaule.requests import actions
from epaule.requests.models import HelpRequest, Pass
from epaule.safety.models import AuditEvent
from tests.factories import Scene

HELPERS = 8


@pytest.fixture
def played(transactional_db: None) -> Scene:
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


def make_helpers(scene: Scene) -> list[Person]:
    return [
        scene._person(scene.territory, f"Aidant{n}", "50025", Status.VOLUNTEER, scene.claire)
        for n in range(HELPERS)
    ]


def test_one_of_eight_helpers_gets_the_request(played: Scene) -> None:
    request = played.ask()
    helpers = make_helpers(played)
    outcomes = together(*(lambda by=by: actions.accept(by=by, request=request) for by in helpers))
    assert outcomes == {"done": 1, "already_taken": HELPERS - 1}
    request.refresh_from_db()
    assert (request.state, request.helper in helpers) == ("assigned", True)
    assert AuditEvent.objects.get(event="request.accepted").by == request.helper.public_id


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
