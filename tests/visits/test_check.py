"""« Vérifier mon appareil »: open to all, useless to whoever would like a relay for himself."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import time_machine
from django.test import Client

from epaule.visits import echo
from epaule.visits.protocol import CLOSE_NOT_YOURS
from epaule.visits.views.check import RELAY_LIMIT, RELAY_SECONDS
from tests.pages import parsed
from tests.requests.states import use_up
from tests.visits.wire import do

RELAY = "/verifier/relais/"
SOCKET = "/ws/verification/"


def with_turn(settings: Any) -> None:
    settings.STUN_URLS = ["stun:aide.example:3478"]
    settings.TURN_URLS, settings.TURN_SECRET = ["turn:aide.example:3478"], "north"


class TestPage:
    def test_explains_itself_without_script(self, client: Client, db: None) -> None:
        page = parsed(client.get("/verifier/"))
        assert "JavaScript" in page.select_one("noscript").get_text()
        assert not page.select("button[data-ep-check]:not([hidden] *, [hidden])")

    def test_says_where_it_asks(self, client: Client, db: None) -> None:
        config = json.loads(parsed(client.get("/verifier/")).select_one("#check-config").string)
        assert (config["socket"], config["relay_url"]) == (SOCKET, RELAY)


@pytest.mark.django_db
class TestRelay:
    def test_where_there_is_none(self, client: Client) -> None:
        assert client.post(RELAY).json() == {"ice_servers": []}

    @time_machine.travel(1_433_000_000, tick=False)
    def test_credential_ends_after_ten_minutes_and_is_another_one_each_time(
        self, client: Client, settings: Any
    ) -> None:
        with_turn(settings)
        (first,), (second,) = (client.post(RELAY).json()["ice_servers"] for _time in range(2))
        assert first["urls"] == ["turn:aide.example:3478"]
        assert first["username"].partition(":")[0] == str(1_433_000_000 + RELAY_SECONDS)
        assert first["username"] != second["username"]
        assert "north" not in json.dumps(first)

    def test_is_not_kept_by_the_browser(self, client: Client) -> None:
        assert "no-store" in client.post(RELAY)["Cache-Control"]

    def test_is_not_given_to_another_site(self, settings: Any) -> None:
        with_turn(settings)
        response = Client(enforce_csrf_checks=True).post(RELAY)
        assert response.status_code == 403
        assert b"credential" not in response.content

    def test_is_not_given_by_a_link(self, client: Client, settings: Any) -> None:
        with_turn(settings)
        assert client.get(RELAY).status_code == 405

    def test_is_not_given_for_ever(self, client: Client, settings: Any) -> None:
        with_turn(settings)
        use_up(RELAY_LIMIT)
        response = client.post(RELAY, headers={"accept": "application/json"})
        assert response.status_code == 429
        assert b"credential" not in response.content


@pytest.mark.django_db(transaction=True)
class TestEcho:
    async def test_answers_anyone(self, open_page: Any) -> None:
        page = await open_page(SOCKET)
        for _time in range(3):
            await page.send(type="ping")
            assert await page.hear() == {"type": "pong"}

    @pytest.mark.parametrize(
        "message", [{"type": "join"}, {"type": "visit.end"}, {"type": "ping", "more": 1}, {"type": ""}]
    )
    async def test_understands_nothing_else(self, open_page: Any, message: dict[str, Any]) -> None:
        page = await open_page(SOCKET)
        await page.send(**message)
        assert await page.hear_error() == "not_understood"

    async def test_refuses_another_site(self, open_page: Any) -> None:
        assert (await open_page(SOCKET, origin="http://evil.example.org")).refused

    async def test_hangs_up_after_a_minute(self, open_page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(echo, "ECHO_SECONDS", 0)
        page = await open_page(SOCKET)
        assert await page.closing_code() == echo.CLOSE_DONE

    async def test_leaves_no_alarm_behind(self, open_page: Any) -> None:
        page = await open_page(SOCKET)
        await page.send(type="ping")
        await page.hear()
        await page.leave()
        assert not [one for one in asyncio.all_tasks() if "hang_up_later" in repr(one) and not one.cancelling()]

    async def test_is_hung_up_on_when_it_asks_too_fast(self, open_page: Any) -> None:
        page = await open_page(SOCKET)
        for _time in range(echo.BURST):
            await page.send(type="ping")
            await page.hear_of("pong")
        await page.send(type="ping")
        assert await page.hear_error() == "too_many"

    async def test_is_not_opened_for_ever_from_one_address(self, open_page: Any) -> None:
        await do(use_up, echo.ECHO_LIMIT, "address:")
        page = await open_page(SOCKET)
        assert await page.hear_error() == "too_many"
        assert await page.closing_code() == CLOSE_NOT_YOURS
