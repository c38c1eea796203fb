"""What every test may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.factories import Scene


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Path, settings: Any) -> None:
    """Every test keeps its files to itself."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def scene(db: None) -> Scene:
    """A small territory with its people, ready to play in."""
    return Scene.build()


@pytest.fixture
def as_person() -> Iterator[Any]:
    """`as_person(person)` is a test client signed in as her."""

    def signed_in(person: Any) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    yield signed_in
