"""Being helped by someone one knows, who invited: nobody rings, and one helper is in one visit."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.kernel.errors import Refusal
from epaule.people.models import Person, Status
from epaule.requests import actions
from epaule.requests.errors import AlreadyAsking, HelperElsewhere, NotYetVouched, OwnRequest
from epaule.requests.models import HelpRequest
from epaule.requests.queries import ringing_for
from epaule.safety.models import AuditEvent
from epaule.territory.models import Commune
from tests.factories import Scene, make_territory
from tests.requests.test_accept_race import together


def ask(by: Person, helper: Person) -> HelpRequest:
    return actions.ask_known_helper(
        by=by, helper=helper, first_name="Jeanne", commune=Commune.objects.get(pk="50502"), text="Aide convenue"
    )


def test_nobody_else_rings(scene: Scene, django_capture_on_commit_callbacks: Any) -> None:
    scene.available(scene.karim, scene.sophie)
    with django_capture_on_commit_callbacks(execute=True) as told:
        request = ask(scene.jeanne, scene.karim)
    assert told == []
    assert (request.state, request.helper, request.territory) == ("assigned", scene.karim, scene.territory)
    assert not ringing_for(scene.sophie, scene.territory).exists()
    assert AuditEvent.objects.filter(event="request.agreed", by=scene.jeanne.public_id).count() == 1


def test_what_she_was_waiting_for_becomes_his(scene: Scene) -> None:
    waiting = scene.ask()
    assert ask(scene.jeanne, scene.karim) == waiting
    waiting.refresh_from_db()
    assert (waiting.state, waiting.helper) == ("assigned", scene.karim)


def refused(scene: Scene, case: str) -> tuple[Person, Person]:
    match case:
        case "himself":
            return scene.karim, scene.karim
        case "nobody answers for him":
            return scene.jeanne, scene.paul
        case "a guest":
            guest = Person.objects.create_user(first_name="Odette", territory=scene.territory)
            return scene.jeanne, guest
        case "he is in another visit":
            actions.accept(by=scene.karim, request=scene.ask(scene.paul))
        case "he is, and she was waiting":
            actions.accept(by=scene.karim, request=scene.ask(scene.paul))
            scene.ask()
        case "she is in another visit":
            actions.accept(by=scene.sophie, request=scene.ask())
        case "she waits in another territory":
            elsewhere = make_territory("calvados")
            denis = scene._person(elsewhere, "Denis", "50025", Status.VOLUNTEER, scene.claire)
            scene.ask()
            return scene.jeanne, denis
    return scene.jeanne, scene.karim


@pytest.mark.parametrize(
    ("case", "refusal"),
    [
        ("himself", OwnRequest),
        ("nobody answers for him", NotYetVouched),
        ("a guest", NotYetVouched),
        ("he is in another visit", HelperElsewhere),
        ("he is, and she was waiting", HelperElsewhere),
        ("she is in another visit", AlreadyAsking),
        ("she waits in another territory", AlreadyAsking),
    ],
)
def test_refused(scene: Scene, case: str, refusal: type[Refusal]) -> None:
    by, helper = refused(scene, case)
    before = HelpRequest.objects.order_by("pk").values_list("pk", "state")
    rows = list(before)
    with pytest.raises(refusal):
        ask(by, helper)
    assert list(before.all()) == rows


def test_two_persons_at_once_get_one_helper(played: Scene) -> None:
    outcomes = together(lambda: ask(played.jeanne, played.karim), lambda: ask(played.paul, played.karim))
    assert outcomes == {"done": 1, "helper_elsewhere": 1}


def test_two_helpers_who_invite_each_other_do_not_wait_for_ever(played: Scene) -> None:
    outcomes = together(lambda: ask(played.sophie, played.karim), lambda: ask(played.karim, played.sophie))
    assert outcomes["done"] >= 1
