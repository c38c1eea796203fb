"""The page of the person who waits: she is taken to the room the moment somebody accepts."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.requests import actions as requests_actions
from epaule.requests.models import HelpRequest
from epaule.visits import actions
from tests.factories import Scene
from tests.requests.states import make_late
from tests.visits.wire import Page, do


def path_of(request: HelpRequest) -> str:
    return f"/ws/demande/{request.public_id}/"


@pytest.fixture
async def waiting(played: Scene, open_page: Any) -> tuple[HelpRequest, Page]:
    request = await do(played.ask)
    return request, await open_page(path_of(request), played.jeanne)


async def test_request_of_somebody_else_is_refused(played: Scene, open_page: Any) -> None:
    request = await do(played.ask)
    await do(requests_actions.accept, by=played.karim, request=request)
    for other in (played.paul, played.claire, played.karim):
        page = await open_page(path_of(request), other)
        assert await page.hear_error() == "not_your_visit"
        assert await page.closing_code() == 4404


async def test_page_that_waits_hears_nothing_meanwhile(waiting: tuple[HelpRequest, Page]) -> None:
    _request, page = waiting
    await page.ping()
    assert await page.hears_nothing()


async def test_it_takes_nothing_but_signs_of_life(waiting: tuple[HelpRequest, Page]) -> None:
    _request, page = waiting
    await page.send(type="visit.end")
    assert await page.hear_error() == "not_understood"
    await page.ping()


async def test_she_is_taken_to_the_room_when_somebody_accepts(
    played: Scene, waiting: tuple[HelpRequest, Page]
) -> None:
    request, page = waiting
    await do(requests_actions.accept, by=played.karim, request=request)
    assert await page.hear() == {
        "type": "request",
        "state": "assigned",
        "helper_first_name": "Karim",
        "go_to": f"/demande/{request.public_id}/visite/",
    }


async def test_by_a_code_as_well(played: Scene, waiting: tuple[HelpRequest, Page]) -> None:
    request, page = waiting
    invitation = await do(actions.invite, by=played.jeanne, request=request)
    await do(actions.join_request, by=played.karim, invitation=invitation)
    assert (await page.hear())["go_to"] == f"/demande/{request.public_id}/visite/"


async def test_page_that_connects_after_somebody_accepted_goes_there_too(played: Scene, open_page: Any) -> None:
    request = await do(played.ask)
    await do(requests_actions.accept, by=played.karim, request=request)
    page = await open_page(path_of(request), played.jeanne)
    assert (await page.hear())["go_to"] == f"/demande/{request.public_id}/visite/"


async def test_other_tab_hears_that_she_cancelled(played: Scene, waiting: tuple[HelpRequest, Page]) -> None:
    request, page = waiting
    await do(requests_actions.cancel, by=played.jeanne, request=request)
    assert await page.hear() == {"type": "request", "state": "cancelled"}


async def test_she_hears_that_nobody_came(waiting: tuple[HelpRequest, Page]) -> None:
    request, page = waiting
    await do(make_late, request)
    await do(requests_actions.expire_unanswered)
    assert await page.hear() == {"type": "request", "state": "expired"}


async def test_news_of_another_request_do_not_come_here(played: Scene, waiting: tuple[HelpRequest, Page]) -> None:
    _request, page = waiting
    other = await do(played.ask, played.paul)
    await do(requests_actions.accept, by=played.karim, request=other)
    assert await page.hears_nothing()
