"""Before her screen is shown to a helper for the first time, the helped person says that she knows who comes."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.requests import actions as requests_actions
from epaule.safety.models import AuditEvent
from epaule.visits import actions
from epaule.visits.errors import ConfirmFirst, OnlyTheHelpedConfirms, VisitOver
from epaule.visits.models import Acquaintance, Consent, Participant, TimelineEntry, Visit
from epaule.visits.snapshot import room_snapshot
from tests.factories import Scene
from tests.requests.test_accept_race import together
from tests.visits.wire import do, room_path


def trusted(participant: Participant) -> bool:
    return room_snapshot(participant, 0).trusted


def visit_of(scene: Scene, helper: Any) -> Visit:
    request = requests_actions.accept(by=helper, request=scene.ask())
    return actions.open_visit(by=helper, request=request)


@pytest.mark.parametrize("surface", ["monitor", "camera"])
def test_nothing_is_shown_to_a_stranger(scene: Scene, surface: str) -> None:
    jeanne, _karim = scene.participants(scene.visit(known=False))
    with pytest.raises(ConfirmFirst):
        actions.set_sharing(participant=jeanne, on=True, surface=surface)
    jeanne.refresh_from_db()
    assert not jeanne.sharing
    assert not Consent.objects.exists()


def test_nobody_confirms_in_her_place(scene: Scene) -> None:
    visit = scene.visit(known=False)
    _jeanne, karim = scene.participants(visit)
    for other in (karim, scene.newcomer(visit, scene.paul), scene.newcomer(visit, scene.sophie, "apprentice")):
        with pytest.raises(OnlyTheHelpedConfirms):
            actions.confirm_trust(participant=other)
    assert not Acquaintance.objects.exists()


def test_nothing_is_confirmed_after_the_end(scene: Scene) -> None:
    jeanne, karim = scene.participants(scene.visit(known=False))
    actions.end_visit(participant=karim)
    with pytest.raises(VisitOver):
        actions.confirm_trust(participant=jeanne)


def test_confirmed_helper_sees_what_she_shows(scene: Scene) -> None:
    jeanne, karim = scene.participants(scene.visit(known=False))
    assert (trusted(jeanne), trusted(karim)) == (False, True)
    actions.confirm_trust(participant=jeanne)
    assert trusted(jeanne)
    assert actions.set_sharing(participant=jeanne, on=True, surface="window").sharing
    known = Acquaintance.objects.get()
    assert (known.person, known.helper, known.text_version) == (scene.jeanne, scene.karim, "2026-11")
    moment = TimelineEntry.objects.get(event="visit.trust_confirmed")
    assert (moment.person, moment.about) == (scene.jeanne, karim)


def test_confirming_again_is_the_same(scene: Scene) -> None:
    jeanne, _karim = scene.participants(scene.visit(known=False))
    assert actions.confirm_trust(participant=jeanne) == actions.confirm_trust(participant=jeanne)
    assert AuditEvent.objects.filter(event="visit.trust_confirmed").count() == 1


def test_two_pages_confirm_at_the_same_instant(played: Scene) -> None:
    jeanne, _karim = played.participants(played.visit(known=False))
    assert together(*[lambda: actions.confirm_trust(participant=jeanne)] * 3) == {"done": 3}
    assert Acquaintance.objects.count() == 1


def test_each_helper_is_confirmed_once_and_for_all(scene: Scene) -> None:
    first, _karim = scene.participants(scene.visit(known=False))
    actions.confirm_trust(participant=first)
    actions.end_visit(participant=first)
    again, _karim = scene.participants(scene.visit(known=False))
    assert trusted(again)
    actions.end_visit(participant=again)
    with_sophie, _sophie = scene.participants(visit_of(scene, scene.sophie))
    assert not trusted(with_sophie)
    with pytest.raises(ConfirmFirst):
        actions.set_sharing(participant=with_sophie, on=True)


def test_helper_shows_his_own_screen_without_being_asked(scene: Scene) -> None:
    _jeanne, karim = scene.participants(scene.visit(known=False))
    assert actions.set_sharing(participant=karim, on=True, surface="window").sharing


@pytest.mark.django_db(transaction=True)
async def test_page_is_refused_then_confirms_then_shows(played: Scene, open_page: Any) -> None:
    visit = await do(played.visit, known=False)
    page = await open_page(room_path(visit), played.jeanne)
    snapshot = await page.join()
    assert snapshot["trusted"] is False
    await page.send(type="sharing.set", on=True, surface="monitor")
    assert (await page.hear_of("error"))["code"] == "confirm_first"
    await page.send(type="trust.confirm")
    await page.send(type="sharing.set", on=True, surface="monitor")
    assert (await page.hear_of("participant"))["participant"]["sharing"] is True


@pytest.mark.django_db(transaction=True)
async def test_page_of_the_helper_may_not_confirm(played: Scene, open_page: Any) -> None:
    visit = await do(played.visit, known=False)
    page = await open_page(room_path(visit), played.karim)
    await page.join()
    await page.send(type="trust.confirm")
    assert await page.hear_error() == "only_the_helped_confirms"
    assert not await do(Acquaintance.objects.exists)
