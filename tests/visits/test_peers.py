"""What pages tell each other through the server while the data channel is cut: by the same ladder."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from epaule.requests import actions as requests_actions
from epaule.visits import actions, protocol, sockets
from epaule.visits.models import ChatFile, Participant, Visit
from epaule.visits.peers import listeners
from epaule.visits.rules import can_act, can_point, can_tell_pages
from epaule.visits.sockets import Pace
from tests.factories import Scene
from tests.visits.test_bad_messages import stop_the_clock
from tests.visits.wire import Page, do, room_path

MOVE = {"type": "pointer.move", "x": 0.5, "y": 0.25, "n": 1}
MARKS: dict[str, dict[str, Any]] = {
    "pointer.move": MOVE,
    "pointer.hide": {"type": "pointer.hide", "n": 2},
    "mark.put": {"type": "mark.put", "id": "mark-0001", "kind": "spot", "points": [0.5, 0.5]},
    "mark.extend": {"type": "mark.extend", "id": "mark-0001", "points": [0.5, 0.5]},
    "mark.erase": {"type": "mark.erase"},
    "sentence": {"type": "sentence", "text": "Cliquez sur Connexion"},
}
ACT = {"type": "act", "n": 1, "kind": "down"}
ANSWER = {"type": "answer", "found": True}
VOICE = {"type": "voice", "on": True}
QUALITY = {"type": "quality", "picture": "stills"}


class Room:
    """Jeanne and Karim are in the room; Sophie, a relative, comes in too."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.visit: Visit = scene.visit()
        self.helped, self.helper = scene.participants(self.visit)
        self.relative = scene.newcomer(self.visit, scene.sophie)
        self.pages: dict[str, Page] = {}

    async def open(self, open_page: Callable[..., Awaitable[Page]]) -> None:
        for name in ("jeanne", "karim", "sophie"):
            self.pages[name] = await open_page(room_path(self.visit), getattr(self.scene, name))
            await self.pages[name].join()
        for page in self.pages.values():
            await until_now(page)

    def share(self, surface: str = "window") -> None:
        actions.set_sharing(participant=self.helped, on=True, surface=surface)

    def give(self, rung: str) -> None:
        actions.set_hand(participant=self.helped, to=self.helper.public_id, rung=rung)

    async def passes(self, who: str, message: dict[str, Any]) -> bool:
        """`who` sends; True when the others hear it, from them; False when it is refused and nobody does."""
        await self.pages[who].send(type="peer.send", message=message)
        refusals = [heard["code"] for heard in await until_now(self.pages[who]) if heard["type"] == "error"]
        others = [page for name, page in self.pages.items() if name != who]
        heard = [one for page in others for one in await until_now(page) if one["type"] == "peer"]
        if refusals:
            assert (refusals, heard) == (["not_allowed_now"], [])
            return False
        sender = {"jeanne": self.helped, "karim": self.helper, "sophie": self.relative}[who].public_id
        assert [(one["sender"], one["message"]["type"]) for one in heard] == [(sender, message["type"])] * 2
        return True


async def until_now(page: Page) -> list[dict[str, Any]]:
    """What the page heard, until all that it sent is treated."""
    await page.send(type="ping")
    heard = []
    while (message := await page.hear())["type"] != "pong":
        heard.append(message)
    return heard


@pytest.fixture
def room(played: Scene) -> Room:
    return Room(played)


@pytest.fixture
async def inside(room: Room, open_page: Any) -> Room:
    await room.open(open_page)
    return room


@pytest.mark.parametrize("kind", MARKS)
async def test_marks_need_the_hand(inside: Room, kind: str) -> None:
    await do(inside.share)
    for who in ("karim", "sophie"):
        assert not await inside.passes(who, MARKS[kind])
    await do(inside.give, "point")
    assert await inside.passes("karim", MARKS[kind])
    assert not await inside.passes("sophie", MARKS[kind])
    await do(inside.give, "see")
    assert not await inside.passes("karim", MARKS[kind])


async def test_marks_need_something_shown(inside: Room) -> None:
    await do(inside.give, "point")
    for who in ("jeanne", "karim"):
        assert not await inside.passes(who, MOVE)
    await do(inside.share)
    for who in ("jeanne", "karim"):
        assert await inside.passes(who, MOVE)


