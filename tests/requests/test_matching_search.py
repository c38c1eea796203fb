"""The search looks at few helpers and finds what looking at everybody finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from epaule.knowhow.models import Fee, Level, Offer, OfferTopic, Procedure
from epaule.people.models import Block, Contact, Person
from epaule.requests import rings, roster, search
from epaule.requests.criteria import Standing, score
from epaule.requests.matching import Ask, match, score_of
from epaule.requests.models import Availability, HelpRequest, Rhythm
from epaule.territory.models import Commune
from epaule.territory.queries import distance_km
from tests.factories import TOPICS, Scene

PROCEDURE = "impots_declarer"
NOWHERE = "50999"
"""A commune whose position is not known."""
GRID = [f"60{number:03}" for number in range(49)]
PLACES = [*GRID, NOWHERE]


@dataclass(frozen=True)
class Drawn:
    """A helper as hypothesis imagines her."""

    place: str
    levels: dict[str, int]
    languages: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    fee: str = Fee.FREE
    procedure: bool = False
    visits: list[int] = field(default_factory=list)
    """Days ago."""
    state: str = ""
    """What is special about her; see `settle`."""


DRAWN = st.builds(
    Drawn,
    place=st.sampled_from(PLACES),
    levels=st.dictionaries(st.sampled_from([*TOPICS]), st.sampled_from(Level.values), max_size=3),
    languages=st.sampled_from([[], ["fr"], ["fr", "en"], ["ar"]]),
    needs=st.sampled_from([[], ["deaf"], ["deaf", "motor"]]),
    fee=st.sampled_from([Fee.FREE, Fee.FREE, Fee.BOTH, Fee.PAID]),
    procedure=st.booleans(),
    visits=st.lists(st.sampled_from([1, 3, 6, 8, 20, 40]), max_size=3),
    state=st.sampled_from(
        ["", "", "", "silent", "off", "resting", "full", "suspended", "blocked", "blocking", "kept", "busy"]
    ),
)
ASKED = st.fixed_dictionaries(
    {
        "topics": st.lists(st.sampled_from([*TOPICS]), max_size=3, unique=True).map(tuple),
        "commune_id": st.sampled_from([*GRID, NOWHERE]),
        "procedure": st.sampled_from([None, PROCEDURE]),
        "language": st.sampled_from(["fr", "fr", "en"]),
        "needs": st.sampled_from([(), ("deaf",), ("deaf", "motor")]),
        "fee": st.sampled_from([Fee.FREE, Fee.PAID]),
    }
)


@pytest.fixture
def grid(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Communes some 12 km from each other, and rings so small that even this crowd needs several."""
    Commune.objects.bulk_create(
        Commune(
            insee=insee,
            name=insee,
            departement_id="50",
            latitude=None if insee == NOWHERE else 48 + (number // 7) * 0.11,
            longitude=None if insee == NOWHERE else -1 + (number % 7) * 0.16,
        )
        for number, insee in enumerate(PLACES)
    )
    Procedure.objects.create(code=PROCEDURE, plain_label="Déclarer", topic_id="argent_impots", rank=1)
    monkeypatch.setattr(rings, "NEXT_DOOR", 1)
    monkeypatch.setattr(rings, "PLENTY", 1)
    monkeypatch.setattr(search, "_FEWEST", 3)
    return scene


def settle(scene: Scene, number: int, drawn: Drawn) -> Person:
    person = Person.objects.create_user(
        f"drawn{number}@example.org",
        territory=scene.territory,
        first_name=f"Aide {number}",
        commune_id=drawn.place,
        languages=drawn.languages,
        vouched_at=timezone.now(),
        suspended_at=timezone.now() if drawn.state == "suspended" else None,
    )
    offer = Offer.objects.create(person=person, territory=scene.territory, needs=drawn.needs, fee=drawn.fee)
    OfferTopic.objects.bulk_create(
        OfferTopic(offer=offer, topic_id=topic, level=level) for topic, level in drawn.levels.items()
    )
    if drawn.procedure:
        offer.procedures.add(PROCEDURE)
    now = timezone.now()
    if drawn.state != "off":
        seen_at = now - timedelta(hours=drawn.state == "silent")
        Availability.objects.create(person=person, territory=scene.territory, since_at=now, seen_at=seen_at)
    paused_until = now + timedelta(days=1) if drawn.state == "resting" else None
    cap = 0 if drawn.state == "full" else None
    Rhythm.objects.create(
        person=person,
        territory=scene.territory,
        paused_until=paused_until,
        weekly_cap=cap,
        ring_by_mail=number % 2,
        quiet_from="08:00",
        quiet_until="08:00",
    )
    if drawn.state in {"blocked", "blocking"}:
        pair = (scene.jeanne, person) if drawn.state == "blocked" else (person, scene.jeanne)
        Block.objects.create(person=pair[0], blocked=pair[1], at=now)
    if drawn.state == "kept":
        Contact.objects.create(helped=scene.jeanne, helper=person, agreed_at=now)
    visits = [(timedelta(days=days), "closed") for days in drawn.visits]
    visits += [(timedelta(days=40), "assigned")] if drawn.state == "busy" else []
    HelpRequest.objects.bulk_create(
        HelpRequest(
            territory=scene.territory,
            person=Person.objects.create_user(territory=scene.territory, first_name="Odette"),
            first_name="Odette",
            commune_id=drawn.place,
            text="…",
            state=state,
            helper=person,
            published_at=now - ago,
            assigned_at=now - ago,
            ended_at=None if state == "assigned" else now - ago,
        )
        for ago, state in visits
    )
    return person


def by_hand(scene: Scene, ask: Ask, number: int, drawn: Drawn, *, ready: bool) -> float | None:
    """Her points, without the search; None when she is not to be proposed."""
    silent = drawn.state == "silent"
    hindered = {"resting", "full", "suspended", "blocked", "blocking"}
    hindered |= {"off", "busy"} if ready else set()
    fits = not ask.topics or any(topic in drawn.levels for topic in ask.topics)
    speaks = ask.language == "fr" or ask.language in drawn.languages
    dear = ask.fee == Fee.FREE and drawn.fee == Fee.PAID
    if drawn.state in hindered or not fits or not speaks or dear or (ready and silent and not number % 2):
        return None
    places = Commune.objects.in_bulk([ask.commune_id, drawn.place])
    return score(
        Standing(
            levels=tuple(drawn.levels.get(topic, 0) for topic in ask.topics),
            procedure=drawn.procedure and ask.procedure is not None,
            needs=len(set(ask.needs) & set(drawn.needs)) / (len(ask.needs) or 1),
            distance_km=distance_km(places[ask.commune_id], places[drawn.place]),
            here=ready and not silent,
            known=drawn.state == "kept",
            visits=sum(days < 7 for days in drawn.visits),
            waited=min([days / 28 for days in drawn.visits if days < 28], default=1.0),
        )
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    crowd=st.lists(DRAWN, max_size=14),
    asked=ASKED,
    ready=st.booleans(),
    limit=st.integers(1, 5),
    wished=st.none() | st.integers(0, 13),
)
def test_search_is_exact(
    grid: Scene, time_machine: Any, crowd: list[Drawn], asked: dict[str, Any], ready: bool, limit: int, wished: Any
) -> None:
    time_machine.move_to("2026-11-25T10:00:00+01:00", tick=False)
    with transaction.atomic():
        people = [settle(grid, number, drawn) for number, drawn in enumerate(crowd)]
        for person in people:
            roster.refresh(person.pk)
        Offer.objects.filter(person__in=[grid.karim.pk, grid.sophie.pk]).delete()
        roster.rebuild()
        ask = Ask(territory_id=grid.territory.pk, person_id=grid.jeanne.pk, **asked)
        points = {
            person.pk: value
            for number, (person, drawn) in enumerate(zip(people, crowd, strict=True))
            if (value := by_hand(grid, ask, number, drawn, ready=ready)) is not None
        }
        found = match(ask, ready=ready, limit=limit)
        assert [one.score for one in found] == sorted(points.values(), reverse=True)[:limit]
        assert all(points[one.helper_id] == one.score for one in found)
        assert match(ask, ready=ready, limit=limit) == found
        everyone = score_of(ask, [person.pk for person in people], ready=ready)
        assert found == everyone[:limit]
        assert (
            match(ask, ready=ready, limit=len(people) + 1, but=[one.helper_id for one in found])
            == everyone[limit:]
        )
        if wished is not None and wished < len(people):
            first = match(Ask(**(vars(ask) | {"wished_helper_id": people[wished].pk})), ready=ready, limit=limit)[
                :1
            ]
            alone = by_hand(grid, Ask(**(vars(ask) | {"topics": ()})), wished, crowd[wished], ready=ready)
            assert (first != [] and first[0].helper_id == people[wished].pk) is (alone is not None)
        transaction.set_rollback(True)
