"""Territories that help each other: each says yes itself, either ends it, and helpers then help in both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from epaule.kernel.errors import NotAllowed
from epaule.people.models import Person, Status
from epaule.requests import actions as requests_actions
from epaule.requests import queries as requests_queries
from epaule.requests.errors import NotYetVouched
from epaule.requests.rules import can_help_in, can_offer_in
from epaule.safety.models import AuditEvent
from epaule.territory import actions
from epaule.territory.errors import NeighbourhoodUnknown, NeighbourIsItself
from epaule.territory.models import Neighbourhood, Territory
from epaule.territory.queries import neighbour_ids, neighbours_of
from tests.factories import Scene, make_territory
from tests.pages import said


@pytest.fixture
def calvados(scene: Scene) -> Territory:
    return make_territory("calvados")


@pytest.fixture
def yann(calvados: Territory) -> Person:
    """The coordinator next door."""
    return Person.objects.create_user(
        "yann@example.org", territory=calvados, first_name="Yann", status=Status.COORDINATOR
    )


def agree(scene: Scene, yann: Person) -> Neighbourhood:
    proposed = actions.propose_neighbourhood(by=scene.claire, territory=scene.territory, neighbour=yann.territory)
    return actions.agree_to_neighbourhood(by=yann, neighbourhood=proposed)


def test_proposed_is_not_agreed(scene: Scene, yann: Person) -> None:
    actions.propose_neighbourhood(by=scene.claire, territory=scene.territory, neighbour=yann.territory)
    assert neighbours_of(scene.territory) == neighbours_of(yann.territory) == []
    assert not can_help_in(scene.karim, yann.territory_id)


def test_agreed_counts_in_both_directions_until_either_ends_it(scene: Scene, yann: Person) -> None:
    held = agree(scene, yann)
    assert (neighbours_of(scene.territory), neighbours_of(yann.territory)) == ([yann.territory], [scene.territory])
    assert neighbour_ids(scene.territory.pk) == {yann.territory_id}
    for _again in range(2):
        actions.end_neighbourhood(by=yann, neighbourhood=held)
    assert neighbours_of(scene.territory) == neighbours_of(yann.territory) == []
    events = AuditEvent.objects.filter(event__startswith="neighbourhood.").order_by("pk")
    assert [(one.event, one.by, one.territory) for one in events] == [
        ("neighbourhood.proposed", scene.claire.public_id, scene.territory.public_id),
        ("neighbourhood.agreed", yann.public_id, yann.territory.public_id),
        ("neighbourhood.ended", yann.public_id, yann.territory.public_id),
    ]


def test_again_is_the_same(scene: Scene, yann: Person) -> None:
    first = agree(scene, yann)
    assert agree(scene, yann) == first
    assert Neighbourhood.objects.get().agreed_at == first.agreed_at


def test_two_proposals_that_cross_are_one_agreement(scene: Scene, yann: Person) -> None:
    actions.propose_neighbourhood(by=scene.claire, territory=scene.territory, neighbour=yann.territory)
    actions.propose_neighbourhood(by=yann, territory=yann.territory, neighbour=scene.territory)
    assert Neighbourhood.objects.get().agreed_at is not None


def test_nobody_says_yes_for_the_other(scene: Scene, yann: Person) -> None:
    proposed = actions.propose_neighbourhood(by=scene.claire, territory=scene.territory, neighbour=yann.territory)
    elsewhere = Person.objects.create_user(
        "eve@example.org", territory=make_territory("ailleurs"), first_name="Eve", status=Status.COORDINATOR
    )
    for person in (scene.claire, scene.karim, scene.paul, elsewhere):
        with pytest.raises(NotAllowed):
            actions.agree_to_neighbourhood(by=person, neighbourhood=proposed)
    for person in (scene.karim, elsewhere):
        with pytest.raises(NotAllowed):
            actions.end_neighbourhood(by=person, neighbourhood=proposed)
        with pytest.raises(NotAllowed):
            actions.propose_neighbourhood(by=person, territory=scene.territory, neighbour=elsewhere.territory)
    assert Neighbourhood.objects.get().agreed_at is None


def test_ended_is_not_agreed_to(scene: Scene, yann: Person) -> None:
    proposed = actions.propose_neighbourhood(by=scene.claire, territory=scene.territory, neighbour=yann.territory)
    Neighbourhood.objects.all().delete()
    with pytest.raises(NeighbourhoodUnknown):
        actions.agree_to_neighbourhood(by=yann, neighbourhood=proposed)


def test_nobody_is_his_own_neighbour(scene: Scene) -> None:
    with pytest.raises(NeighbourIsItself):
        actions.propose_neighbourhood(by=scene.claire, territory=scene.territory, neighbour=scene.territory)


@pytest.mark.parametrize("crossed", [False, True])
def test_database_holds_one_agreement_a_pair(scene: Scene, yann: Person, crossed: bool) -> None:
    agree(scene, yann)
    pair = [scene.territory, yann.territory]
    territory, neighbour = reversed(pair) if crossed else pair
    with pytest.raises(IntegrityError), transaction.atomic():
        Neighbourhood.objects.create(territory=territory, neighbour=neighbour, proposed_at=timezone.now())


# --- What it opens to helpers


@pytest.mark.parametrize(
    ("changed", "helps"),
    [
        ({}, True),
        ({"vouched_at": None, "vouched_by": None}, False),
        ({"suspended_at": timezone.now()}, False),
        ({"is_active": False}, False),
        ({"email": None}, False),
    ],
)
def test_helpers_of_a_neighbour_help_here_when_theirs_answers_for_them(
    scene: Scene, yann: Person, changed: dict[str, Any], helps: bool
) -> None:
    agree(scene, yann)
    for name, value in changed.items():
        setattr(scene.karim, name, value)
    both = {scene.territory.pk, yann.territory_id}
    assert requests_queries.territories_helped_by(scene.karim) == (both if helps else set())
    assert {one for one in both if can_help_in(scene.karim, one)} == (both if helps else set())
    assert can_offer_in(scene.karim, scene.territory.pk) is helps
    assert not can_offer_in(scene.karim, yann.territory_id)


def test_neighbours_of_neighbours_are_not_neighbours(scene: Scene, yann: Person) -> None:
    agree(scene, yann)
    third = make_territory("orne")
    Neighbourhood.objects.create(
        territory=yann.territory, neighbour=third, proposed_at=timezone.now(), agreed_at=timezone.now()
    )
    assert not can_help_in(scene.karim, third.pk)


def test_helper_of_a_neighbour_accepts_but_has_no_switch_there(scene: Scene, yann: Person) -> None:
    asked = scene.ask()
    next_door = Person.objects.create_user(
        "lena@example.org",
        territory=yann.territory,
        first_name="Léna",
        commune_id="50025",
        vouched_by=yann,
        vouched_at=timezone.now(),
    )
    attempts: list[Callable[[], object]] = [
        lambda: requests_actions.become_available(by=next_door, territory=scene.territory),
        lambda: requests_actions.accept(by=next_door, request=asked),
        lambda: requests_actions.pass_on(by=next_door, request=asked),
    ]
    for attempt in attempts:
        with pytest.raises(NotYetVouched):
            attempt()
    agree(scene, yann)
    with pytest.raises(NotYetVouched):
        attempts[0]()
    assert requests_actions.accept(by=next_door, request=asked).helper == next_door


# --- The page


ADDRESS = "/territoire/voisins/"


@pytest.mark.parametrize("who", ["karim", "paul", "elsewhere"])
def test_others_neither_read_nor_settle_it(scene: Scene, yann: Person, as_person: Any, who: str) -> None:
    person = yann if who == "elsewhere" else getattr(scene, who)
    client = as_person(person)
    assert client.get(ADDRESS).status_code == 403
    for do in ("propose", "agree", "end"):
        answer = client.post(ADDRESS, {"do": do, "territory": yann.territory.public_id})
        assert answer.status_code == 403
    assert not Neighbourhood.objects.exists()


def test_proposed_agreed_and_ended_from_the_page(
    scene: Scene, yann: Person, as_person: Any, settings: Any
) -> None:
    claire = as_person(scene.claire)
    other = {"territory": yann.territory.public_id}
    assert "n’a pas encore répondu" in said(claire.post(ADDRESS, other | {"do": "propose"}, follow=True))
    # Claire cannot say yes for Calvados, whatever her page sends.
    assert claire.post(ADDRESS, other | {"do": "agree"}).status_code == 403
    settings.DEFAULT_TERRITORY = "calvados"
    next_door = as_person(yann)
    assert "vous propose une entente" in said(next_door.get(ADDRESS))
    here = {"territory": scene.territory.public_id}
    assert "vous vous entraidez depuis" in said(next_door.post(ADDRESS, here | {"do": "agree"}, follow=True))
    assert neighbours_of(scene.territory) == [yann.territory]
    next_door.post(ADDRESS, here | {"do": "end"})
    assert neighbours_of(scene.territory) == []


@pytest.mark.parametrize("do", ["propose", "agree", "end", "", "x"])
@pytest.mark.parametrize("territory", ["", "inconnu", "\0", "9" * 400])
def test_unknown_territories_are_answered_in_words(scene: Scene, as_person: Any, do: str, territory: str) -> None:
    assert as_person(scene.claire).post(ADDRESS, {"do": do, "territory": territory}).status_code == 404


def test_itself_is_refused_in_words(scene: Scene, as_person: Any) -> None:
    sent = {"do": "propose", "territory": scene.territory.public_id}
    assert as_person(scene.claire).post(ADDRESS, sent).status_code == 400