async def test_who_shows_his_own_screen_points_on_it_and_so_does_she(inside: Room) -> None:
    await do(actions.set_sharing, participant=inside.helper, on=True)
    assert await inside.passes("karim", MOVE)
    assert await inside.passes("jeanne", MOVE)
    assert not await inside.passes("sophie", MOVE)


async def test_answer_is_hers(inside: Room) -> None:
    await do(inside.share)
    await do(inside.give, "point")
    assert await inside.passes("jeanne", ANSWER)
    for who in ("karim", "sophie"):
        assert not await inside.passes(who, ANSWER)


@pytest.mark.parametrize("message", [VOICE, QUALITY], ids=lambda message: message["type"])
async def test_everyone_tells_what_one_hears_and_sees_of_him(inside: Room, message: dict[str, Any]) -> None:
    for who in ("jeanne", "karim", "sophie"):
        assert await inside.passes(who, message)


async def test_acting_needs_a_lease_that_runs(inside: Room) -> None:
    await do(inside.share, "shared_browser")
    assert not await inside.passes("karim", ACT)
    await do(inside.give, "point")
    assert not await inside.passes("karim", ACT)
    await do(inside.give, "act")
    assert await inside.passes("karim", ACT)
    for who in ("jeanne", "sophie"):
        assert not await inside.passes(who, ACT)
    # Its time is over, and no sweep has seen it yet.
    await do(lambda: Participant.objects.filter(hand="act").update(hand_until=timezone.now()))
    assert not await inside.passes("karim", ACT)
    assert await inside.passes("karim", MOVE)


async def test_acting_stops_when_nothing_is_shown(inside: Room) -> None:
    await do(inside.share, "shared_browser")
    await do(inside.give, "act")
    await do(actions.set_sharing, participant=inside.helped, on=False)
    assert not await inside.passes("karim", ACT)


async def test_after_the_end_nothing_passes_and_one_is_hung_up_on(inside: Room) -> None:
    page = inside.pages["karim"]
    await do(lambda: Visit.objects.update(state="ended", end_reason="finished", ended_at=timezone.now()))
    await page.send(type="peer.send", message=VOICE)
    assert await page.hear_error() == "visit_over"
    assert await page.closing_code() == 4410
    assert await inside.pages["jeanne"].hears_nothing()


async def test_shown_out_tells_nothing_more(inside: Room) -> None:
    page = inside.pages["sophie"]
    await do(actions.admit, by=inside.helped, participant_id=inside.relative.public_id, yes=False)
    await inside.pages["jeanne"].hear_of("participant.gone")
    await page.send(type="peer.send", message=VOICE)
    assert await inside.pages["jeanne"].hears_nothing()


async def test_nobody_of_another_visit_hears_it(inside: Room, open_page: Any) -> None:
    def other_room() -> Visit:
        request = inside.scene.ask(inside.scene.paul)
        actions.end_visit(participant=inside.helped)
        requests_actions.accept(by=inside.scene.karim, request=request)
        return actions.open_visit(by=inside.scene.karim, request=request)

    first = inside.pages["jeanne"]
    visit = await do(other_room)
    assert (await first.hear_of("visit.ended"))["reason"] == "finished"
    karim = await open_page(room_path(visit), inside.scene.karim)
    await karim.join()
    await karim.send(type="peer.send", message=VOICE)
    await karim.ping()
    assert await first.closing_code() == 4410


async def test_at_the_door_no_socket_opens(room: Room, open_page: Any) -> None:
    await do(lambda: room.scene.newcomer(room.visit, room.scene.paul, inside=False))
    page = await open_page(room_path(room.visit), room.scene.paul)
    assert await page.hear_error() == "not_your_visit"
    assert await page.closing_code() == 4404


@pytest.mark.parametrize(
    "spoof",
    [
        {"sender": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "message": VOICE},
        {"message": {**MOVE, "hand": "act"}},
        {"message": {**MOVE, "x": 1.5}},
        {"message": {"type": "hand.set", "participant": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "rung": "act"}},
        {"message": {"type": "participant", "participant": {}}},
        {},
    ],
)
async def test_what_is_not_a_message_between_pages_is_not_passed_on(inside: Room, spoof: dict[str, Any]) -> None:
    page = inside.pages["karim"]
    await page.send(type="peer.send", **spoof)
    assert await page.hear_error() == "not_understood"
    assert await inside.pages["jeanne"].hears_nothing()


