"""The bell of a helper's desk: it rings for whom the request fits, once it is really there, and stops in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from epaule.people.models import Person
from epaule.requests import actions as requests_actions
from epaule.requests.models import Availability, HelpRequest
from tests.factories import Scene
from tests.requests.states import make_late
from tests.visits.wire import Page, Told, do

BELL = "/ws/aider/"


@pytest.fixture
async def desks(played: Scene, open_page: Any) -> tuple[Page, Page]:
    """(Karim's desk, Sophie's desk), both with the switch on."""
    await do(played.available, played.karim, played.sophie)
    desks = await open_page(BELL, played.karim), await open_page(BELL, played.sophie)
    for desk in desks:
        await desk.ping()
    return desks


async def turned_away(page: Page) -> bool:
    return await page.hear_error() == "not_your_visit" and await page.closing_code() == 4404


@pytest.mark.parametrize("who", ["paul", "guest"])
async def test_who_may_not_help_has_no_bell(played: Scene, open_page: Any, who: str) -> None:
    def make_guest() -> Person:
        return Person.objects.create_user(
            first_name="Odette", territory=played.territory, vouched_at=timezone.now()
        )

    person = await do(make_guest) if who == "guest" else played.paul
    assert await turned_away(await open_page(BELL, person))


async def test_bell_takes_nothing_but_signs_of_life(desks: tuple[Page, Page]) -> None:
    karim, _sophie = desks
    for message in ({"type": "join"}, {"type": "visit.end"}, {"type": "ring"}):
        await karim.send(**message)
        assert await karim.hear_error() == "not_understood"
    await karim.ping()


async def test_ring_tells_what_a_helper_may_read_and_no_more(played: Scene, desks: tuple[Page, Page]) -> None:
    request = await do(played.ask)
    for desk in desks:
        ring = await desk.hear()
        assert ring["type"] == "ring"
        assert ring["request"] == {
            "id": request.public_id,
            "first_name": "Jeanne",
            "commune": "Saint-Lô",
            "topics": ["Mes e-mails"],
            "text": "Je n’arrive pas à envoyer une photo",
            "procedure": "",
            "urgency": "tout de suite",
            "device": "",
            "needs": [],
            "filled_in_by": "",
            "because": ring["request"]["because"],
            "published_at": request.published_at.isoformat(),
            "accept_url": f"/aider/demande/{request.public_id}/accepter/",
            "pass_url": f"/aider/demande/{request.public_id}/passer/",
        }
        assert ring["request"]["because"].startswith("vous connaissez les e-mails, à ")


async def test_only_fitting_helpers_are_rung(played: Scene, desks: tuple[Page, Page]) -> None:
    karim, sophie = desks
    await do(played.ask, topics=["argent_impots"])
    assert (await karim.hear())["type"] == "ring"
    assert await sophie.hears_nothing()


async def test_helper_with_the_switch_off_is_not_rung(played: Scene, desks: tuple[Page, Page]) -> None:
    karim, sophie = desks
    await do(requests_actions.become_unavailable, by=played.karim, territory=played.territory)
    await do(played.ask)
    assert (await sophie.hear())["type"] == "ring"
    assert await karim.hears_nothing()


def test_nobody_is_rung_before_the_request_is_really_there(scene: Scene, told: list[Told]) -> None:
    scene.available(scene.karim)
    with transaction.atomic():
        scene.ask()
    assert told == []


def test_request_that_was_never_kept_rings_nobody(played: Scene, told: list[Told]) -> None:
    played.available(played.karim)
    with transaction.atomic():
        played.ask()
        transaction.set_rollback(True)
    assert told == []
    played.ask()
    assert [(one.group, one.kind) for one in told if one.kind == "ring"] == [(f"bell.{played.karim.pk}", "ring")]


async def test_first_to_accept_hushes_the_others(played: Scene, desks: tuple[Page, Page]) -> None:
    karim, sophie = desks
    request = await do(played.ask)
    await karim.hear_of("ring")
    await sophie.hear_of("ring")
    await do(requests_actions.accept, by=played.karim, request=request)
    assert await sophie.hear() == {
        "type": "ring.over",
        "request_id": request.public_id,
        "reason": "taken",
        "message": "Quelqu’un d’autre y va, merci\u00a0!",
    }
    assert await karim.hears_nothing()


async def test_cancelling_hushes_everybody(played: Scene, desks: tuple[Page, Page]) -> None:
    request = await do(played.ask)
    await do(requests_actions.cancel, by=played.jeanne, request=request)
    for desk in desks:
        over = await desk.hear_of("ring.over")
        assert (over["request_id"], over["reason"]) == (request.public_id, "cancelled")
        assert over["message"] == "La personne n’a plus besoin d’aide."


async def test_waiting_too_long_hushes_everybody(played: Scene, desks: tuple[Page, Page]) -> None:
    request = await do(played.ask)
    await do(make_late, request)
    await do(requests_actions.expire_unanswered)
    for desk in desks:
        assert (await desk.hear_of("ring.over"))["reason"] == "expired"


async def test_passing_hushes_all_pages_of_that_helper_only(
    played: Scene, desks: tuple[Page, Page], open_page: Any
) -> None:
    karim, sophie = desks
    second = await open_page(BELL, played.karim)
    request = await do(played.ask)
    await do(requests_actions.pass_on, by=played.karim, request=request)
    for desk in (karim, second):
        over = await desk.hear_of("ring.over")
        assert (over["reason"], over["message"]) == ("passed", "Vous laissez cette demande à d’autres.")
    assert (await sophie.hear())["type"] == "ring"
    assert await sophie.hears_nothing()


async def test_what_rang_while_the_page_was_away_rings_when_it_is_back(played: Scene, open_page: Any) -> None:
    await do(played.available, played.karim, played.sophie)
    request = await do(played.ask)
    taxes = await do(played.ask, played.paul, topics=["argent_impots"])
    karim = await open_page(BELL, played.karim)
    assert [(await karim.hear())["request"]["id"] for _ in range(2)] == [request.public_id, taxes.public_id]
    sophie = await open_page(BELL, played.sophie)
    assert (await sophie.hear())["request"]["id"] == request.public_id
    assert await sophie.hears_nothing()


async def test_nothing_rings_on_a_page_with_the_switch_off(played: Scene, open_page: Any) -> None:
    await do(played.ask)
    assert await (await open_page(BELL, played.karim)).hears_nothing()


async def test_open_page_keeps_the_helper_counted_as_there(played: Scene, desks: tuple[Page, Page]) -> None:
    def grow_old() -> None:
        Availability.objects.update(seen_at="2026-01-01T00:00:00Z")

    karim, sophie = desks
    await do(grow_old)
    await karim.ping()
    await do(played.ask)
    assert (await karim.hear())["type"] == "ring"
    assert await sophie.hears_nothing()


async def test_closed_laptop_stops_ringing_after_a_minute(played: Scene, open_page: Any) -> None:
    await do(played.available, played.karim)
    page = await open_page(BELL, played.karim)
    await page.ping()

    def ask_after(seconds: int, person: Person) -> HelpRequest:
        with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
            return played.ask(person)

    await do(ask_after, 59, played.jeanne)
    assert (await page.hear())["type"] == "ring"
    await do(ask_after, 61, played.paul)
    assert await page.hears_nothing()
