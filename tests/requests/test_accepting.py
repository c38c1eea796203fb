"""Going to help: who may, and the first one wins."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.people import actions as people_actions
from epaule.people.models import Person
from epaule.requests import actions
from epaule.requests.errors import AlreadyTaken, HelperBusy, HelperStopped, NotYetVouched, OwnRequest
from epaule.requests.models import HelpRequest
from epaule.safety.models import AuditEvent
from tests.factories import Scene, make_territory


def test_accept_by_someone_nobody_answers_for_is_refused(scene: Scene) -> None:
    scene.offer(scene.paul, "email")
    with pytest.raises(NotYetVouched):
        actions.accept(by=scene.paul, request=scene.ask())


def test_accept_by_a_closed_account_is_refused(scene: Scene) -> None:
    Person.objects.filter(pk=scene.karim.pk).update(is_active=False)
    with pytest.raises(NotYetVouched):
        actions.accept(by=scene.karim, request=scene.ask())


@pytest.mark.parametrize("known", [True, False])
def test_accept_by_a_helper_whom_an_alarm_stops_is_refused(scene: Scene, known: bool) -> None:
    """Also when it was raised after his page was opened."""
    people_actions.suspend(by=scene.jeanne, helper=scene.karim)
    if known:
        scene.karim.refresh_from_db()
    with pytest.raises(HelperStopped):
        actions.accept(by=scene.karim, request=scene.ask())


def test_accept_by_a_helper_of_another_territory_is_refused(scene: Scene) -> None:
    Person.objects.filter(pk=scene.karim.pk).update(territory=make_territory("calvados"))
    with pytest.raises(NotYetVouched):
        actions.accept(by=Person.objects.get(pk=scene.karim.pk), request=scene.ask())


def test_accept_of_own_request_is_refused(scene: Scene) -> None:
    with pytest.raises(OwnRequest):
        actions.accept(by=scene.karim, request=scene.ask(scene.karim))


def test_accept_when_already_helping_is_refused(scene: Scene) -> None:
    actions.accept(by=scene.karim, request=scene.ask())
    second = scene.ask(scene.paul)
    with pytest.raises(HelperBusy):
        actions.accept(by=scene.karim, request=second)
    second.refresh_from_db()
    assert second.state == "published"


def test_accept_when_another_came_first_is_refused(scene: Scene) -> None:
    request = actions.accept(by=scene.karim, request=scene.ask())
    with pytest.raises(AlreadyTaken):
        actions.accept(by=scene.sophie, request=request)
    request.refresh_from_db()
    assert request.helper == scene.karim


def test_accept_takes_the_request(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    request = scene.ask()
    with django_capture_on_commit_callbacks() as told:
        actions.accept(by=scene.karim, request=request)
    request.refresh_from_db()
    assert (request.state, request.helper) == ("assigned", scene.karim)
    assert request.assigned_at is not None
    assert request.assigned_at >= request.published_at
    assert len(told) == 1
    trace = AuditEvent.objects.get(event="request.accepted")
    assert trace.by == scene.karim.public_id


def test_accept_again_is_the_same(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    request = actions.accept(by=scene.karim, request=scene.ask())
    with django_capture_on_commit_callbacks() as told:
        again = actions.accept(by=scene.karim, request=request)
    assert again == request
    assert again.assigned_at == request.assigned_at
    assert told == []
    assert AuditEvent.objects.filter(event="request.accepted").count() == 1


def test_accept_after_passing_is_still_possible(scene: Scene) -> None:
    request = scene.ask()
    actions.pass_on(by=scene.karim, request=request)
    assert actions.accept(by=scene.karim, request=request).helper == scene.karim


def test_helper_is_free_again_when_the_help_is_over(scene: Scene) -> None:
    first = actions.accept(by=scene.karim, request=scene.ask())
    actions.close(by=scene.karim, request=first)
    second = actions.accept(by=scene.karim, request=scene.ask(scene.paul))
    assert HelpRequest.objects.get(state="assigned") == second
