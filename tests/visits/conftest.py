"""Sockets of real pages, and what was told to whom."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest
from channels.layers import channel_layers

from epaule.people.models import Person
from epaule.visits import live
from tests.factories import Scene
from tests.visits.ladder import Ladder
from tests.visits.wire import Page, Told


@pytest.fixture(autouse=True)
def _own_channel_layer() -> Iterator[None]:
    """The in-memory layer belongs to one loop, and every test has its own."""
    channel_layers.backends.clear()
    yield
    channel_layers.backends.clear()


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Told]:
    """What is sent to the groups of pages, in order, instead of sending it."""
    kept: list[Told] = []

    def keep(group: str, event: dict[str, Any]) -> None:
        kept.append(Told(group, json.loads(event["text"]), event["but"], event["close"]))

    monkeypatch.setattr(live, "send_to_group", keep)
    return kept


@pytest.fixture
async def open_page() -> AsyncIterator[Callable[..., Any]]:
    """`await open_page(path, person)`: the socket of a page of hers, closed when the test is over."""
    pages: list[Page] = []

    async def opened(path: str, person: Person | None = None, **more: Any) -> Page:
        page = await Page.open(path, person, **more)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        await page.leave()


@pytest.fixture
def ladder(scene: Scene) -> Ladder:
    return Ladder(scene)


@pytest.fixture
def acting(ladder: Ladder) -> Ladder:
    """Karim holds the hand on the shared browser."""
    ladder.show()
    ladder.give("act")
    return ladder
