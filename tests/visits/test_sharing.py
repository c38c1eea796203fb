"""Showing the screen: the helped person's own doing, a consent with a beginning and an end."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from epaule.visits import actions
from epaule.visits.errors import OnlyTheHelpedShares, VisitOver
from epaule.visits.models import Consent, Participant, Right, TimelineEntry
from tests.factories import Scene
from tests.visits.wire import Told

FIRST, SECOND = "01HZZZZZZZZZZZZZZZZZZZZZZA", "01HZZZZZZZZZZZZZZZZZZZZZZB"


def share(participant: Participant, on: bool = True) -> Participant:
    return actions.set_sharing(participant=participant, on=on)


def sharing_moments() -> list[str]:
    return list(TimelineEntry.objects.filter(event__contains="sharing").values_list("event", flat=True))


@pytest.mark.parametrize("on", [True, False])
def test_helper_cannot_show_the_screen_for_her(scene: Scene, on: bool) -> None:
    _jeanne, karim = scene.participants(scene.visit())
    with pytest.raises(OnlyTheHelpedShares):
        share(karim, on)
    assert not Consent.objects.exists()


def test_database_refuses_a_helper_who_shares(scene: Scene) -> None:
    _jeanne, karim = scene.participants(scene.visit())
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=karim.pk).update(sharing=True)


def test_nothing_is_shown_after_the_end(scene: Scene) -> None:
    jeanne, karim = scene.participants(scene.visit())
    actions.end_visit(participant=karim)
    with pytest.raises(VisitOver):
        share(jeanne)
    assert not Consent.objects.exists()


def test_showing_is_a_consent_both_can_read_afterwards(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    with django_capture_on_commit_callbacks(execute=True):
        assert share(jeanne).sharing
    consent = Consent.objects.get()
    assert (consent.visit, consent.person, consent.right) == (visit, scene.jeanne, Right.SEE)
    assert (consent.text_version, consent.withdrawn_at) == (actions.CONSENT_TEXT_VERSION, None)
    assert sharing_moments() == ["visit.sharing_started"]
    assert [(one.kind, one.message["participant"]["sharing"]) for one in told] == [("participant", True)]


def test_stopping_withdraws_the_consent(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    share(jeanne)
    with django_capture_on_commit_callbacks(execute=True):
        assert not share(jeanne, on=False).sharing
    assert Consent.objects.get().withdrawn_at is not None
    assert sharing_moments() == ["visit.sharing_started", "visit.sharing_stopped"]
    assert [one.message["participant"]["sharing"] for one in told] == [False]


@pytest.mark.parametrize("on", [True, False])
def test_again_is_the_same(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any, on: bool
) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    share(jeanne)
    share(jeanne, on)
    moments = sharing_moments()
    with django_capture_on_commit_callbacks(execute=True):
        share(jeanne, on)
    assert told == []
    assert sharing_moments() == moments
    assert Consent.objects.count() == 1


def test_showing_once_more_is_a_new_consent(scene: Scene) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    for on in (True, False, True):
        share(jeanne, on)
    assert [consent.withdrawn_at is None for consent in Consent.objects.order_by("pk")] == [False, True]


def test_leaving_stops_showing(scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    actions.enter(participant=jeanne, connection=FIRST)
    share(jeanne)
    with django_capture_on_commit_callbacks(execute=True):
        actions.leave(participant=jeanne, connection=FIRST)
    jeanne.refresh_from_db()
    assert not jeanne.sharing
    assert Consent.objects.get().withdrawn_at is not None
    assert sharing_moments() == ["visit.sharing_started", "visit.sharing_stopped"]
    assert (
        told[-1].message["participant"] | {"present": False, "sharing": False} == told[-1].message["participant"]
    )


def test_another_page_of_hers_shows_nothing_until_she_says_so(scene: Scene) -> None:
    """The older page, which showed the screen, is hung up on: nobody sees it any more."""
    jeanne, _karim = scene.participants(scene.visit())
    actions.enter(participant=jeanne, connection=FIRST)
    share(jeanne)
    assert not actions.enter(participant=jeanne, connection=SECOND).sharing
    assert Consent.objects.get().withdrawn_at is not None
    assert sharing_moments()[-1] == "visit.sharing_stopped"


def test_the_same_page_joining_twice_goes_on_showing(scene: Scene) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    actions.enter(participant=jeanne, connection=FIRST)
    share(jeanne)
    assert actions.enter(participant=jeanne, connection=FIRST).sharing
    assert sharing_moments() == ["visit.sharing_started"]
