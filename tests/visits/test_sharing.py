"""Showing the screen: the helped person's own doing, a consent with a beginning and an end."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from epaule.visits import actions
from epaule.visits.errors import NewcomersDoNotShare, NothingIsShown, NotLetInYet, TheHelpedShares, VisitOver
from epaule.visits.models import Consent, Participant, Right, TimelineEntry, Visit
from tests.factories import Scene
from tests.visits.wire import Told

FIRST, SECOND = "01HZZZZZZZZZZZZZZZZZZZZZZA", "01HZZZZZZZZZZZZZZZZZZZZZZB"


def share(participant: Participant, on: bool = True) -> Participant:
    return actions.set_sharing(participant=participant, on=on)


def sharing_moments() -> list[str]:
    return list(TimelineEntry.objects.filter(event__contains="sharing").values_list("event", flat=True))


def shown(visit: Visit) -> list[tuple[str, str]]:
    """Who shows what."""
    return list(visit.participants.filter(sharing=True).values_list("person__first_name", "surface"))


@pytest.mark.parametrize("role", ["relative", "interpreter", "apprentice"])
@pytest.mark.parametrize("on", [True, False])
def test_newcomer_shows_nothing(scene: Scene, role: str, on: bool) -> None:
    visit = scene.visit()
    with pytest.raises(NewcomersDoNotShare):
        share(scene.newcomer(visit, scene.sophie, role), on)
    assert not Consent.objects.exists()


def test_database_refuses_a_newcomer_who_shares(scene: Scene) -> None:
    sophie = scene.newcomer(scene.visit(), scene.sophie)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.filter(pk=sophie.pk).update(sharing=True, surface="window")


def test_helper_shows_his_own_screen_as_himself(scene: Scene) -> None:
    visit = scene.visit()
    _jeanne, karim = scene.participants(visit)
    share(karim)
    assert shown(visit) == [("Karim", "unknown")]
    assert Consent.objects.get().person == scene.karim


def test_helper_never_takes_the_place_of_her_screen(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, karim = scene.participants(visit)
    share(jeanne)
    with pytest.raises(TheHelpedShares):
        share(karim)
    share(karim, on=False)
    assert shown(visit) == [("Jeanne", "unknown")]


def test_her_screen_takes_the_place_of_his(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    visit = scene.visit()
    jeanne, karim = scene.participants(visit)
    share(karim)
    with django_capture_on_commit_callbacks(execute=True):
        share(jeanne)
    assert shown(visit) == [("Jeanne", "unknown")]
    assert [(one.message["participant"]["first_name"], one.message["participant"]["sharing"]) for one in told] == [
        ("Karim", False),
        ("Jeanne", True),
    ]
    assert sharing_moments() == ["visit.sharing_started", "visit.sharing_stopped", "visit.sharing_started"]
    assert Consent.objects.get(withdrawn_at=None).person == scene.jeanne


def test_another_window_is_told_and_stays_the_same_consent(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, _karim = scene.participants(visit)
    for surface in ("window", "monitor", "monitor"):
        actions.set_sharing(participant=jeanne, on=True, surface=surface)
    assert shown(visit) == [("Jeanne", "monitor")]
    assert list(TimelineEntry.objects.filter(event__contains="sharing").values_list("event", "detail")) == [
        ("visit.sharing_started", "window"),
        ("visit.sharing_changed", "monitor"),
    ]
    assert Consent.objects.count() == 1


# --- « Cacher mon écran »


def hidden_moments() -> list[str]:
    return list(TimelineEntry.objects.filter(event__contains="screen").values_list("event", flat=True))


def test_nobody_hides_the_screen_of_another(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, karim = scene.participants(visit)
    share(jeanne)
    actions.set_hidden(participant=jeanne, on=True)
    for other in (karim, scene.newcomer(visit, scene.sophie)):
        with pytest.raises(NothingIsShown):
            actions.set_hidden(participant=other, on=True)
        actions.set_hidden(participant=other, on=False)
    assert list(visit.participants.filter(hidden=True)) == [jeanne]


def test_hiding_is_told_once_and_comes_back(
    scene: Scene, told: list[Told], django_capture_on_commit_callbacks: Any
) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    share(jeanne)
    with django_capture_on_commit_callbacks(execute=True):
        for on in (True, True, False, False):
            actions.set_hidden(participant=jeanne, on=on)
    assert [one.message["participant"]["hidden"] for one in told] == [True, False]
    assert hidden_moments() == ["visit.screen_hidden", "visit.screen_shown_again"]
    assert Consent.objects.get().withdrawn_at is None


def test_screen_shown_once_more_is_not_hidden(scene: Scene) -> None:
    jeanne, _karim = scene.participants(scene.visit())
    share(jeanne)
    actions.set_hidden(participant=jeanne, on=True)
    share(jeanne, on=False)
    assert not share(jeanne).hidden


@pytest.mark.parametrize("action", [actions.set_sharing, actions.set_hidden])
def test_at_the_door_nothing_is_shown_nor_hidden(scene: Scene, action: Any) -> None:
    sophie = scene.newcomer(scene.visit(), scene.sophie, inside=False)
    with pytest.raises(NewcomersDoNotShare if action == actions.set_sharing else NotLetInYet):
        action(participant=sophie, on=True)


# --- Her consent


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
