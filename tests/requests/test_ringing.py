"""For whom a request rings: one table, said from the request's side and from the helper's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from epaule.people.models import Person
from epaule.requests import actions
from epaule.requests.models import Availability, HelpRequest
from epaule.requests.queries import SILENT_AFTER, helpers_to_ring, ringing_for
from tests.factories import Scene, make_territory

OTHER_LANGUAGES = ["fr", "ar"]


def change(person: Person, **changes: Any) -> None:
    Person.objects.filter(pk=person.pk).update(**changes)


def seen(person: Person, ago: timedelta) -> None:
    Availability.objects.filter(person=person).update(seen_at=timezone.now() - ago)


def make_busy(scene: Scene) -> None:
    actions.accept(by=scene.karim, request=scene.ask(scene.paul))


def move_switch_elsewhere(scene: Scene) -> None:
    Availability.objects.filter(person=scene.karim).update(territory=make_territory("calvados"))


def move_karim_elsewhere(scene: Scene) -> None:
    change(scene.karim, territory=make_territory("calvados"))


Arrange = Callable[[Scene], Any]
CASES: dict[str, tuple[dict[str, Any], Arrange, bool]] = {
    # what Jeanne asks, what is done after, does it ring for Karim?
    "a theme he offers": ({"topics": ["email"]}, lambda scene: None, True),
    "one theme of several": (
        {"topics": ["email", "banque_et_achats_en_ligne"]},
        lambda scene: scene.offer(scene.karim, "email"),
        True,
    ),
    "another theme": ({"topics": ["email"]}, lambda scene: scene.offer(scene.karim, "argent_impots"), False),
    "the theme that goes with his": (
        {"topics": ["argent_impots"]},
        lambda scene: scene.offer(scene.karim, "aide_aux_demarches_administratives"),
        True,
    ),
    "no theme understood": ({"topics": []}, lambda scene: scene.offer(scene.karim, "argent_impots"), True),
    "he stopped offering": ({"topics": ["email"]}, lambda scene: scene.offer(scene.karim), False),
    "a language he speaks": (
        {"language": "ar"},
        lambda scene: change(scene.karim, languages=OTHER_LANGUAGES),
        True,
    ),
    "a language he does not speak": ({"language": "ar"}, lambda scene: None, False),
    "french though he did not tick it": ({}, lambda scene: change(scene.karim, languages=["ar"]), True),
    "french and he ticked nothing": ({}, lambda scene: change(scene.karim, languages=[]), True),
    "another language and he ticked nothing": (
        {"language": "en"},
        lambda scene: change(scene.karim, languages=[]),
        False,
    ),
    "he passed": ({}, lambda scene: actions.pass_on(by=scene.karim, request=scene.jeanne.requests.get()), False),
    "he is in a visit": ({}, make_busy, False),
    "his visit is over": (
        {},
        lambda scene: (make_busy(scene), actions.close(request=scene.paul.requests.get(), by=None)),
        True,
    ),
    "he is another territory's": ({}, move_karim_elsewhere, False),
    "nobody answers for him": ({}, lambda scene: change(scene.karim, vouched_at=None, vouched_by=None), False),
    "an alarm stops him": ({}, lambda scene: change(scene.karim, suspended_at=timezone.now()), False),
    "his account is closed": ({}, lambda scene: change(scene.karim, is_active=False), False),
    "he has no address any more": ({}, lambda scene: change(scene.karim, email=None), False),
}
ONLY_FROM_THE_REQUEST: dict[str, Arrange] = {
    # His page is not there to ring: his desk shows the list only when it is open and its switch on.
    "his switch is off": lambda scene: actions.become_unavailable(by=scene.karim, territory=scene.territory),
    "his switch is another territory's": move_switch_elsewhere,
    "his page is silent": lambda scene: seen(scene.karim, SILENT_AFTER + timedelta(seconds=1)),
}


@pytest.mark.parametrize("case", CASES)
def test_rings(scene: Scene, case: str) -> None:
    asked, arrange, rings = CASES[case]
    scene.available(scene.karim)
    request = scene.ask(**asked)
    arrange(scene)
    karim = Person.objects.get(pk=scene.karim.pk)
    assert (karim in helpers_to_ring(request)) is rings
    assert (request in ringing_for(karim, scene.territory)) is rings


@pytest.mark.parametrize("case", ONLY_FROM_THE_REQUEST)
def test_absent_helper_is_not_rung(scene: Scene, case: str) -> None:
    scene.available(scene.karim)
    request = scene.ask()
    assert list(helpers_to_ring(request)) == [scene.karim]
    ONLY_FROM_THE_REQUEST[case](scene)
    assert list(helpers_to_ring(request)) == []


def test_page_alive_a_moment_ago_is_rung(scene: Scene) -> None:
    scene.available(scene.karim)
    seen(scene.karim, SILENT_AFTER - timedelta(seconds=5))
    assert list(helpers_to_ring(scene.ask())) == [scene.karim]


def test_own_request_does_not_ring(scene: Scene) -> None:
    scene.available(scene.karim, scene.sophie)
    request = scene.ask(scene.karim)
    assert list(helpers_to_ring(request)) == [scene.sophie]
    assert list(ringing_for(scene.karim, scene.territory)) == []


def test_helper_with_several_fitting_themes_is_rung_once(scene: Scene) -> None:
    scene.available(scene.karim)
    request = scene.ask(topics=["email", "banque_et_achats_en_ligne", "argent_impots"])
    assert list(helpers_to_ring(request)) == [scene.karim]
    assert list(ringing_for(scene.karim, scene.territory)) == [request]


def test_only_waiting_requests_of_the_territory_ring_the_longest_waiting_first(scene: Scene) -> None:
    first, second, taken, elsewhere = (
        scene.ask(person) for person in (scene.jeanne, scene.paul, scene.claire, scene.sophie)
    )
    HelpRequest.objects.filter(pk=second.pk).update(published_at=first.published_at - timedelta(minutes=5))
    actions.cancel(by=scene.claire, request=taken)
    HelpRequest.objects.filter(pk=elsewhere.pk).update(territory=make_territory("calvados"))
    assert list(ringing_for(scene.karim, scene.territory)) == [second, first]
