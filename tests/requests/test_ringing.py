"""For whom a request rings, in which wave, and on whose desk it waits: one table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from epaule.people.models import Block, Contact, Person
from epaule.requests import actions, roster
from epaule.requests.models import Availability, HelpRequest, Rhythm, Ring
from epaule.requests.queries import SILENT_AFTER, ringing_for, waiting_for
from epaule.territory.models import Neighbourhood, Territory
from tests.factories import Scene, make_territory
from tests.requests.states import ring_on

OTHER_LANGUAGES = ["fr", "ar"]


def change(person: Person, **changes: Any) -> None:
    Person.objects.filter(pk=person.pk).update(**changes)
    roster.refresh(person.pk)


def seen(person: Person, ago: timedelta) -> None:
    Availability.objects.filter(person=person).update(seen_at=timezone.now() - ago)


def make_busy(scene: Scene) -> None:
    actions.accept(by=scene.karim, request=scene.ask(scene.paul))


def move_karim(scene: Scene) -> Territory:
    """To another territory, where he offers the same and is available."""
    elsewhere = make_territory("calvados")
    scene.karim.offers.update(territory=elsewhere)
    Availability.objects.filter(person=scene.karim).update(territory=elsewhere)
    change(scene.karim, territory=elsewhere)
    return elsewhere


def agree(scene: Scene) -> None:
    """Karim's new territory and Jeanne's help each other."""
    now = timezone.now()
    Neighbourhood.objects.create(
        territory=move_karim(scene), neighbour=scene.territory, proposed_at=now, agreed_at=now
    )


def propose(scene: Scene) -> None:
    Neighbourhood.objects.create(
        territory=move_karim(scene), neighbour=scene.territory, proposed_at=timezone.now()
    )


def closed_before(scene: Scene) -> None:
    actions.close(request=actions.accept(by=scene.karim, request=scene.ask()), by=None)


def keep(scene: Scene) -> None:
    Contact.objects.create(helped=scene.jeanne, helper=scene.karim, agreed_at=timezone.now())


def settle(scene: Scene, **rhythm: Any) -> None:
    Rhythm.objects.update_or_create(person=scene.karim, territory=scene.territory, defaults=rhythm)


def away(scene: Scene, **rhythm: Any) -> None:
    """No page of his is open; he chose to be rung by mail, at any hour."""
    seen(scene.karim, SILENT_AFTER + timedelta(seconds=1))
    settle(scene, **{"ring_by_mail": True, "quiet_from": time(0), "quiet_until": time(0)} | rhythm)


Arrange = Callable[[Scene], Any]
CASES: dict[str, tuple[dict[str, Any], Arrange, str, bool]] = {
    # what Jeanne asks, what is so before, the kind of wave that rings for Karim, is it on his desk?
    "a theme he offers": ({"topics": ["email"]}, lambda scene: None, "fitting", True),
    "one theme of several": (
        {"topics": ["email", "banque_et_achats_en_ligne"]},
        lambda scene: scene.offer(scene.karim, "email"),
        "fitting",
        True,
    ),
    "another theme": (
        {"topics": ["email"]},
        lambda scene: scene.offer(scene.karim, "argent_impots"),
        "wider",
        False,
    ),
    "the theme that goes with his": (
        {"topics": ["argent_impots"]},
        lambda scene: scene.offer(scene.karim, "aide_aux_demarches_administratives"),
        "fitting",
        True,
    ),
    "no theme understood": (
        {"topics": []},
        lambda scene: scene.offer(scene.karim, "argent_impots"),
        "fitting",
        True,
    ),
    "a language he speaks": (
        {"language": "ar"},
        lambda scene: change(scene.karim, languages=OTHER_LANGUAGES),
        "fitting",
        True,
    ),
    "a language he does not speak": ({"language": "ar"}, lambda scene: None, "", False),
    "another language and he ticked nothing": (
        {"language": "en"},
        lambda scene: change(scene.karim, languages=[]),
        "",
        False,
    ),
    "french and he ticked nothing": ({}, lambda scene: change(scene.karim, languages=[]), "fitting", True),
    "she kept him": ({}, keep, "usual", True),
    "she kept him, for a theme he does not offer": (
        {"topics": ["email"]},
        lambda scene: (keep(scene), scene.offer(scene.karim, "argent_impots")),
        "usual",
        False,
    ),
    "he helped her before": ({}, closed_before, "usual", True),
    "he passed her request a moment ago": (
        {},
        lambda scene: (
            actions.pass_on(by=scene.karim, request=scene.ask()),
            actions.cancel(by=scene.jeanne, request=scene.jeanne.requests.get()),
        ),
        "",
        True,
    ),
    "he is in a visit": ({}, make_busy, "", False),
    "his visit is over": (
        {},
        lambda scene: (make_busy(scene), actions.close(request=scene.paul.requests.get(), by=None)),
        "fitting",
        True,
    ),
    "she never meets him": (
        {},
        lambda scene: Block.objects.create(person=scene.jeanne, blocked=scene.karim, at=timezone.now()),
        "",
        False,
    ),
    "he never meets her": (
        {},
        lambda scene: Block.objects.create(person=scene.karim, blocked=scene.jeanne, at=timezone.now()),
        "",
        False,
    ),
    "she kept him, then blocked him": (
        {},
        lambda scene: (
            keep(scene),
            Block.objects.create(person=scene.jeanne, blocked=scene.karim, at=timezone.now()),
        ),
        "",
        False,
    ),
    "he is another territory's": ({}, move_karim, "", False),
    "his territory proposed to help": ({}, propose, "", False),
    "his territory and hers agreed": ({}, agree, "neighbours", True),
    "they agreed, and she kept him": ({}, lambda scene: (agree(scene), keep(scene)), "usual", True),
    "nobody answers for him": (
        {},
        lambda scene: change(scene.karim, vouched_at=None, vouched_by=None),
        "",
        False,
    ),
    "an alarm stops him": ({}, lambda scene: change(scene.karim, suspended_at=timezone.now()), "", False),
    "his account is closed": ({}, lambda scene: change(scene.karim, is_active=False), "", False),
    "he has no address any more": ({}, lambda scene: change(scene.karim, email=None), "", False),
    "his switch is off": (
        {},
        lambda scene: actions.become_unavailable(by=scene.karim, territory=scene.territory),
        "",
        True,
    ),
    "his page was alive a moment ago": (
        {},
        lambda scene: seen(scene.karim, SILENT_AFTER - timedelta(seconds=5)),
        "fitting",
        True,
    ),
    "his page is silent": ({}, lambda scene: seen(scene.karim, SILENT_AFTER + timedelta(seconds=1)), "", True),
    "his page is silent, he is reached by mail": ({}, away, "fitting", True),
    "these are his quiet hours": (
        {},
        lambda scene: away(scene, quiet_from=time(0), quiet_until=time(23, 59, 59)),
        "",
        True,
    ),
    "his quiet hours, and his page is open": (
        {},
        lambda scene: settle(scene, quiet_from=time(0), quiet_until=time(23, 59, 59)),
        "fitting",
        True,
    ),
    "he rests until tomorrow": (
        {},
        lambda scene: settle(scene, paused_until=timezone.now() + timedelta(days=1)),
        "",
        True,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_rings(scene: Scene, case: str) -> None:
    asked, arrange, kind, on_desk = CASES[case]
    scene.available(scene.karim)
    arrange(scene)
    request = scene.ask(**asked)
    ring_on(request)
    karim = Person.objects.get(pk=scene.karim.pk)
    rung = Ring.objects.select_related("wave").filter(request=request, helper=karim).first()
    assert (rung.wave.kind if rung else "") == kind
    assert bool(rung and rung.away) is ("by mail" in case)
    territory = karim.territory
    assert list(ringing_for(karim, territory)) == ([rung] if rung else [])
    assert (request in waiting_for(karim, territory)) is on_desk


def test_wished_helper_is_rung_first_and_alone(scene: Scene) -> None:
    keep(scene)
    scene.available(scene.karim, scene.sophie)
    request = scene.ask(wished_helper=scene.sophie)
    assert [ring.helper for ring in request.rings.all()] == [scene.sophie]
    # Those she kept come next, before those who only fit.
    assert ring_on(request, 1) == ["usual", "usual"]


def test_wished_helper_who_is_not_there_makes_nobody_wait(scene: Scene) -> None:
    scene.available(scene.karim)
    request = scene.ask(wished_helper=scene.sophie)
    assert [ring.helper for ring in request.rings.all()] == [scene.karim]


def test_own_request_does_not_ring(scene: Scene) -> None:
    scene.available(scene.karim, scene.sophie)
    request = scene.ask(scene.karim)
    ring_on(request)
    assert [ring.helper for ring in request.rings.all()] == [scene.sophie]
    assert list(waiting_for(scene.karim, scene.territory)) == []


def test_what_can_wait_rings_nobody_and_waits_on_the_desk(scene: Scene) -> None:
    scene.available(scene.karim)
    request = scene.ask(urgency="this_week")
    assert (request.next_wave_at, request.waves.count()) == (None, 0)
    assert list(waiting_for(scene.karim, scene.territory)) == [request]


def test_helper_with_several_fitting_themes_is_rung_once(scene: Scene) -> None:
    scene.available(scene.karim)
    request = scene.ask(topics=["email", "banque_et_achats_en_ligne", "argent_impots"])
    ring_on(request)
    assert request.rings.count() == 1
    assert list(waiting_for(scene.karim, scene.territory)) == [request]


def test_the_longest_waiting_comes_first(scene: Scene) -> None:
    scene.available(scene.karim)
    first, second, taken, elsewhere = (
        scene.ask(person) for person in (scene.jeanne, scene.paul, scene.claire, scene.sophie)
    )
    HelpRequest.objects.filter(pk=second.pk).update(published_at=first.published_at - timedelta(minutes=5))
    actions.cancel(by=scene.claire, request=taken)
    HelpRequest.objects.filter(pk=elsewhere.pk).update(territory=make_territory("calvados"))
    assert [ring.request for ring in ringing_for(scene.karim, scene.territory)] == [second, first]
    assert list(waiting_for(scene.karim, scene.territory)) == [second, first]