async def test_too_fast_is_refused_and_passed_on_to_nobody(inside: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pace, "allows", lambda pace: pace.burst != sockets.BURST)
    await inside.pages["karim"].send(type="peer.send", message=VOICE)
    assert await inside.pages["karim"].hear_error() == "too_many"
    assert await inside.pages["jeanne"].hears_nothing()


async def test_marks_on_their_way_when_the_hand_is_taken_back_hang_up_on_nobody(
    inside: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few each time, all along a long visit."""
    clock = stop_the_clock(monkeypatch)
    for _time in range(sockets.STRIKES + 5):
        clock.now += sockets.SECONDS_PER_STRIKE
        assert not await inside.passes("karim", MOVE)


# --- From the page of the ladder


async def test_helper_gives_himself_nothing(inside: Room) -> None:
    page = inside.pages["karim"]
    for rung in ("point", "act"):
        await page.send(type="hand.set", participant=inside.helper.public_id, rung=rung)
        assert await page.hear_error() == "only_the_helped_gives"
    assert await inside.pages["jeanne"].hears_nothing()
    assert (await do(Participant.objects.get, pk=inside.helper.pk)).hand == "see"


async def test_question_answer_and_lowering_by_hand(inside: Room) -> None:
    jeanne, karim = inside.pages["jeanne"], inside.pages["karim"]
    await karim.send(type="hand.ask", rung="point")
    assert (await jeanne.hear())["participant"]["asked"] == "point"
    await jeanne.send(type="hand.set", participant=inside.helper.public_id, rung="point")
    given = (await jeanne.hear())["participant"]
    assert (given["hand"], given["asked"]) == ("point", None)
    await until_now(karim)
    await karim.send(type="hand.set", participant=inside.helper.public_id, rung="see")
    assert (await jeanne.hear())["participant"]["hand"] == "see"


async def test_hiding_and_prolonging_are_refused_with_a_sentence(inside: Room) -> None:
    karim = inside.pages["karim"]
    for message, code in (
        ({"type": "sharing.hide", "on": True}, "nothing_is_shown"),
        ({"type": "visit.prolong"}, "only_the_helped_prolongs"),
    ):
        await karim.send(**message)
        assert await karim.hear_error() == code


# --- The rules, and what they cost


def test_photo_in_the_place_of_the_screen_is_pointed_on(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, karim = scene.participants(visit)
    assert not can_point(jeanne)
    visit.photo = ChatFile.objects.create(
        visit=visit, author=jeanne, name="x", kind="photo", size=1, at=timezone.now()
    )
    visit.save()
    jeanne, karim = scene.participants(visit)
    assert (can_point(jeanne), can_point(karim)) == (True, False)
    actions.set_hand(participant=jeanne, to=karim.public_id, rung="point")
    assert can_point(scene.participants(visit)[1])
    assert not can_act(scene.participants(visit)[1], timezone.now())


def test_only_the_helped_person_says_that_her_screen_is_hidden(scene: Scene) -> None:
    visit = scene.visit()
    relative = scene.newcomer(visit, scene.sophie)
    jeanne, karim = scene.participants(visit)
    for on in (True, False):
        said = protocol.ScreenHidden(on=on)
        allowed = [can_tell_pages(one, said, timezone.now()) for one in (jeanne, karim, relative)]
        assert allowed == [True, False, False]


def test_passing_on_costs_two_queries_whoever_is_there(scene: Scene) -> None:
    visit = scene.visit()
    jeanne, karim = scene.participants(visit)
    for expected in (1, 2, 3):
        with CaptureQueriesContext(connection) as queries:
            assert len(listeners(karim, protocol.VoiceChanged(on=True))) == expected
        assert len(queries) == 2
        if expected < 3:
            scene.newcomer(visit, (scene.sophie, scene.paul)[expected - 1])
    assert jeanne.public_id in listeners(karim, protocol.VoiceChanged(on=True))
