from __future__ import annotations

import json
from typing import Any

import pytest

from epaule.visits import live
from tests.factories import Scene
from tests.replays.studio import Studio


@pytest.fixture
def studio(scene: Scene) -> Studio:
    return Studio.of(scene)


@pytest.fixture
def open_studio(played: Scene) -> Studio:
    """One that other threads see."""
    return Studio.of(played)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the pages of rooms are told, instead of telling them."""
    kept: list[dict[str, Any]] = []
    monkeypatch.setattr(live, "send_to_group", lambda group, event: kept.append(json.loads(event["text"])))
    return kept
