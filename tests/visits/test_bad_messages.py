"""Malformed, unknown, oversized, too frequent: a French sentence, then patience ends."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError

from epaule.visits import consumers, sockets
from epaule.visits.models import ChatMessage, Participant
from epaule.visits.protocol import ROOM_MESSAGE_MAX_BYTES
from tests.factories import Scene
from tests.visits.wire import Page, do, room_path

TO = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture
async def page(played: Scene, open_page: Any) -> Page:
    """Jeanne's page, in the room."""
    visit = await do(played.visit)
    page: Page = await open_page(room_path(visit), played.jeanne)
    await page.join()
    return page


def chat(**changes: Any) -> dict[str, Any]:
    return {"type": "chat.send", "client_id": "line-0001", "text": "Bonjour"} | changes


def signal(**changes: Any) -> dict[str, Any]:
    return {"type": "signal.send", "to": TO, "description": {"type": "offer", "sdp": "v=0"}} | changes


NOT_JSON = [
    "",
    " ",
    "{",
    "null",
    "[]",
    '"join"',
    "1",
    "{}",
    "NaN",
    "\x00",
    "join",
    '{"type":"join"} x',
    "\ufeff{}",
]
NOT_OURS: list[Any] = [
    {"type": "unknown"},
    {"type": None},
    {"type": ["join"]},
    {"after_line": 0},
    {"type": "room"},
    {"type": "replaced"},
    {"type": "pointer.move", "x": 0, "y": 0, "n": 1},
    {"type": "join", "after_line": -1},
    {"type": "join", "after_line": "0"},
    {"type": "join", "after_line": 0.5},
    {"type": "join", "more": 1},
    {"type": "ping", "more": 1},
    {"type": "visit.end", "by": "Karim"},
    {"type": "sharing.set"},
    {"type": "sharing.set", "on": "true"},
    {"type": "sharing.set", "on": 1},
    {"type": "sharing.set", "on": True, "surface": "wall"},
    {"type": "chat.send", "text": "Bonjour"},
    chat(text=""),
    chat(text=None),
    chat(text=12),
    chat(text="a" * 1001),
    chat(author=TO),
    chat(client_id="court"),
    chat(client_id="a" * 41),
    chat(client_id="line 0001"),
    signal(to="court"),
    signal(to=None),
    signal(sender=TO),
    signal(description={"type": "shout", "sdp": ""}),
    signal(description={"sdp": "v=0"}),
    signal(description="v=0"),
    signal(candidate={"candidate": "a" * 2001}),
    signal(candidate={"candidate": "a", "sdpMLineIndex": -1}),
    signal(link="a" * 41),
]
BOMBS = [
    "[" * 30_000,
    '{"a":' * 10_000,
    '{"type":"signal.send","to":"' + TO + '","description":' + "[" * 20_000,
    '{"type":"chat.send","client_id":"line-0001","text":"\\ud800"}',
    '{"type":"chat.send","client_id":"line-0001","text":"\\udfff\\ud800"}',
    '{"type":"join","after_line":1e999}',
    '{"type":"join","after_line":' + "9" * 5000 + "}",
    '{"type":"chat.send","client_id":"line-0001","text":"' + "e\u0301" * 15_000 + '"}',
    '{"type":"join","type":"visit.end","on":true}',
]


@pytest.mark.parametrize("text", NOT_JSON, ids=repr)
async def test_what_is_no_message_is_refused(page: Page, text: str) -> None:
    await page.send_frame(text=text)
    assert await page.hear_error() == "not_understood"
    await page.ping()


async def test_messages_with_wrong_shape_are_refused_one_by_one(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets.Pace, "allows", lambda pace: True)
    for message in NOT_OURS:
        await page.send_frame(text=json.dumps(message))
        assert await page.hear_error() == "not_understood", message
    await page.ping()
    assert not await do(ChatMessage.objects.exists)


@pytest.mark.parametrize("text", BOMBS, ids=[bomb[:40] for bomb in BOMBS])
async def test_bomb_is_refused_and_the_page_lives_on(page: Page, text: str) -> None:
    await page.send_frame(text=text)
    assert await page.hear_error() == "not_understood"
    await page.ping()


async def test_unpaired_surrogate_is_refused(page: Page) -> None:
    """No WebSocket server lets one through; should one do, nothing breaks."""
    await page.send_frame(text='"\ud800"')
    assert await page.hear_error() == "not_understood"
    await page.ping()


