"""The room of an accepted request: made once, whoever of the two comes first."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from epaule.requests import actions as requests_actions
from epaule.requests.errors import NoLongerWaiting
from epaule.safety.models import AuditEvent
from epaule.visits import actions
from epaule.visits.errors import NotYourVisit
from epaule.visits.models import Participant, TimelineEntry, Visit
from tests.factories import Scene
from tests.requests.test_accept_race import together


def enter_url(request: Any) -> str:
    return reverse("visits:enter_for_request", args=[request.public_id])


def test_anonymous_is_sent_to_sign_in(scene: Scene, client: Any) -> None:
    answer = client.get(enter_url(scene.ask()))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/compte/")


@pytest.mark.parametrize("who", ["sophie", "claire", "paul"])
def test_third_person_opens_nothing(scene: Scene, who: str) -> None:
    request = requests_actions.accept(by=scene.karim, request=scene.ask())
    with pytest.raises(NotYourVisit):
        actions.open_visit(by=getattr(scene, who), request=request)
    assert not Visit.objects.exists()


def test_third_person_does_not_learn_that_the_request_exists(scene: Scene, as_person: Any) -> None:
    request = requests_actions.accept(by=scene.karim, request=scene.ask())
    paul = as_person(scene.paul)
    there, nowhere = paul.get(enter_url(request)), paul.get("/demande/01ARZ3NDEKTSV4RRFFQ69G5FAV/visite/")
    assert there.status_code == nowhere.status_code == 404
    assert not Visit.objects.exists()


def test_request_nobody_accepted_has_no_room(scene: Scene, as_person: Any) -> None:
    request = scene.ask()
    with pytest.raises(NoLongerWaiting):
        actions.open_visit(by=scene.jeanne, request=request)
    answer = as_person(scene.jeanne).get(enter_url(request))
    assert answer["Location"] == reverse("requests:waiting", args=[request.public_id])


@pytest.mark.parametrize(("who", "way_on"), [("jeanne", "requests:waiting"), ("karim", "requests:desk")])
def test_cancelled_request_has_no_room(scene: Scene, as_person: Any, who: str, way_on: str) -> None:
    request = requests_actions.accept(by=scene.karim, request=scene.ask())
    requests_actions.cancel(by=scene.jeanne, request=request)
    with pytest.raises(NoLongerWaiting):
        actions.open_visit(by=getattr(scene, who), request=request)
    answer = as_person(getattr(scene, who)).get(enter_url(request))
    args = [request.public_id] if way_on == "requests:waiting" else []
    assert answer["Location"] == reverse(way_on, args=args)
    assert not Visit.objects.exists()


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_either_opens_it_for_both(scene: Scene, who: str) -> None:
    request = requests_actions.accept(by=scene.karim, request=scene.ask())
    visit = actions.open_visit(by=getattr(scene, who), request=request)
    assert (visit.state, visit.territory_id, visit.request_id) == ("open", scene.territory.pk, request.pk)
    assert (visit.started_at, visit.ended_at) == (None, None)
    roles = set(visit.participants.values_list("role", "person", "connection", "sharing"))
    assert roles == {("helped", scene.jeanne.pk, "", False), ("helper", scene.karim.pk, "", False)}
    assert AuditEvent.objects.get(event="visit.opened").by == getattr(scene, who).public_id
    assert TimelineEntry.objects.get().event == "visit.opened"


def test_second_to_come_gets_the_same_room(scene: Scene) -> None:
    request = requests_actions.accept(by=scene.karim, request=scene.ask())
    first = actions.open_visit(by=scene.jeanne, request=request)
    assert actions.open_visit(by=scene.karim, request=request) == first
    assert AuditEvent.objects.filter(event="visit.opened").count() == 1


def test_ended_room_is_found_again_to_say_that_it_is_over(scene: Scene, as_person: Any) -> None:
    visit = scene.visit()
    actions.end_visit(participant=scene.participants(visit)[0])
    assert actions.open_visit(by=scene.karim, request=visit.request) == visit
    answer = as_person(scene.jeanne).get(enter_url(visit.request))
    assert answer["Location"] == reverse("visits:room", args=[visit.public_id])


@pytest.mark.parametrize("who", ["jeanne", "karim"])
def test_page_repairs_a_crash_between_accepting_and_opening(scene: Scene, as_person: Any, who: str) -> None:
    request = requests_actions.accept(by=scene.karim, request=scene.ask())
    answer = as_person(getattr(scene, who)).get(enter_url(request))
    assert answer["Location"] == reverse("visits:room", args=[Visit.objects.get().public_id])


def test_both_coming_at_once_open_one_room(played: Scene) -> None:
    request = requests_actions.accept(by=played.karim, request=played.ask())
    opened = together(
        *[lambda: actions.open_visit(by=played.jeanne, request=request)] * 3,
        *[lambda: actions.open_visit(by=played.karim, request=request)] * 3,
    )
    assert opened == {"done": 6}
    assert (Visit.objects.count(), Participant.objects.count()) == (1, 2)


def test_accepting_twice_while_the_room_opens_locks_nobody_out(played: Scene) -> None:
    request = requests_actions.accept(by=played.karim, request=played.ask())
    outcomes = together(
        *[lambda: requests_actions.accept(by=played.karim, request=request)] * 4,
        *[lambda: actions.open_visit(by=played.jeanne, request=request)] * 4,
    )
    assert outcomes == {"done": 8}
