"""Moments of helpers of the territories that agreed: after those of one's own, and never without an agreement."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine

from epaule.people.models import Block, Person, Status
from epaule.requests import actions, errors
from epaule.requests.matching import ask_of
from epaule.requests.models import HelpRequest, Urgency
from epaule.requests.slots import slots_for
from epaule.territory.models import Neighbourhood
from tests.factories import TOPICS, Scene, make_territory
from tests.pages import parsed, said
from tests.requests.diary import MONDAY, at, gives_hours
from tests.requests.test_booking_pages import page_of


@dataclass
class Around:
    scene: Scene
    asked: HelpRequest
    nadia: Person
    agreed: Neighbourhood

    def names(self, **how: Any) -> list[str]:
        return [one.helper.first_name for one in slots_for(ask_of(self.asked), **how)]


@pytest.fixture
def around(scene: Scene) -> Iterator[Around]:
    with time_machine.travel(MONDAY, tick=False):
        other = make_territory("calvados")
        nadia = scene._person(other, "Nadia", "50025", Status.ANIMATOR, scene.claire)
        there = Scene(other, scene.jeanne, nadia, nadia, scene.claire, scene.paul)
        there.offer(nadia, *TOPICS)
        gives_hours(there, nadia)
        agreed = Neighbourhood.objects.create(
            territory=other, neighbour=scene.territory, proposed_at=MONDAY, agreed_at=MONDAY
        )
        yield Around(scene, scene.ask(urgency=Urgency.THIS_WEEK), nadia, agreed)


def test_after_those_of_ones_own_territory(around: Around) -> None:
    assert around.names(limit=2) == ["Nadia", "Nadia"]
    gives_hours(around.scene, around.scene.karim, (3, 14, 15))
    assert around.names(limit=3) == ["Karim", "Nadia", "Nadia"], "Thursday first: it is of her territory"
    gives_hours(around.scene, around.scene.karim)
    assert set(around.names(limit=3)) == {"Karim"}
    slots = slots_for(ask_of(around.asked), limit=12)
    assert [one.is_around for one in slots] == sorted(one.helper == around.nadia for one in slots)


def test_only_of_those_that_agreed(around: Around) -> None:
    Neighbourhood.objects.update(agreed_at=None)
    assert around.names() == []
    with pytest.raises(errors.HelperNotFree):
        actions.book(by=around.scene.jeanne, request=around.asked, helper=around.nadia, starts_at=at(24, 14))


@pytest.mark.parametrize("who", ["nadia", "jeanne"])
def test_never_of_whom_she_does_not_meet(around: Around, who: str) -> None:
    pair = [around.nadia, around.scene.jeanne]
    blocked, person = pair if who == "jeanne" else reversed(pair)
    Block.objects.create(person=person, blocked=blocked, at=MONDAY)
    assert around.names() == []
    with pytest.raises(errors.HelperNotFree):
        actions.book(by=around.scene.jeanne, request=around.asked, helper=around.nadia, starts_at=at(24, 14))


def test_booked_moved_and_shown(around: Around, as_person: Any) -> None:
    jeanne = as_person(around.scene.jeanne)
    page = jeanne.get(page_of("slots", around.asked))
    assert "dans un territoire voisin" in said(page)
    form = parsed(page).select_one(".appointments form")
    assert form is not None
    sent = {"helper": form.select_one("[name=helper]")["value"], "starts_at": form.button["value"]}  # type: ignore[index,union-attr]
    jeanne.post(page_of("book", around.asked), sent)
    booked = around.asked.appointments.get()
    assert booked.helper == around.nadia
    for person in (around.scene.jeanne, around.nadia):
        assert as_person(person).get(page_of("appointment", booked)).status_code == 200
    moves = parsed(jeanne.get(page_of("appointment", booked))).select("[name=starts_at]")
    assert moves
    actions.move(by=around.scene.jeanne, appointment=booked, starts_at=at(25, 14))


def test_helper_from_around_proposes_moments(around: Around, as_person: Any) -> None:
    nadia, page = as_person(around.nadia), page_of("propose", around.asked)
    moments = [str(box["value"]) for box in parsed(nadia.get(page)).select("[name=moments]")]
    nadia.post(page, {"moments": moments[:1]})
    assert "Nadia vous propose" in said(as_person(around.scene.jeanne).get(page_of("waiting", around.asked)))
    proposal = around.asked.proposals.get()
    booked = actions.take_proposal(by=around.scene.jeanne, proposal=proposal, starts_at=at(23, 14))
    assert booked.helper == around.nadia


def test_as_many_queries_for_more_helpers_around(around: Around, django_assert_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        around.names()
    for number in range(3):
        more = Scene._person(
            around.nadia.territory, f"Voisine{number}", "50025", Status.ANIMATOR, around.scene.claire
        )
        there = Scene(around.nadia.territory, *[more] * 5)
        there.offer(more, *TOPICS)
        gives_hours(there, more)
    with django_assert_num_queries(len(one)):
        assert len(set(around.names(limit=24))) == 4
