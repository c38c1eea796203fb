"""Who may open which socket: the others hear one error, then the line is closed."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.people.models import Person
from epaule.visits import actions
from epaule.visits.models import Participant
from tests.factories import Scene
from tests.visits.wire import Page, do, room_path

NOWHERE = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


async def turned_away(page: Page, error: str, code: int) -> bool:
    """Told why in one sentence, hung up on with `code`, and not listened to."""
    assert await page.hear_error() == error
    assert await page.closing_code() == code
    await page.send(type="join")
    await page.send(type="ping")
    return await page.hears_nothing()


@pytest.mark.parametrize(
    "origin", ["https://malveillant.example", "http://localhost.malveillant.example", "null", None]
)
async def test_page_of_another_site_is_not_even_accepted(
    played: Scene, open_page: Any, origin: str | None
) -> None:
    visit = await do(played.visit)
    for path in (room_path(visit), "/ws/aider/", f"/ws/demande/{visit.request.public_id}/"):
        page = await open_page(path, played.karim, origin=origin)
        assert page.refused
    assert not await do(Participant.objects.exclude(connection="").exists)


async def test_anonymous_is_turned_away_everywhere(played: Scene, open_page: Any) -> None:
    visit = await do(played.visit)
    for path in (room_path(visit), f"/ws/demande/{visit.request.public_id}/", "/ws/aider/"):
        assert await turned_away(await open_page(path), "not_your_visit", 4404)


@pytest.mark.parametrize("who", ["sophie", "claire", "paul"])
async def test_third_person_is_turned_away_whether_or_not_it_exists(
    played: Scene, open_page: Any, who: str
) -> None:
    visit = await do(played.visit)
    third = getattr(played, who)
    for path in (
        room_path(visit),
        f"/ws/visite/{NOWHERE}/",
        f"/ws/demande/{visit.request.public_id}/",
        f"/ws/demande/{NOWHERE}/",
    ):
        assert await turned_away(await open_page(path, third), "not_your_visit", 4404)


async def test_third_person_hears_nothing_of_the_room(played: Scene, open_page: Any) -> None:
    visit = await do(played.visit)
    jeanne, paul = await open_page(room_path(visit), played.jeanne), await open_page(room_path(visit), played.paul)
    assert await turned_away(paul, "not_your_visit", 4404)
    await jeanne.join()
    await jeanne.send(type="chat.send", client_id="line-0001", text="Un secret")
    await jeanne.hear_of("chat")
    assert await paul.hears_nothing()


@pytest.mark.parametrize("name", ["%00", f"{NOWHERE}%00", "é", "x" * 300])
async def test_address_that_is_none_is_turned_away(played: Scene, open_page: Any, name: str) -> None:
    for path in (f"/ws/visite/{name}/", f"/ws/demande/{name}/"):
        assert await turned_away(await open_page(path, played.jeanne), "not_your_visit", 4404)


async def test_ended_visit_says_that_it_is_over(played: Scene, open_page: Any) -> None:
    visit = await do(played.visit)
    _jeanne, karim = await do(played.participants, visit)
    await do(actions.end_visit, participant=karim)
    assert await turned_away(await open_page(room_path(visit), played.jeanne), "visit_over", 4410)
    assert await turned_away(await open_page(room_path(visit), played.paul), "not_your_visit", 4404)


async def test_account_that_was_closed_is_turned_away(played: Scene, open_page: Any) -> None:
    def close() -> None:
        Person.objects.filter(pk=played.jeanne.pk).update(is_active=False)

    visit = await do(played.visit)
    page = await open_page(room_path(visit), played.jeanne)
    await page.join()
    await page.leave()
    await do(close)
    assert await turned_away(await open_page(room_path(visit), played.jeanne), "not_your_visit", 4404)
