"""The room's socket: entering, negotiating, writing, showing, ending, seen from two pages."""

from __future__ import annotations

from typing import Any

import pytest

from epaule.requests import actions as requests_actions
from epaule.visits import actions
from epaule.visits.models import Participant, Visit
from tests.factories import Scene
from tests.visits.wire import Page, do, room_path


class Room:
    """Jeanne and Karim in the room of their visit."""

    def __init__(self, scene: Scene, visit: Visit) -> None:
        self.scene, self.visit, self.path = scene, visit, room_path(visit)
        self.helped, self.helper = scene.participants(visit)
        self.jeanne: Page
        self.karim: Page


@pytest.fixture
def room(played: Scene) -> Room:
    return Room(played, played.visit())


@pytest.fixture
async def together(room: Room, open_page: Any) -> Room:
    """Both have joined and have heard of each other."""
    room.jeanne = await open_page(room.path, room.scene.jeanne)
    await room.jeanne.join()
    room.karim = await open_page(room.path, room.scene.karim)
    await room.karim.join()
    await room.jeanne.hear_of("participant")
    return room


def reload(participant: Participant) -> Participant:
    return Participant.objects.get(pk=participant.pk)


async def test_joining_tells_everything_a_page_needs(room: Room, open_page: Any, settings: Any) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:aide.example"], "north"
    await do(actions.say, participant=room.helper, client_id="line-0001", text="Bonjour Jeanne")
    page = await open_page(room.path, room.scene.jeanne)
    assert await page.hears_nothing()
    snapshot = await page.join()
    assert (snapshot["you"], snapshot["state"]) == (room.helped.public_id, "open")
    assert [(one["first_name"], one["role"], one["present"]) for one in snapshot["participants"]] == [
        ("Jeanne", "helped", True),
        ("Karim", "helper", False),
    ]
    assert [line["text"] for line in snapshot["lines"]] == ["Bonjour Jeanne"]
    assert snapshot["absence_seconds"] == 300
    assert "started_at" not in snapshot
    assert snapshot["ice_servers"][0]["username"].endswith(f":{room.helped.public_id}")


async def test_after_a_cut_only_what_was_missed_comes(room: Room, open_page: Any) -> None:
    for n in range(1, 5):
        await do(actions.say, participant=room.helper, client_id=f"line-000{n}", text=f"Ligne {n}")
    page = await open_page(room.path, room.scene.jeanne)
    assert [line["number"] for line in (await page.join(after_line=2))["lines"]] == [3, 4]
    assert (await page.join(after_line=99))["lines"] == []


async def test_other_hears_who_comes_and_goes(room: Room, open_page: Any) -> None:
    karim = await open_page(room.path, room.scene.karim)
    await karim.join()
    jeanne = await open_page(room.path, room.scene.jeanne)
    assert await karim.hears_nothing()
    await jeanne.join()
    assert set(await karim.hear()) >= {"now", "started_at", "ends_at"}
    came = (await karim.hear())["participant"]
    assert (came["first_name"], came["present"]) == ("Jeanne", True)
    await jeanne.leave()
    gone = await karim.hear()
    assert (gone["participant"]["id"], gone["participant"]["present"]) == (room.helped.public_id, False)


async def test_signal_goes_to_the_other_with_its_sender(together: Room) -> None:
    offer = {"type": "offer", "sdp": "v=0"}
    candidate = {
        "candidate": "candidate:1 1 udp 1 192.0.2.1 9 typ host",
        "sdpMid": "0",
        "sdpMLineIndex": 0,
        "usernameFragment": "x",
    }
    to = together.helped.public_id
    await together.karim.send(type="signal.send", to=to, link="k-1", description=offer, restart=True)
    await together.karim.send(type="signal.send", to=to, link="k-1", candidate=candidate)
    sender = together.helper.public_id
    first, second = await together.jeanne.hear(), await together.jeanne.hear()
    assert first == {"type": "signal", "sender": sender, "link": "k-1", "description": offer, "restart": True}
    assert second == {"type": "signal", "sender": sender, "link": "k-1", "candidate": candidate}
    assert await together.karim.hears_nothing()


async def test_signal_reaches_nobody_else(together: Room, open_page: Any) -> None:
    """Neither oneself, nor somebody of another visit, nor who does not exist."""

    def other_room() -> tuple[Visit, Participant]:
        request = together.scene.ask(together.scene.paul)
        requests_actions.accept(by=together.scene.sophie, request=request)
        visit = actions.open_visit(by=together.scene.sophie, request=request)
        return visit, visit.participants.get(role="helped")

    visit, stranger = await do(other_room)
    paul = await open_page(room_path(visit), together.scene.paul)
    await paul.join()
    for to in (together.helper.public_id, stranger.public_id, "01ARZ3NDEKTSV4RRFFQ69G5FAV"):
        await together.karim.send(type="signal.send", to=to, description={"type": "offer", "sdp": "v=0"})
        assert await together.karim.hear_error() == "unknown_participant"
    assert await paul.hears_nothing()
    assert await together.jeanne.hears_nothing()


