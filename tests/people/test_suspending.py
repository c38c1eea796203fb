"""A helper whom an alarm stops: until the operator decides, and after."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.people import actions
from epaule.people.errors import HelperSuspended
from epaule.people.models import Person
from epaule.people.queries import helpers_vouched, helpers_waiting
from epaule.people.rules import is_trusted_helper
from epaule.safety.models import AuditEvent
from tests.factories import Scene


def karim(scene: Scene) -> Person:
    return Person.objects.get(pk=scene.karim.pk)


def traces() -> list[str]:
    events = AuditEvent.objects.filter(event__startswith="person.", target__startswith="person:").order_by("pk")
    return list(events.values_list("event", flat=True))


def test_suspended_helper_is_not_trusted_nor_listed(scene: Scene) -> None:
    actions.suspend(by=scene.jeanne, helper=scene.karim)
    assert not is_trusted_helper(karim(scene))
    assert scene.karim not in helpers_vouched(scene.territory.pk)
    assert scene.karim not in helpers_waiting(scene.territory.pk)


def test_suspending_again_keeps_the_first_date(scene: Scene) -> None:
    first = actions.suspend(by=scene.jeanne, helper=scene.karim).suspended_at
    assert actions.suspend(by=scene.sophie, helper=scene.karim).suspended_at == first
    assert traces() == ["person.suspended"]


def test_suspended_helper_may_resume(scene: Scene) -> None:
    actions.suspend(by=scene.jeanne, helper=scene.karim)
    for _again in range(2):
        assert is_trusted_helper(actions.lift_suspension(by=scene.claire, helper=scene.karim))
    assert traces() == ["person.suspended", "person.suspension_lifted"]


def test_helper_nobody_answers_for_any_more_stays_stopped(scene: Scene) -> None:
    for _again in range(2):
        stopped = actions.withdraw_voucher(by=scene.claire, helper=scene.karim)
        assert (stopped.vouched_by, stopped.vouched_at) == (None, None)
        assert stopped.suspended_at is not None
    assert scene.karim not in helpers_waiting(scene.territory.pk)
    assert traces() == ["person.suspended", "person.voucher_withdrawn"]


def test_suspended_helper_is_not_accepted_again_by_mistake(scene: Scene, as_person: Any) -> None:
    actions.withdraw_voucher(by=scene.claire, helper=scene.karim)
    with pytest.raises(HelperSuspended):
        actions.vouch(by=scene.claire, helper=karim(scene))
    assert (
        as_person(scene.claire).post(f"/territoire/aidants/{scene.karim.public_id}/accepter/").status_code == 409
    )
    assert karim(scene).vouched_at is None
