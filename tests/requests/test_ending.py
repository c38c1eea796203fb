"""Passing, cancelling, closing, and the time after which nobody is left waiting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from epaule.requests import actions
from epaule.requests.errors import CannotCancel, NotYetVouched
from epaule.requests.models import HelpRequest, Pass
from epaule.requests.tasks import expire_unanswered_requests
from epaule.safety.models import AuditEvent
from tests.factories import Scene
from tests.requests.states import make_late, request_in


def test_pass_by_someone_nobody_answers_for_is_refused(scene: Scene) -> None:
    with pytest.raises(NotYetVouched):
        actions.pass_on(by=scene.paul, request=scene.ask())
    assert not Pass.objects.exists()


def test_pass_is_kept_and_told_once(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    request = scene.ask()
    with django_capture_on_commit_callbacks() as told:
        actions.pass_on(by=scene.karim, request=request)
        actions.pass_on(by=scene.karim, request=request)
    assert Pass.objects.get().helper == scene.karim
    assert len(told) == 1
    assert AuditEvent.objects.filter(event="request.passed").count() == 1


@pytest.mark.parametrize("who", ["karim", "sophie", "claire", "paul"])
def test_cancel_by_anyone_else_is_refused(scene: Scene, who: str) -> None:
    request = request_in(scene, "assigned")
    with pytest.raises(CannotCancel):
        actions.cancel(by=getattr(scene, who), request=request)
    request.refresh_from_db()
    assert request.state == "assigned"


def test_cancel_again_is_the_same(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    request = request_in(scene, "cancelled")
    with django_capture_on_commit_callbacks() as told:
        assert actions.cancel(by=scene.jeanne, request=request).ended_at == request.ended_at
    assert told == []
    assert AuditEvent.objects.filter(event="request.cancelled").count() == 1


def test_cancel_keeps_who_had_come(scene: Scene) -> None:
    request = request_in(scene, "cancelled_after_accept")
    assert (request.helper, request.state) == (scene.karim, "cancelled")


def test_expire_ends_only_what_waited_too_long(scene: Scene) -> None:
    late, fresh = scene.ask(scene.jeanne), scene.ask(scene.paul)
    answered = actions.accept(by=scene.karim, request=scene.ask(scene.claire))
    make_late(late)
    make_late(answered)
    assert actions.expire_unanswered() == 1
    assert dict(HelpRequest.objects.values_list("pk", "state")) == {
        late.pk: "expired",
        fresh.pk: "published",
        answered.pk: "assigned",
    }
    trace = AuditEvent.objects.get(event="request.expired")
    assert trace.by == "", "nobody did it"


def test_expire_waits_until_the_last_moment(scene: Scene) -> None:
    request = scene.ask()
    almost = timezone.now() - actions.WAIT_FOR_HELPER + timedelta(seconds=30)
    HelpRequest.objects.filter(pk=request.pk).update(published_at=almost)
    assert actions.expire_unanswered() == 0


def test_background_work_expires(scene: Scene) -> None:
    make_late(scene.ask())
    expire_unanswered_requests.call_local()
    assert HelpRequest.objects.get().state == "expired"