async def test_chat_line_comes_back_to_both(together: Room) -> None:
    await together.jeanne.send(type="chat.send", client_id="line-0001", text="Où est le trombone ?")
    for page in (together.jeanne, together.karim):
        line = (await page.hear_of("chat"))["line"]
        assert (line["number"], line["author"], line["text"]) == (
            1,
            together.helped.public_id,
            "Où est le trombone ?",
        )


async def test_refused_line_is_named_so_that_it_can_be_typed_again(together: Room) -> None:
    await together.jeanne.send(type="chat.send", client_id="line-0007", text="   ")
    refusal = await together.jeanne.hear()
    assert (refusal["type"], refusal["code"], refusal["about"]) == ("error", "nothing_said", "line-0007")


async def test_showing_the_screen_is_told_to_both(together: Room) -> None:
    await together.jeanne.send(type="sharing.set", on=True, surface="monitor")
    for page in (together.jeanne, together.karim):
        assert (await page.hear_of("participant"))["participant"]["sharing"] is True
    await together.jeanne.leave()
    changed = await together.karim.hear_of("participant")
    assert (changed["participant"]["sharing"], changed["participant"]["present"]) == (False, False)


async def test_refused_sharing_is_told_to_who_tried_only(together: Room) -> None:
    await together.jeanne.send(type="sharing.set", on=True)
    for page in (together.jeanne, together.karim):
        await page.hear_of("participant")
    await together.karim.send(type="sharing.set", on=True)
    refusal = await together.karim.hear()
    assert (refusal["code"], refusal["about"]) == ("the_helped_shares", "sharing.set")
    assert await together.jeanne.hears_nothing()


@pytest.mark.parametrize("who", ["jeanne", "karim"])
async def test_ending_hangs_up_on_both(together: Room, who: str) -> None:
    await getattr(together, who).send(type="visit.end")
    for page in (together.jeanne, together.karim):
        news = await page.hear()
        assert (news["type"], news["by"], news["reason"]) == ("visit.ended", who.capitalize(), "finished")
        assert await page.closing_code() == 4410
        await page.leave()
    assert [await do(lambda one=one: reload(one).connection) for one in (together.helped, together.helper)] == [
        "",
        "",
    ]


async def test_newest_tab_wins_and_closing_the_older_one_changes_nothing(together: Room, open_page: Any) -> None:
    second = await open_page(together.path, together.scene.jeanne)
    await second.join()
    assert await together.jeanne.hear() == {"type": "replaced"}
    assert await together.jeanne.closing_code() == 4409
    assert (await together.karim.hear())["participant"]["present"] is True
    await together.jeanne.leave()
    assert await together.karim.hears_nothing()
    assert await do(lambda: reload(together.helped).connection) != ""
    await second.send(type="chat.send", client_id="line-0001", text="Je suis là")
    assert (await together.karim.hear_of("chat"))["line"]["text"] == "Je suis là"


async def test_page_hung_up_on_is_no_longer_listened_to(together: Room, open_page: Any) -> None:
    second = await open_page(together.path, together.scene.jeanne)
    await second.join()
    await together.karim.hear_of("participant")
    await together.jeanne.hear_of("replaced")
    assert await together.jeanne.closing_code() == 4409
    await together.jeanne.send(type="chat.send", client_id="line-0001", text="Et moi ?")
    assert await together.karim.hears_nothing()


async def test_coming_back_within_two_minutes_resumes(together: Room, open_page: Any) -> None:
    await together.jeanne.send(type="chat.send", client_id="line-0001", text="Je reviens")
    await together.jeanne.hear_of("chat")
    await together.jeanne.leave()
    back = await open_page(together.path, together.scene.jeanne)
    snapshot = await back.join()
    assert snapshot["state"] == "open"
    assert snapshot["started_at"]
    assert [line["text"] for line in snapshot["lines"]] == ["Je reviens"]


async def test_ping_is_a_sign_of_life(together: Room) -> None:
    def grow_old() -> None:
        Participant.objects.update(seen_at="2026-01-01T00:00:00Z")

    await do(grow_old)
    await together.jeanne.ping()
    assert (await do(reload, together.helped)).seen_at > (await do(reload, together.helper)).seen_at


async def test_sweep_in_another_thread_reaches_the_pages(together: Room) -> None:
    def abandon() -> int:
        Participant.objects.filter(role="helper").update(seen_at="2026-01-01T00:00:00Z")
        return actions.end_abandoned()

    assert await do(abandon) == 1
    assert (await together.jeanne.hear())["reason"] == "absence"
    assert await together.jeanne.closing_code() == 4410


async def test_visit_that_ends_while_the_page_connects_hangs_up_when_it_joins(room: Room, open_page: Any) -> None:
    page = await open_page(room.path, room.scene.jeanne)
    await do(lambda: Visit.objects.update(state="ended", end_reason="finished", ended_at="2026-01-01T00:00:00Z"))
    await page.send(type="join")
    assert await page.hear_error() == "visit_over"
    assert await page.closing_code() == 4410