async def test_binary_is_refused(page: Page) -> None:
    await page.send_frame(bytes=b'{"type":"ping"}')
    assert await page.hear_error() == "not_understood"
    await page.send_frame(bytes=b"\x00\xff" * 1000)
    assert await page.hear_error() == "not_understood"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (" " * ROOM_MESSAGE_MAX_BYTES + "{}", "too_large"),
        (json.dumps(signal(description={"type": "offer", "sdp": "a" * 66_000})), "too_large"),
        # Counted in bytes, not in characters.
        (json.dumps(chat(text="é" * 40_000), ensure_ascii=False), "too_large"),
        (json.dumps(signal(description={"type": "offer", "sdp": "a" * 59_000})), "unknown_participant"),
    ],
    ids=["spaces", "description", "bytes", "just right"],
)
async def test_oversized_message_is_refused(page: Page, text: str, error: str) -> None:
    await page.send_frame(text=text)
    assert await page.hear_error() == error
    await page.ping()


async def test_refusal_says_what_it_is_about(page: Page) -> None:
    await page.send(**signal())
    assert (await page.hear())["about"] == "signal.send"
    await page.send(type="unknown")
    assert "about" not in await page.hear()


async def test_twenty_messages_that_make_no_sense_end_the_line(page: Page) -> None:
    for _ in range(sockets.STRIKES):
        await page.send_frame(text="{")
    for _ in range(sockets.STRIKES):
        assert await page.hear_error() == "not_understood"
    assert await page.closing_code() == 4400
    await page.send(type="ping")
    assert await page.hears_nothing()


class Clock:
    """The sockets' own; the loop's goes on."""

    now = 1_000_000.0

    def monotonic(self) -> float:
        return self.now


def stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(sockets, "time", clock)
    return clock


async def test_too_many_at_once_are_refused_then_end_the_line(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_the_clock(monkeypatch)
    for _ in range(sockets.BURST + sockets.STRIKES):
        await page.send(type="ping")
    for _ in range(sockets.BURST):
        assert (await page.hear())["type"] == "pong"
    for _ in range(sockets.STRIKES):
        assert await page.hear_error() == "too_many"
    assert await page.closing_code() == 4429


def test_pace_is_given_back_little_by_little(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = stop_the_clock(monkeypatch)
    pace = sockets.Pace(burst=3, per_second=2)
    assert [pace.allows() for _ in range(4)] == [True, True, True, False]
    clock.now += 0.5
    assert [pace.allows() for _ in range(2)] == [True, False]
    clock.now += 3600
    assert [pace.allows() for _ in range(4)] == [True, True, True, False]


async def test_honest_negotiation_fits_in_the_burst(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    stop_the_clock(monkeypatch)
    for n in range(60):
        await page.send(**chat(client_id=f"line-00{n:02}"))
    for _ in range(60):
        assert (await page.hear_of("chat"))["line"]


@pytest.mark.parametrize("error", [OperationalError("database is locked"), DatabaseError("x"), RuntimeError("x")])
async def test_our_trouble_is_told_without_its_details(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def fail(**kwargs: Any) -> None:
        raise error

    monkeypatch.setattr(consumers.actions, "say", fail)
    with caplog.at_level(logging.ERROR):
        await page.send(**chat())
        refusal = await page.hear()
    assert refusal == {
        "type": "error",
        "code": "our_trouble",
        "message": "Cela n’a pas marché, et c’est de notre faute. Attendez un instant, puis recommencez.",
        "about": "line-0001",
    }
    assert "chat.send" in caplog.text or "line-0001" in caplog.text
    monkeypatch.undo()
    await page.send(**chat())
    assert (await page.hear_of("chat"))["line"]["text"] == "Bonjour"


async def test_trouble_while_connecting_tells_nothing(
    played: Scene, open_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise OperationalError("no such table: visits_participant")

    visit = await do(played.visit)
    monkeypatch.setattr(consumers, "participant_of", fail)
    page = await open_page(room_path(visit), played.jeanne)
    assert await page.hear_error() == "our_trouble"
    assert await page.closing_code() == 1011
    assert not await do(Participant.objects.exclude(connection="").exists)


async def test_page_that_leaves_while_it_is_answered_is_no_trouble(
    page: Page, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def gone(socket: sockets.PageSocket, text_data: str) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as cut:
        cut.setattr(sockets.PageSocket, "send", gone)
        await page.send(type="ping")
        await page.send(type="unknown")
        assert await page.hears_nothing()
    assert caplog.text == ""
    await page.ping()
