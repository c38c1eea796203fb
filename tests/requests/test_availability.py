"""The switch « Je suis disponible »."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from epaule.requests import actions
from epaule.requests.errors import NotYetVouched
from epaule.requests.models import Availability
from epaule.requests.queries import is_available
from epaule.safety.models import AuditEvent
from tests.factories import Scene, make_territory


def events() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


def test_switch_of_someone_nobody_answers_for_is_refused(scene: Scene) -> None:
    with pytest.raises(NotYetVouched):
        actions.become_available(by=scene.paul, territory=scene.territory)
    assert not is_available(scene.paul, scene.territory)


def test_switch_in_another_territory_is_refused(scene: Scene) -> None:
    with pytest.raises(NotYetVouched):
        actions.become_available(by=scene.karim, territory=make_territory("calvados"))


def test_on_then_off(scene: Scene) -> None:
    actions.become_available(by=scene.karim, territory=scene.territory)
    assert is_available(scene.karim, scene.territory)
    assert not is_available(scene.sophie, scene.territory)
    actions.become_unavailable(by=scene.karim, territory=scene.territory)
    assert not is_available(scene.karim, scene.territory)
    assert events() == ["helper.available", "helper.unavailable"]


def test_on_again_is_the_same_and_counts_as_a_sign_of_life(scene: Scene) -> None:
    first = actions.become_available(by=scene.karim, territory=scene.territory)
    Availability.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    again = actions.become_available(by=scene.karim, territory=scene.territory)
    assert again.since_at == first.since_at
    assert again.seen_at >= first.seen_at
    assert events() == ["helper.available"]


def test_off_again_is_the_same(scene: Scene) -> None:
    actions.become_unavailable(by=scene.karim, territory=scene.territory)
    assert events() == []


def test_sign_of_life_is_noted_for_oneself_only(scene: Scene) -> None:
    scene.available(scene.karim, scene.sophie)
    long_ago = timezone.now() - timedelta(hours=1)
    Availability.objects.update(seen_at=long_ago)
    actions.note_helper_page_alive(by=scene.karim)
    assert scene.karim.availabilities.get().seen_at > long_ago
    assert scene.sophie.availabilities.get().seen_at == long_ago
    assert events() == ["helper.available", "helper.available"], "signs of life leave no trace"
