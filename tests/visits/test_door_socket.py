"""The door, by the sockets of real pages: nothing in or out before the yes, and none after the no."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.people.models import Person
from epaule.visits import actions
from epaule.visits.models import Participant, Role, Visit
from tests.factories import Scene
from tests.visits.wire import Page, do, room_path


def knock(scene: Scene, visit: Visit, person: Person) -> Participant:
    invitation = actions.invite_more(by=scene.participants(visit)[0], role=Role.RELATIVE)
    return actions.knock(by=person, invitation=invitation)


@pytest.fixture
async def visit(played: Scene) -> Visit:
    return await do(played.visit)


@pytest.fixture
async def jeanne(played: Scene, visit: Visit, open_page: Any) -> Page:
    page: Page = await open_page(room_path(visit), played.jeanne)
    await page.join()
    return page


async def let_in(played: Scene, visit: Visit, jeanne: Page, open_page: Any) -> tuple[Participant, Page]:
    """Paul is let in by Jeanne's page, and his page is in the room."""
    participant = await do(knock, played, visit, played.paul)
    assert (await jeanne.hear_of("participant"))["participant"]["admitted"] is False
    await jeanne.send(type="admit", participant=participant.public_id, yes=True)
    assert (await jeanne.hear_of("participant"))["participant"]["admitted"] is True
    paul = await open_page(room_path(visit), played.paul)
    await paul.join()
    await jeanne.hear_of("participant")
    return participant, paul


async def test_at_the_door_the_line_is_closed(played: Scene, visit: Visit, jeanne: Page, open_page: Any) -> None:
    await do(knock, played, visit, played.paul)
    paul = await open_page(room_path(visit), played.paul)
    assert await paul.hear_error() == "not_your_visit"
    assert await paul.closing_code() == 4404
    await paul.send(type="join")
    await paul.send(type="chat.send", client_id="line-0001", text="Je suis là")
    await jeanne.send(type="chat.send", client_id="line-0002", text="Un secret")
    assert (await jeanne.hear_of("chat"))["line"]["text"] == "Un secret"
    assert await paul.hears_nothing()


async def test_page_that_was_open_before_he_came_reaches_him(
    played: Scene, visit: Visit, jeanne: Page, open_page: Any
) -> None:
    participant, paul = await let_in(played, visit, jeanne, open_page)
    await jeanne.send(type="signal.send", to=participant.public_id, link="l")
    assert (await paul.hear_of("signal"))["link"] == "l"


async def test_nobody_reaches_who_waits_at_the_door(played: Scene, visit: Visit, jeanne: Page) -> None:
    participant = await do(knock, played, visit, played.paul)
    await jeanne.hear_of("participant")
    await jeanne.send(type="signal.send", to=participant.public_id, link="l")
    assert await jeanne.hear_error() == "unknown_participant"


async def test_newcomer_does_not_open_the_door(played: Scene, visit: Visit, jeanne: Page, open_page: Any) -> None:
    participant, paul = await let_in(played, visit, jeanne, open_page)
    await paul.send(type="admit", participant=participant.public_id, yes=False)
    assert await paul.hear_error() == "only_the_helped_admits"


async def test_shown_out_his_page_is_hung_up_on_at_once(
    played: Scene, visit: Visit, jeanne: Page, open_page: Any
) -> None:
    participant, paul = await let_in(played, visit, jeanne, open_page)
    await jeanne.send(type="admit", participant=participant.public_id, yes=False)
    assert (await jeanne.hear_of("participant.gone"))["id"] == participant.public_id
    assert (await paul.hear_of("participant.gone"))["id"] == participant.public_id
    assert (await paul.hear_of("participant.gone"))["id"] == participant.public_id
    assert await paul.closing_code() == 4404
    await paul.send(type="chat.send", client_id="line-0001", text="Encore moi")
    await jeanne.send(type="chat.send", client_id="line-0002", text="Entre nous")
    assert (await jeanne.hear_of("chat"))["line"]["text"] == "Entre nous"
    assert await paul.hears_nothing()
    back = await open_page(room_path(visit), played.paul)
    assert await back.hear_error() == "not_your_visit"


async def test_newcomer_who_ends_only_leaves(played: Scene, visit: Visit, jeanne: Page, open_page: Any) -> None:
    participant, paul = await let_in(played, visit, jeanne, open_page)
    await paul.send(type="visit.end")
    assert (await jeanne.hear_of("participant.gone"))["id"] == participant.public_id
    await jeanne.ping()
    assert (await do(Visit.objects.get)).state == "open"
