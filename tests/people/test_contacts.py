"""« Mes accompagnés », and those who never meet again."""

from __future__ import annotations

import pytest

from epaule.kernel import events
from epaule.people import actions
from epaule.people.errors import NobodyElse
from epaule.people.events import PersonsBlocked
from epaule.people.models import Block, Contact, Dismissal
from epaule.safety.models import AuditEvent
from tests.factories import Scene


def test_contact_is_kept_once_and_dropped_once(scene: Scene) -> None:
    first = actions.keep_contact(by=scene.jeanne, helper=scene.karim)
    assert actions.keep_contact(by=scene.jeanne, helper=scene.karim) == first
    for _again in range(2):
        actions.drop_contact(by=scene.jeanne, helped=scene.jeanne, helper=scene.karim)
    assert not Contact.objects.exists()
    assert [event.event for event in AuditEvent.objects.order_by("pk")] == ["contact.kept", "contact.dropped"]


def test_helper_may_drop_her_and_a_third_person_may_not(scene: Scene) -> None:
    actions.keep_contact(by=scene.jeanne, helper=scene.karim)
    with pytest.raises(NobodyElse):
        actions.drop_contact(by=scene.sophie, helped=scene.jeanne, helper=scene.karim)
    actions.drop_contact(by=scene.karim, helped=scene.jeanne, helper=scene.karim)
    assert not Contact.objects.exists()


def test_nobody_keeps_or_blocks_herself(scene: Scene) -> None:
    with pytest.raises(NobodyElse):
        actions.keep_contact(by=scene.karim, helper=scene.karim)
    with pytest.raises(NobodyElse):
        actions.block(by=scene.karim, blocked=scene.karim)


@pytest.mark.parametrize("by_helper", [False, True])
def test_block_takes_both_out_of_each_others_lists(scene: Scene, by_helper: bool) -> None:
    actions.keep_contact(by=scene.jeanne, helper=scene.karim)
    actions.keep_contact(by=scene.paul, helper=scene.karim)
    by, blocked = (scene.karim, scene.jeanne) if by_helper else (scene.jeanne, scene.karim)
    for _again in range(2):
        actions.block(by=by, blocked=blocked)
    assert [contact.helped for contact in Contact.objects.all()] == [scene.paul]
    assert [(block.person, block.blocked) for block in Block.objects.all()] == [(by, blocked)]
    assert AuditEvent.objects.filter(event="person.blocked").count() == 1


def test_block_is_told_to_the_apps_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: object
) -> None:
    heard: list[object] = []
    monkeypatch.setitem(events._subscribers, PersonsBlocked, [heard.append])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        actions.block(by=scene.jeanne, blocked=scene.karim)
        actions.block(by=scene.jeanne, blocked=scene.karim)
    assert heard == [PersonsBlocked(scene.jeanne.pk, scene.karim.pk)]


def test_unblocking_takes_back_ones_own_block_only(scene: Scene) -> None:
    actions.block(by=scene.jeanne, blocked=scene.karim)
    actions.block(by=scene.karim, blocked=scene.jeanne)
    for _again in range(2):
        actions.unblock(by=scene.jeanne, blocked=scene.karim)
    assert [block.person for block in Block.objects.all()] == [scene.karim]
    assert AuditEvent.objects.filter(event="person.unblocked").count() == 1


def test_no_thanks_is_said_once(scene: Scene) -> None:
    for _again in range(2):
        actions.dismiss(by=scene.jeanne, what="pass_it_on")
    assert [one.what for one in Dismissal.objects.all()] == ["pass_it_on"]
